#include "analysis/failures/evidence_text.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace lakecode::analysis {
namespace {

constexpr std::size_t kMaxLine = 16U << 10U;
constexpr std::size_t kMaxText = 8U << 20U;
constexpr std::size_t kLevelWords = 5;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '_' || c == '-' || c == '\r' || c == '\v' || c == '\f';
}

bool starts_with_ignore_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && text::equals_ignore_case(text.substr(0, prefix.size()), prefix);
}

// Length of an escape sequence at `position`, or 0. CSI sequences end at a letter or '~'.
std::size_t escape_length(std::string_view text, std::size_t position) {
  if (text[position] != '\x1b') return 0;
  std::size_t end = position + 1;
  if (end >= text.size() || text[end] != '[') return 1;
  ++end;
  while (end < text.size() && !std::isalpha(static_cast<unsigned char>(text[end])) && text[end] != '~' &&
         end - position < 32) {
    ++end;
  }
  return std::min(end + 1, text.size()) - position;
}

// Typographic quotes U+2018 … U+201F as UTF-8.
bool is_typographic_quote(std::string_view text, std::size_t i) {
  return i + 2 < text.size() && text[i] == '\xe2' && text[i + 1] == '\x80' && text[i + 2] >= '\x98' &&
         text[i + 2] <= '\x9f';
}

void append_normalised(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\x1b') {
      i += std::max<std::size_t>(escape_length(text, i), 1) - 1;
    } else if (c == '\'' || c == '"' || c == '`') {
      continue;
    } else if (is_typographic_quote(text, i)) {
      i += 2;
    } else if (c == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == 't' || text[i + 1] == '"')) {
      ++i;
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
    } else if (is_blank(c)) {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
    } else {
      out.push_back(lower(c));
    }
  }
}

LogLevel level_of_word(std::string_view word) {
  while (!word.empty() && !std::isalpha(static_cast<unsigned char>(word.front()))) word.remove_prefix(1);
  while (!word.empty() && !std::isalpha(static_cast<unsigned char>(word.back()))) word.remove_suffix(1);
  constexpr std::array<std::string_view, 4> kInfo = {"info", "debug", "trace", "notice"};
  constexpr std::array<std::string_view, 2> kWarn = {"warn", "warning"};
  constexpr std::array<std::string_view, 5> kError = {"error", "fatal", "critical", "severe", "err"};
  const auto is = [word](std::string_view name) { return text::equals_ignore_case(word, name); };
  if (std::any_of(kInfo.begin(), kInfo.end(), is)) return LogLevel::Info;
  if (std::any_of(kWarn.begin(), kWarn.end(), is)) return LogLevel::Warn;
  if (std::any_of(kError.begin(), kError.end(), is)) return LogLevel::Error;
  return LogLevel::None;
}

// The level stands among the first words, behind timestamps, thread names and brackets.
LogLevel level_of(std::string_view line) {
  std::size_t position = 0;
  for (std::size_t word = 0; word < kLevelWords && position < line.size(); ++word) {
    position = line.find_first_not_of(" \t|", position);
    if (position == std::string_view::npos) break;
    const std::size_t end = std::min(line.find_first_of(" \t|", position), line.size());
    const LogLevel level = level_of_word(line.substr(position, end - position));
    if (level != LogLevel::None) return level;
    position = end;
  }
  return LogLevel::None;
}

bool is_java_frame(std::string_view trimmed) {
  if (starts_with_ignore_case(trimmed, "at ") && trimmed.size() > 5) {
    const std::size_t blank = trimmed.find(' ', 3);
    const std::string_view name = trimmed.substr(3, blank == std::string_view::npos ? blank : blank - 3);
    return name.find('.') != std::string_view::npos || name.find('$') != std::string_view::npos;
  }
  return starts_with_ignore_case(trimmed, "... ") && trimmed.ends_with("more");
}

