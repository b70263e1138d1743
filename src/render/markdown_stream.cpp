#include "render/markdown_stream.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "render/markdown_table.h"
#include "render/screen_door.h"
#include "render/style.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kDeepest = 16;     // blanks kept before a line; deeper leaves no room for words
constexpr std::size_t kWidestBlank = 8;  // between two words
constexpr std::size_t kRuleColumns = 40;
constexpr std::size_t kMarkKnown = 4;  // bytes of a line that tell "---" and "**x" and "- x" apart

std::string_view without_indent(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// "---", "***", "___", with blanks between or not.
bool is_rule(std::string_view line) {
  const std::string_view text = text::trim(line);
  if (text.size() < 3 || std::string_view("-*_").find(text[0]) == std::string_view::npos) return false;
  return text.find_first_not_of(std::string{text[0], ' '}) == std::string_view::npos &&
         std::count(text.begin(), text.end(), text[0]) >= 3;
}

/// The run of "`" or "~" that opens or closes code; empty when it is none.
std::string_view fence_of(std::string_view line) {
  const std::string_view text = without_indent(line);
  if (text.empty() || (text[0] != '`' && text[0] != '~')) return {};
  const std::size_t end = std::min(text.find_first_not_of(text[0]), text.size());
  return end < 3 ? std::string_view() : text.substr(0, end);
}

/// Bytes of "- ", "12. " and the like; 0 when it is no item of a list.
std::size_t item_mark(std::string_view text) {
  if (text.size() >= 2 && std::string_view("-*+").find(text[0]) != std::string_view::npos && text[1] == ' ') return 2;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const bool is_number = digits > 0 && digits < 10 && digits + 1 < text.size() && text[digits + 1] == ' ' &&
                         (text[digits] == '.' || text[digits] == ')');
  return is_number ? digits + 2 : 0;
}

/// The beginning of a line is prose, whatever follows.
bool is_prose_already(std::string_view begun) {
  const std::string_view text = without_indent(begun);
  if (text.empty() || text[0] == '#' || text[0] == '|') return false;
  if (text[0] == '`' || text[0] == '~') return text.size() >= kMarkKnown && fence_of(text).empty();
  if (std::string_view("-*_+").find(text[0]) != std::string_view::npos)
    return text.size() >= kMarkKnown && text.find_first_not_of(std::string{text[0], ' '}) != std::string_view::npos;
  if (text[0] == '>') return text.size() >= kMarkKnown;
  const std::size_t digits = text.find_first_not_of("0123456789");
  return digits == 0 || (digits != std::string_view::npos && digits + 2 < text.size());
}

}  // namespace

std::string MarkdownStream::add(std::string_view piece) {
  held_ += piece;
  for (;;) {
    const std::size_t newline = held_.find('\n');
    if (block_ == Block::Prose) {
      const std::size_t blank = held_.find_last_of(" \t");
      const std::size_t end = newline != std::string::npos ? newline : blank == std::string::npos ? 0 : blank + 1;
      tell_words(std::string_view(held_).substr(0, end));
      held_.erase(0, newline != std::string::npos ? end + 1 : end);
      if (newline == std::string::npos) break;
      end_prose();
    } else if (newline != std::string::npos) {
      const std::string line = held_.substr(0, newline);
      held_.erase(0, newline + 1);
      take_line(line);
    } else if (block_ != Block::Code && is_prose_already(held_)) {
      end_table();
      held_.erase(0, open_prose(held_));
    } else {
      break;
    }
  }
  return std::exchange(out_, "");
}

std::string MarkdownStream::finish() {
  const bool is_open = !held_.empty() || block_ == Block::Prose;
  std::string out = is_open ? add("\n") : std::string();
  end_table();
  out += std::exchange(out_, "");
  block_ = Block::Start;
  fence_.clear();
  return out;
}

void MarkdownStream::take_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (block_ == Block::Code) return take_code(line);
  if (without_indent(line).starts_with('|')) {
    table_.emplace_back(line);
    block_ = Block::Table;
    return;
  }
  end_table();
  if (take_mark(line)) return;
  const std::size_t begin = open_prose(line);
  tell_words(line.substr(begin));
  end_prose();
}

void MarkdownStream::take_code(std::string_view line) {
  const std::string_view fence = fence_of(line);
  const bool closes = fence.starts_with(fence_) && text::trim(line) == fence;
  if (closes) block_ = Block::Start;
  if (!closes || !screen_.color) out_ += styled(inert(line), Style::Accent, screen_) + "\n";
}

