#include "local/dialect/multi_insert.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "local/dialect/lexer.h"

namespace lakecode::local::dialect {
namespace {

/// Words that end the list of a SELECT.
bool ends_list(const Token& token) {
  for (const std::string_view word :
       {"WHERE", "GROUP", "HAVING", "QUALIFY", "ORDER", "SORT", "LIMIT", "OFFSET", "LATERAL", "WINDOW"}) {
    if (token.is_word(word)) return true;
  }
  return false;
}

/// Tokens outside brackets that are one of INSERT, SELECT or an end of the list.
struct Marks {
  std::vector<std::size_t> inserts;
  std::vector<std::size_t> selects;
  std::vector<std::size_t> ends;
};

Marks marks_of(const std::vector<Token>& tokens) {
  Marks marks;
  int depth = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    depth += tokens[i].is_symbol("(") ? 1 : tokens[i].is_symbol(")") ? -1 : 0;
    if (depth != 0) continue;
    const bool places = i + 1 < tokens.size() && (tokens[i + 1].is_word("INTO") || tokens[i + 1].is_word("OVERWRITE"));
    if (tokens[i].is_word("INSERT") && places) marks.inserts.push_back(i);
    if (tokens[i].is_word("SELECT")) marks.selects.push_back(i);
    if (ends_list(tokens[i])) marks.ends.push_back(i);
  }
  return marks;
}

std::size_t first_between(const std::vector<std::size_t>& marks, std::size_t from, std::size_t until) {
  for (const std::size_t mark : marks) {
    if (mark > from && mark < until) return mark;
  }
  return until;
}

/// Whether the first word behind blanks and comments is FROM: all others need not be read twice.
bool begins_with_from(std::string_view sql) {
  for (;;) {
    sql.remove_prefix(std::min(sql.find_first_not_of(" \t\r\n"), sql.size()));
    const bool line = sql.starts_with("--");
    if (!line && !sql.starts_with("/*")) return text::equals_ignore_case(sql.substr(0, 4), "FROM");
    const std::size_t end = sql.find(line ? "\n" : "*/");
    if (end == std::string_view::npos) return false;
    sql.remove_prefix(end + (line ? 1 : 2));
  }
}

}  // namespace

std::vector<std::string> split_inserts(std::string_view sql) {
  std::vector<std::string> out;
  if (!begins_with_from(sql)) return out;
  auto lexed = lex(sql);
  if (!lexed || lexed->empty() || !lexed->front().is_word("FROM")) return out;
  std::vector<Token>& tokens = *lexed;
  while (tokens.size() > 1 && tokens[tokens.size() - 2].is_symbol(";")) tokens.erase(tokens.end() - 2);
  const Marks marks = marks_of(tokens);
  if (marks.inserts.empty()) return out;
  const std::size_t last = tokens.size() - 1;
  const auto text_of = [&](std::size_t begin, std::size_t end) {
    return begin < end ? sql.substr(tokens[begin].begin, tokens[end - 1].end - tokens[begin].begin)
                       : std::string_view();
  };
  const std::string_view source = text_of(0, marks.inserts.front());
  for (std::size_t i = 0; i < marks.inserts.size(); ++i) {
    const std::size_t begin = marks.inserts[i];
    const std::size_t end = i + 1 < marks.inserts.size() ? marks.inserts[i + 1] : last;
    const std::size_t select = first_between(marks.selects, begin, end);
    if (select == end) return {};
    const std::size_t list_end = first_between(marks.ends, select, end);
    out.push_back(fmt::format("{} {} {}", text_of(begin, list_end), source, text_of(list_end, end)));
  }
  return out;
}

}  // namespace lakecode::local::dialect
