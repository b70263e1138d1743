#include "knowledge/free_words.h"

#include <algorithm>

#include "knowledge/name_forms.h"

namespace lakecode::knowledge {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

FreeWords::FreeWords(const Request& request) : request_(request), used_(request.words.size(), false) {}

bool FreeWords::is(std::size_t i, std::initializer_list<std::string_view> words) const {
  return exists(i) && !word(i).quoted && one_of(lower(i), words);
}

bool FreeWords::may_name(std::size_t i) const {
  if (!exists(i) || used_[i]) return false;
  if (word(i).quoted) return text(i).find(' ') == std::string::npos;
  return is_identifier(text(i)) && !is_plain_word(lower(i));
}

bool FreeWords::is_certain_name(std::size_t i) const {
  return may_name(i) &&
         (word(i).quoted || word(i).concepts.none() || text(i).find_first_of("_-0123456789") != std::string::npos);
}

std::size_t FreeWords::after_fillers(std::size_t i) const {
  std::size_t next = i + 1;
  while (is(next, {"id", "number", "no", "#", "with", "called", "named", "key", "name"})) ++next;
  return next;
}

void FreeWords::take(std::string& into, std::size_t i) {
  into = text(i);
  use(i);
}

}  // namespace lakecode::knowledge
