#include "local/dialect/phrases.h"

#include "local/dialect/keywords.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {

Result<std::size_t> Phrases::matching(std::size_t open) const {
  int depth = 0;
  for (std::size_t i = open; i < tokens_.size(); ++i) {
    if (tokens_[i].is_symbol("(")) ++depth;
    if (tokens_[i].is_symbol(")") && --depth == 0) return i;
  }
  return syntax_error("");
}

Result<std::vector<Phrases::Range>> Phrases::split_arguments(std::size_t open, std::size_t close) const {
  std::vector<Range> arguments;
  int depth = 0;
  std::size_t from = open + 1;
  for (std::size_t i = open + 1; i < close; ++i) {
    const Token& now = tokens_[i];
    if (now.is_symbol("(") || now.is_symbol("[") || now.is_symbol("{")) ++depth;
    if (now.is_symbol(")") || now.is_symbol("]") || now.is_symbol("}")) --depth;
    if (depth != 0 || !now.is_symbol(",")) continue;
    arguments.emplace_back(from, i);
    from = i + 1;
  }
  if (from < close) arguments.emplace_back(from, close);
  if (from == close && !arguments.empty()) return syntax_error(")");
  return arguments;
}

std::size_t Phrases::chain_end(std::size_t at) const {
  std::size_t i = at + 1;
  while (token(i).is_symbol(".") && token(i + 1).is_name()) i += 2;
  return i;
}

std::vector<std::string> Phrases::chain_parts(std::size_t at, std::size_t end) const {
  std::vector<std::string> parts;
  for (std::size_t i = at; i < end; i += 2) parts.push_back(token(i).value);
  return parts;
}

namespace {

/// Where the INTERVAL literal begins whose last token is at `i`; `i` where there is none.
std::size_t interval_begin(std::span<const Token> tokens, std::size_t i) {
  constexpr std::size_t kLongest = 16;  // tokens of INTERVAL 1 DAY 2 HOURS ...
  for (std::size_t back = i; back > 0 && i - back < kLongest; --back) {
    const Token& before = tokens[back - 1];
    if (before.is_word("INTERVAL")) return back - 1;
    const bool part = before.kind == TokenKind::Number || before.kind == TokenKind::Text || before.is_symbol("-") ||
                      (before.kind == TokenKind::Word && !is_grammar_word(before.value));
    if (!part) break;
  }
  return i;
}

}  // namespace

std::size_t Phrases::operand_begin(std::size_t at) const {
  if (at == 0) return at;
  std::size_t i = at - 1;
  if (token(i).is_symbol(")")) {
    for (int depth = 0;; --i) {
      depth += token(i).is_symbol(")") ? 1 : token(i).is_symbol("(") ? -1 : 0;
      if (depth == 0 || i == 0) break;
    }
    const bool called = i > 0 && token(i - 1).is_name() && !is_grammar_word(token(i - 1).value);
    return called ? i - 1 : i;
  }
  return interval_begin(tokens_, i);
}

std::size_t Phrases::case_end(std::size_t at) const {
  int depth = 0;
  std::size_t i = at;
  for (; i < tokens_.size(); ++i) {
    if (token(i).is_word("CASE")) ++depth;
    if (token(i).is_word("END") && --depth == 0) break;
  }
  return i + 1;
}

Result<std::size_t> Phrases::call_end(std::size_t at) const {
  std::size_t i = chain_end(at);
  const auto skip_bracket = [&]() -> Result<void> {
    if (!token(i).is_symbol("(")) return {};
    TRY_ASSIGN(i, matching(i));
    ++i;
    return {};
  };
  TRY_VOID(skip_bracket());
  while (token(i).is_word("FILTER") || token(i).is_word("OVER")) {
    ++i;
    if (token(i).is_symbol("(")) {
      TRY_VOID(skip_bracket());
    } else {
      ++i;  // OVER name
    }
  }
  return i;
}

Result<std::size_t> Phrases::primary_end(std::size_t at) const {
  const Token& now = token(at);
  if (now.kind == TokenKind::End) return syntax_error("");
  if (now.is_symbol("(")) {
    TRY_ASSIGN(const std::size_t close, matching(at));
    return close + 1;
  }
  if (now.is_word("CASE")) return case_end(at);
  if (now.is_word("INTERVAL") && (token(at + 1).kind == TokenKind::Text || token(at + 1).kind == TokenKind::Number))
    return token(at + 3).is_word("TO") ? at + 5 : at + 3;
  const bool time = now.is_word("DATE") || now.is_word("TIMESTAMP") || now.is_word("TIMESTAMP_NTZ");
  if (time && token(at + 1).kind == TokenKind::Text) return at + 2;
  if (now.is_name()) return call_end(at);
  if (now.kind == TokenKind::Symbol) return syntax_error(now.value);
  return at + 1;
}

