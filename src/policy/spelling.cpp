#include "policy/spelling.h"

#include <array>

#include "base/text.h"

namespace lakecode::policy {
namespace {

struct Lookalike {
  std::string_view letter;
  char ascii;
};
constexpr std::array<Lookalike, 3> kLookalikes = {{{"\xC4\xB1", 'i'}, {"\xC5\xBF", 's'}, {"\xE2\x84\xAA", 'k'}}};

constexpr std::size_t kMaxGuesses = 100;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/// Where the string that begins at `at` ends: behind its closing quote, or at the end of the text.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  const char quote = text[at++];
  while (at < text.size()) {
    if (text[at] == '\\') {
      at += 2;
    } else if (text[at] == quote) {
      return at + 1;
    } else {
      ++at;
    }
  }
  return text.size();
}

/// Appends the back-ticked name at `at` without its ticks; returns where it ends.
std::size_t take_name(std::string_view text, std::size_t at, std::string& out) {
  for (++at; at < text.size(); ++at) {
    if (text[at] != '`') {
      out += text[at];
    } else if (at + 1 < text.size() && text[at + 1] == '`') {
      out += text[at++];
    } else {
      return at + 1;
    }
  }
  return at;
}

/// Where the comment at `at` ends; `at` itself when none begins there.
std::size_t end_of_comment(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("--")) {
    const std::size_t end = rest.find_first_of("\r\n");
    return end == std::string_view::npos ? text.size() : at + end;
  }
  if (rest.starts_with("/*")) {
    const std::size_t end = rest.find("*/", 2);
    return end == std::string_view::npos ? text.size() : at + end + 2;
  }
  return at;
}

std::string without_comments(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_of_comment(text, at);
    if (end > at) {
      out += ' ';
      at = end;
    } else {
      out += text[at++];
    }
  }
  return out;
}

}  // namespace

bool needs_folding(std::string_view text) {
  for (const Lookalike& one : kLookalikes) {
    if (text.find(one.letter) != std::string_view::npos) return true;
  }
  return false;
}

std::string fold_lookalikes(std::string_view text) {
  std::string out(text);
  for (const Lookalike& one : kLookalikes) out = text::replace_all(out, one.letter, std::string(1, one.ascii));
  return out;
}

std::optional<std::string> spell_plainly(std::string_view text) {
  const bool has_any = text.find('`') != std::string_view::npos || text.find(" .") != std::string_view::npos ||
                       text.find(". ") != std::string_view::npos;
  if (!has_any) return std::nullopt;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\'' || c == '"') {
      const std::size_t end = end_of_string(text, at);
      out += text.substr(at, end - at);
      at = end;
    } else if (c == '`') {
      at = take_name(text, at, out);
    } else if (c == '.') {
      while (!out.empty() && is_blank(out.back())) out.pop_back();
      out += c;
      for (++at; at < text.size() && is_blank(text[at]);) ++at;
    } else {
      out += c;
      ++at;
    }
  }
  return out == text ? std::nullopt : std::optional<std::string>(std::move(out));
}

std::optional<std::string> text_from_verb(std::string_view text, std::string_view kind) {
  const std::string_view verb = kind.substr(0, kind.find('_'));
  const bool has_prefix =
      text::equals_ignore_case(text.substr(0, 5), "WITH ") || text::equals_ignore_case(text.substr(0, 5), "FROM ");
  if (verb.empty() || !has_prefix) return std::nullopt;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\'' || c == '"' || c == '`') {
      at = end_of_string(text, at) - 1;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      depth -= depth > 0 ? 1 : 0;
    } else if (depth == 0 && at > 0 && (is_blank(text[at - 1]) || text[at - 1] == ')') &&
               text::equals_ignore_case(text.substr(at, verb.size()), verb)) {
      return std::string(text.substr(at));
    }
  }
  return std::nullopt;
}

std::optional<std::string> nested_text(std::string_view text) {
  constexpr std::string_view kWords = "EXECUTE IMMEDIATE";
  if (!text::equals_ignore_case(text.substr(0, kWords.size()), kWords)) return std::nullopt;
  const std::size_t quote = text.find_first_of("'\"");
  if (quote == std::string_view::npos) return std::nullopt;
  const std::size_t end = end_of_string(text, quote);
  if (end < quote + 2) return std::nullopt;
  return std::string(text::trim(text.substr(quote + 1, end - quote - 2)));
}

std::string collapse_blanks(std::string_view text) {
  std::string out;
  for (const char c : text::trim(text)) {
    if (!is_blank(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::vector<std::string> cut_unread(std::string_view text) {
  std::vector<std::string> pieces;
  const std::string bare = without_comments(text);
  for (const std::string_view piece : text::split(bare, ';')) {
    std::string collapsed = collapse_blanks(piece);
    if (collapsed.empty()) continue;
    if (pieces.size() + 1 >= kMaxGuesses) {
      pieces.push_back(collapse_blanks(bare));
      return pieces;
    }
    if (auto plain = spell_plainly(collapsed)) pieces.push_back(std::move(*plain));
    pieces.push_back(std::move(collapsed));
  }
  return pieces;
}

}  // namespace lakecode::policy
