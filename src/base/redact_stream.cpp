#include "base/redact_stream.h"

#include <algorithm>
#include <utility>

namespace lakecode {
namespace {

constexpr std::string_view kKeyBegin = "-----BEGIN ";
constexpr std::string_view kKeyEnd = "-----END ";
// A line is judged again with every word; beyond this it is judged when it ends, so that the work stays linear.
constexpr std::size_t kLongestByWords = 1024;
constexpr std::size_t kLongestHeld = 1U << 20U;  // a line without an end is cut; no token is that long

/// A value in quotes after a name may have blanks in it.
bool quotes_value(std::string_view line) {
  for (std::size_t at = line.find_first_of(":="); at != std::string_view::npos; at = line.find_first_of(":=", at + 1)) {
    const std::size_t value = line.find_first_not_of(" \t", at + 1);
    if (value != std::string_view::npos && (line[value] == '"' || line[value] == '\'')) return true;
  }
  return false;
}

}  // namespace

std::string StreamRedactor::take_until(std::size_t end) {
  std::string out = redactor_.redact(std::string_view(held_).substr(0, end)).substr(std::min(shown_, end));
  const std::string rest = held_.substr(end);
  clear();
  return rest.empty() ? out : out + add(rest);
}

std::string StreamRedactor::add(std::string_view piece) {
  const std::size_t before = held_.size();
  held_ += piece;
  // Only what is new is searched, and as much before it as a mark cut in two could begin in.
  if (key_at_ == std::string::npos) key_at_ = held_.find(kKeyBegin, before - std::min(before, kKeyBegin.size()));
  if (key_at_ != std::string::npos) {
    const std::size_t from = std::max(key_at_, before - std::min(before, kKeyEnd.size()));
    if (key_end_ == std::string::npos) key_end_ = held_.find(kKeyEnd, from);
    const std::size_t line = key_end_ == std::string::npos ? key_end_ : held_.find('\n', std::max(key_end_, before));
    return line == std::string::npos ? "" : take_until(line + 1);
  }
  if (const std::size_t line = piece.rfind('\n'); line != std::string::npos) return take_until(before + line + 1);
  return held_.size() > kLongestHeld ? take_until(held_.size()) : words();
}

/// Of a line that has not ended: the words that are whole.
std::string StreamRedactor::words() {
  if (held_.size() > kLongestByWords || held_.find("-----") != std::string::npos) return "";
  const std::size_t blank = held_.find_last_of(" \t");
  if (blank == std::string::npos || blank + 1 <= shown_ || quotes_value(held_)) return "";
  const std::string_view whole = std::string_view(held_).substr(0, blank + 1);
  if (redactor_.redact(whole) != whole) return "";
  const std::size_t told = std::exchange(shown_, blank + 1);
  return held_.substr(told, shown_ - told);
}

std::string StreamRedactor::finish() {
  std::string out = redactor_.redact(held_).substr(std::min(shown_, held_.size()));
  clear();
  return out;
}

void StreamRedactor::clear() {
  held_.clear();
  shown_ = 0;
  key_at_ = std::string::npos;
  key_end_ = std::string::npos;
}

}  // namespace lakecode