Result<std::size_t> Phrases::operand_end(std::size_t at) const {
  std::size_t i = at;
  while (token(i).is_symbol("-") || token(i).is_symbol("+")) ++i;
  TRY_ASSIGN(i, primary_end(i));
  for (;;) {
    if (token(i).is_symbol(".") && token(i + 1).is_name()) {
      i += 2;
    } else if (token(i).is_symbol("::")) {
      TRY_ASSIGN(const ParsedType type, parse_type(tokens_, i + 1));
      i = type.next;
    } else if (token(i).is_word("COLLATE")) {
      i += 2;
    } else if (token(i).is_symbol("[")) {
      while (i < tokens_.size() && !token(i).is_symbol("]")) ++i;
      ++i;
    } else {
      return i;
    }
  }
}

std::size_t Phrases::select_list(std::size_t begin, std::size_t end) const {
  int depth = 0;
  for (std::size_t at = begin; at < end; ++at) {
    if (token(at).is_symbol("(")) ++depth;
    if (token(at).is_symbol(")")) --depth;
    if (depth != 0 || !token(at).is_word("SELECT")) continue;
    return token(at + 1).is_word("DISTINCT") || token(at + 1).is_word("ALL") ? at + 2 : at + 1;
  }
  return end;
}

bool Phrases::begins_operand(std::size_t at) const {
  if (at == 0) return true;
  const Token& before = token(at - 1);
  if (before.kind == TokenKind::Symbol) return !before.is_symbol(")") && !before.is_symbol("]");
  return before.kind == TokenKind::Word && is_grammar_word(before.value) && !before.is_word("END") &&
         !before.is_word("NULL") && !before.is_word("TRUE") && !before.is_word("FALSE") && !before.is_word("NOT");
}

bool Phrases::is_exists_call(std::size_t at) const {
  const Token& inner = token(at + 2);
  for (const std::string_view query : {"SELECT", "WITH", "FROM", "VALUES", "TABLE"}) {
    if (inner.is_word(query)) return false;
  }
  return !inner.is_symbol("(");
}

namespace {

bool begins_branch(const Token& token) {
  return token.is_word("SELECT") || token.is_word("VALUES") || token.is_symbol("(");
}

/// Whether the word at `i` is a name: t.union, x AS union.
bool is_named(std::span<const Token> tokens, std::size_t i) {
  return i > 0 && (tokens[i - 1].is_symbol(".") || tokens[i - 1].is_word("AS"));
}

/// Behind UNION ALL and its kin at `i`; `i` where there is none. EXCEPT of a star's columns is another.
std::size_t operator_end(std::span<const Token> tokens, std::size_t i) {
  const Token& now = tokens[i];
  const bool combines =
      now.is_word("UNION") || now.is_word("INTERSECT") || now.is_word("EXCEPT") || now.is_word("MINUS");
  if (!combines || now.kind != TokenKind::Word || is_named(tokens, i) || i + 2 >= tokens.size()) return i;
  const bool star = i > 0 && tokens[i - 1].is_symbol("*") && now.is_word("EXCEPT");
  if (star && tokens[i + 1].is_symbol("(") && !tokens[i + 2].is_word("SELECT")) return i;
  return tokens[i + 1].is_word("ALL") || tokens[i + 1].is_word("DISTINCT") ? i + 2 : i + 1;
}

/// What stands behind the last branch and belongs to all of them.
bool follows_branches(std::span<const Token> tokens, std::size_t i) {
  const Token& now = tokens[i];
  const bool closes = now.is_word("ORDER") || now.is_word("SORT") || now.is_word("LIMIT") || now.is_word("OFFSET");
  return closes && !is_named(tokens, i) && !tokens[i - 1].is_symbol("(");
}

}  // namespace

std::optional<Phrases::SetOperation> Phrases::set_operation(std::size_t at, std::size_t end) const {
  SetOperation found;
  std::size_t from = at;
  int depth = 0;
  std::size_t i = at;
  for (; i < end; ++i) {
    const Token& now = token(i);
    depth += now.is_symbol("(") ? 1 : now.is_symbol(")") ? -1 : 0;
    if (depth < 0) break;
    if (depth > 0) continue;
    if (!found.branches.empty() && follows_branches(tokens_, i)) break;
    const std::size_t after = operator_end(tokens_, i);
    if (after == i) continue;
    if (!begins_branch(token(after))) return std::nullopt;
    found.branches.emplace_back(from, i);
    found.operators.emplace_back(i, after);
    from = after;
    i = after - 1;
  }
  if (found.branches.empty()) return std::nullopt;
  found.branches.emplace_back(from, i);
  // (SELECT 1) UNION ...: a bracket is a branch where it ends there.
  if (token(at).is_symbol("(") && !token(found.branches.front().second - 1).is_symbol(")")) return std::nullopt;
  return found;
}

}  // namespace lakecode::local::dialect
