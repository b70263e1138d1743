#include "local/dialect/column_origins.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "local/dialect/keywords.h"
#include "local/dialect/lexer.h"

namespace lakecode::local::dialect {
namespace {

int depth_of(const Token& token) {
  return token.is_symbol("(") ? 1 : token.is_symbol(")") ? -1 : 0;
}

/// The names of the last list in brackets before the SELECT: INSERT INTO t (a, b) SELECT, CREATE VIEW v (a, b) AS.
std::vector<std::string> named_columns(std::span<const Token> head) {
  std::vector<std::string> names;
  bool open = false;
  int depth = 0;
  for (const Token& token : head) {
    depth += depth_of(token);
    if (token.is_symbol("(") && depth == 1) {
      names.clear();
      open = true;
    } else if (token.is_symbol(")") && depth == 0) {
      open = false;
    } else if (token.is_word("TBLPROPERTIES") || token.is_word("PARTITIONED") || token.is_word("CLUSTER")) {
      return {};
    } else if (open && depth == 1 && token.is_name() && !token.is_word("COMMENT")) {
      names.push_back(text::to_lower(token.value));
    }
  }
  return names;
}

/// What an item names itself: its alias, or its column; "" for another expression.
std::string name_of_item(std::span<const Token> item) {
  const Token& last = item.back();
  if (!last.is_name() || (last.kind == TokenKind::Word && is_grammar_word(last.value))) return "";
  return text::to_lower(last.value);
}

std::vector<std::string> names_in(std::span<const Token> item) {
  const bool aliased = item.size() > 2 && item[item.size() - 2].is_word("AS");
  if (aliased) item = item.first(item.size() - 2);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < item.size(); ++i) {
    const Token& token = item[i];
    const bool next_is = i + 1 < item.size();
    const bool call = next_is && item[i + 1].is_symbol("(");
    const bool owner = next_is && item[i + 1].is_symbol(".");
    if (!token.is_name() || call || owner || (token.kind == TokenKind::Word && is_grammar_word(token.value))) continue;
    std::string name = text::to_lower(token.value);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

std::vector<ColumnOrigin> column_origins(std::string_view sql) {
  const auto lexed = lex(sql);
  if (!lexed) return {};
  const std::span<const Token> tokens(*lexed);
  std::size_t select = 0;
  int depth = 0;
  while (select < tokens.size() && !(depth == 0 && tokens[select].is_word("SELECT")))
    depth += depth_of(tokens[select++]);
  if (select == 0 || select >= tokens.size()) return {};
  const bool inserts = tokens.front().is_word("INSERT");
  const std::span<const Token> head = tokens.first(select);
  const bool by_name = select > 1 && tokens[select - 1].is_word("NAME");
  const bool with = std::any_of(head.begin(), head.end(), [](const Token& token) { return token.is_word("WITH"); });
  const std::vector<std::string> given = with ? std::vector<std::string>() : named_columns(head);
  std::vector<ColumnOrigin> out;
  std::size_t from = select + 1;
  if (tokens[from].is_word("DISTINCT")) ++from;
  for (std::size_t i = from; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    depth += depth_of(token);
    const bool word = token.kind == TokenKind::Word && (token.is_word("FROM") || ends_from(token.value));
    const bool ends = token.kind == TokenKind::End || (depth == 0 && word);
    if (!ends && !(depth == 0 && token.is_symbol(","))) continue;
    const std::span<const Token> item = tokens.subspan(from, i - from);
    if (item.empty() || item.back().is_symbol("*")) return {};
    ColumnOrigin origin{"", names_in(item)};
    if (out.size() < given.size()) {
      origin.column = given[out.size()];
    } else if (!inserts || by_name) {
      origin.column = name_of_item(item);
    }
    out.push_back(std::move(origin));
    from = i + 1;
    if (ends) break;
  }
  return out;
}

}  // namespace lakecode::local::dialect
