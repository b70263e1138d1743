#include "analysis/failures/quote.h"

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"

namespace lakecode::analysis {
namespace {

constexpr std::size_t kMaxQuote = 400;
constexpr std::size_t kMaxSentence = 2000;
constexpr int kMaxLinesBelow = 8;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

/// "when multiple source rows…", but not "at com.acme.Main", "java.lang.Error" or "key=value".
bool goes_on(std::string_view line) {
  const std::string_view trimmed = text::trim(line);
  if (trimmed.empty() || !is_lower(trimmed.front()) || trimmed.starts_with("at ")) return false;
  const std::string_view word = trimmed.substr(0, trimmed.find(' '));
  return word.substr(0, word.size() - 1).find_first_of(".:=/@$#(") == std::string_view::npos;
}

/// Where to cut `flat` so that at most kMaxQuote bytes stay: after a sentence, else between words, else anywhere
/// between two characters.
std::size_t place_to_cut(std::string_view flat) {
  const std::size_t sentence = flat.rfind(". ", kMaxQuote - 1);
  if (sentence != std::string_view::npos && sentence > kMaxQuote / 3) return sentence + 1;
  const std::size_t blank = flat.rfind(' ', kMaxQuote);
  if (blank != std::string_view::npos && blank > kMaxQuote / 2) return blank;
  std::size_t end = kMaxQuote;
  while (end > 0 && (static_cast<unsigned char>(flat[end]) & 0xC0U) == 0x80U) --end;
  return end;
}

}  // namespace

std::string_view whole_sentence(std::string_view line, std::string_view text) {
  const auto begin = static_cast<std::size_t>(line.data() - text.data());
  std::size_t end = begin + line.size();
  for (int i = 0; i < kMaxLinesBelow && end - begin < kMaxSentence && end < text.size(); ++i) {
    if (text[end] != '\n' && text[end] != '\r') break;
    const std::size_t next = text.find_first_not_of("\r\n", end);
    if (next == std::string_view::npos) break;
    if (text.substr(end, next - end).find('\n') != text.substr(end, next - end).rfind('\n')) break;  // a blank line
    const std::size_t next_end = std::min(text.find('\n', next), text.size());
    if (!goes_on(text.substr(next, next_end - next))) break;
    end = next_end;
  }
  return text.substr(begin, end - begin);
}

std::string one_line_quote(std::string_view quote) {
  std::string flat;
  for (const char c : quote.substr(0, 4 * kMaxQuote)) {
    const bool is_break = c == '\n' || c == '\r';
    if (!is_break) flat += c;
    if (is_break && !flat.empty() && flat.back() != ' ') flat += ' ';
  }
  const std::string_view trimmed = text::trim(flat);
  if (trimmed.size() <= kMaxQuote) return utf8::sanitize(trimmed);
  return utf8::sanitize(text::trim(trimmed.substr(0, place_to_cut(trimmed)))) + " …";
}

}  // namespace lakecode::analysis