bool is_python_frame(std::string_view trimmed) {
  return starts_with_ignore_case(trimmed, "file \"") || starts_with_ignore_case(trimmed, "file <") ||
         starts_with_ignore_case(trimmed, "file /");
}

// Follows exception chains through the lines of one text.
class ChainReader {
 public:
  explicit ChainReader(int start_depth) : depth_(start_depth) {}

  void classify(std::string_view raw, TextLine& line) {
    const std::string_view trimmed = text::trim(raw);
    follow(trimmed, raw);
    line.is_frame = is_java_frame(trimmed) || is_python_frame(trimmed);
    line.is_source = !line.is_frame && is_source(raw, trimmed);
    line.is_suppressed = suppressed_;
    line.wraps_another = closing_depth_ == 0;
    line.depth = depth_ + (closes_traceback(raw, trimmed, line) ? closing_depth_ : 0);
    last_was_python_frame_ = is_python_frame(trimmed);
  }
  [[nodiscard]] int depth() const { return depth_; }

 private:
  void follow(std::string_view trimmed, std::string_view raw) {
    if (starts_with_ignore_case(trimmed, "caused by:")) {
      ++depth_;
      suppressed_ = false;
    } else if (starts_with_ignore_case(trimmed, "suppressed:")) {
      suppressed_ = true;
    } else if (text::contains_ignore_case(trimmed, "traceback (most recent call last)")) {
      in_traceback_ = true;
    } else if (text::contains_ignore_case(trimmed, "was the direct cause of the following exception")) {
      closing_depth_ = 0;  // what follows wraps what came before
    } else if (suppressed_ && !raw.empty() && raw.front() != ' ' && raw.front() != '\t') {
      suppressed_ = false;
    }
  }

  // The exception line that ends a Python traceback is the innermost word of that traceback.
  bool closes_traceback(std::string_view raw, std::string_view trimmed, const TextLine& line) {
    if (!in_traceback_ || line.is_frame || line.is_source || trimmed.empty()) return false;
    if (raw.front() == ' ' || raw.front() == '\t') return false;
    if (text::contains_ignore_case(trimmed, "traceback (most recent call last)")) return false;
    in_traceback_ = false;
    return true;
  }

  [[nodiscard]] bool is_source(std::string_view raw, std::string_view trimmed) const {
    if (trimmed.empty() || starts_with_ignore_case(trimmed, "caused by:")) return false;
    if (trimmed.starts_with("-->") || trimmed.starts_with("--->")) return true;
    const bool indented = raw.starts_with("    ");
    return indented && (last_was_python_frame_ || trimmed.find_first_of("(=") != std::string_view::npos) &&
           trimmed.find("Error:") == std::string_view::npos && trimmed.find("Exception:") == std::string_view::npos;
  }

  int depth_;
  int closing_depth_ = 1;
  bool in_traceback_ = false;
  bool suppressed_ = false;
  bool last_was_python_frame_ = false;
};

std::string shortened(std::string_view raw) {
  if (raw.size() <= kMaxLine) return std::string(raw);
  std::string out(raw.substr(0, kMaxLine * 3 / 4));
  out += ' ';
  out += raw.substr(raw.size() - kMaxLine / 4);
  return out;
}

}  // namespace

std::string normalise(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_normalised(out, text);
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

int for_each_line(std::string_view text, int start_depth, const std::function<void(const TextLine&)>& visit) {
  ChainReader chain(start_depth);
  std::size_t number = 0;
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t end = std::min(text.find('\n', position), text.size());
    TextLine line;
    line.number = ++number;
    line.raw = text.substr(position, end - position);
    const bool in_middle = text.size() > kMaxText && position > kMaxText / 2 && text.size() - position > kMaxText / 2;
    position = end + 1;
    if (in_middle || text::trim(line.raw).empty()) continue;
    const std::string kept = shortened(line.raw);
    chain.classify(line.raw, line);
    line.level = level_of(line.raw);
    line.normalised = normalise(kept);
    visit(line);
  }
  return chain.depth();
}

}  // namespace lakecode::analysis