/// A line that is all mark: code begins, a heading, a rule, nothing at all.
bool MarkdownStream::take_mark(std::string_view line) {
  const std::string_view text = text::trim(line);
  if (text.empty()) {
    out_ += "\n";
    return true;
  }
  if (const std::string_view fence = fence_of(line); !fence.empty()) {
    fence_ = fence;
    block_ = Block::Code;
    if (!screen_.color) out_ += inert_line(text) + "\n";
    return true;
  }
  if (is_rule(text)) {
    for (std::size_t i = 0; i < std::min(screen_.columns, kRuleColumns); ++i) out_ += screen_.unicode ? "─" : "-";
    out_ += "\n";
    return true;
  }
  const std::size_t level = std::min(text.find_first_not_of('#'), text.size());
  if (level == 0 || level > 6 || level == text.size() || text[level] != ' ') return false;
  const std::string title = text::replace_all(text::trim(text.substr(level)), "**", "");
  out_ += screen_.color ? styled(inert_line(title), Style::Heading, screen_) : inert_line(text);
  out_ += "\n";
  return true;
}

/// Tells what stands before the words of a line, and how many bytes of it that was.
std::size_t MarkdownStream::open_prose(std::string_view text) {
  const std::string_view bare = without_indent(text);
  const std::size_t indent = text.size() - bare.size();
  const std::string blanks(std::min(indent, kDeepest), ' ');
  std::size_t taken = indent;
  std::string mark = blanks;
  margin_ = blanks;
  if (bare.starts_with('>')) {
    while (taken < text.size() && (text[taken] == '>' || text[taken] == ' ')) ++taken;
    mark += screen_.unicode ? "│ " : "> ";
    margin_ = mark;
  } else if (const std::size_t size = item_mark(bare); size > 0) {
    taken += size;
    mark += size == 2 && screen_.unicode ? "• " : std::string(bare.substr(0, size));
    margin_ += std::string(size, ' ');
  }
  block_ = Block::Prose;
  out_ += mark;
  column_ = utf8::width(mark);
  has_words_ = false;
  blanks_ = 0;
  return taken;
}

void MarkdownStream::tell_words(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t\r", at), text.size());
    blanks_ = std::min(blanks_ + (begin - at), kWidestBlank);
    at = std::min(text.find_first_of(" \t\r", begin), text.size());
    if (at > begin) tell_word(text.substr(begin, at - begin));
  }
}

/// The mark of strong text or code that stands at `at`; `state` is null where it is a word's own character.
MarkdownStream::Mark MarkdownStream::mark_at(std::string_view word, std::size_t at) {
  if (word[at] == '`') {
    const std::size_t end = std::min(word.find_first_not_of('`', at), word.size());
    return {.size = end - at, .state = &is_code_};
  }
  if (is_code_ || !word.substr(at).starts_with("**")) return {};
  const bool may_open = at + 2 < word.size() && word[at + 2] != '*' && (at == 0 || !is_word_char(word[at - 1]));
  const bool may_close = at > 0;
  return {.size = 2, .state = (is_strong_ ? may_close : may_open) ? &is_strong_ : nullptr};
}

/// One word; its marks become style with colour, and stay without.
void MarkdownStream::tell_word(std::string_view word) {
  std::string shown;
  std::string run;
  std::size_t width = 0;
  const auto end_run = [&] {
    const std::string text = inert_line(run);
    width += utf8::width(text);
    shown += styled(text, is_code_ ? Style::Accent : is_strong_ ? Style::Heading : Style::Plain, screen_);
    run.clear();
  };
  for (std::size_t i = 0; i < word.size();) {
    const Mark mark = mark_at(word, i);
    if (mark.state == nullptr || !screen_.color) run += word.substr(i, mark.size);
    i += mark.size;
    if (mark.state == nullptr) continue;
    end_run();
    *mark.state = !*mark.state;
  }
  end_run();
  if (width > 0) place(shown, width);
}

/// Puts a word on this line of the screen, or on the next where it does not fit.
void MarkdownStream::place(std::string_view shown, std::size_t width) {
  if (has_words_ && column_ + blanks_ + width > screen_.columns) {
    out_ += "\n" + margin_;
    column_ = utf8::width(margin_);
  } else if (has_words_) {
    out_ += std::string(blanks_, ' ');
    column_ += blanks_;
  }
  out_ += shown;
  column_ += width;
  has_words_ = true;
  blanks_ = 0;
}

void MarkdownStream::end_prose() {
  out_ += "\n";
  block_ = Block::Start;
  is_strong_ = false;
  is_code_ = false;
}

void MarkdownStream::end_table() {
  if (!table_.empty()) out_ += markdown_table(table_, screen_);
  table_.clear();
  if (block_ == Block::Table) block_ = Block::Start;
}

}  // namespace lakecode::render
