#include "local/dialect/rewriter.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/keywords.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {
namespace {

// Deeper brackets than any person writes; the recursion below stays within the stack.
constexpr int kMaxDepth = 200;

/// The word after which a name is grammar: NULLS FIRST, NULLS LAST.
bool is_null_order(const Token& before, const Token& word) {
  return before.is_word("NULLS") && (word.is_word("FIRST") || word.is_word("LAST"));
}

struct BareFunction {
  std::string_view word;
  std::string_view engine;
};
constexpr std::array<BareFunction, 3> kBareFunctions{{{"CURRENT_TIMESTAMP", "lc.main.now_utc()"},
                                                      {"CURRENT_DATE", "CAST(lc.main.now_utc() AS DATE)"},
                                                      {"LOCALTIMESTAMP", "lc.main.now_utc()"}}};

}  // namespace

void append_piece(std::string& out, std::string_view piece) {
  if (!out.empty() && !piece.empty()) out.push_back(' ');
  out.append(piece);
}

Rewriter::Rewriter(std::span<const Token> tokens, std::string_view sql, const Setting& setting)
    : tokens_(tokens), sql_(sql), names_(setting.names), parameters_(setting.parameters), lookups_(setting.lookups) {
  collect_common_tables();
}

Result<std::string> Rewriter::rewrite(std::size_t begin, std::size_t end, Naming naming) {
  if (naming == Naming::Top) name_columns(begin, end);
  // Columns may be written with the names of tables that only come later: the first pass finds the tables.
  const std::vector<TableName> before = tables_;
  const std::size_t question = next_question_;
  TRY_VOID(rewrite_level(begin, end, Level{}));
  known_tables_ = tables_;
  tables_ = before;
  next_question_ = question;
  return rewrite_level(begin, end, Level{});
}

Result<std::string> Rewriter::rewrite_relation(std::size_t begin, std::size_t end) {
  return rewrite_level(begin, end, Level{.in_from = true, .expects_table = true});
}

Result<std::string> Rewriter::rewrite_level(std::size_t begin, std::size_t end, Level level) {
  if (++depth_ > kMaxDepth) return sql_error("EXCEEDED_NESTING", "The statement nests too deeply.", "54001");
  std::string out;
  std::size_t at = begin;
  while (at < end) {
    TRY_ASSIGN(at, step(at, end, level, out));
    if (const auto name = column_names_.find(at); depth_ == 1 && name != column_names_.end()) {
      append_piece(out, "AS " + quote_name(name->second));
    }
  }
  --depth_;
  return out;
}

Result<std::size_t> Rewriter::step(std::size_t at, std::size_t end, Level& level, std::string& out) {
  const Token& now = token(at);
  if (level.expects_table && !now.is_symbol("("))
    return [&]() -> Result<std::size_t> {
      if (now.is_word("LATERAL") || now.is_word("SELECT")) return step_word(at, end, level, out);
      level.expects_table = false;
      return table_reference(at, end, out);
    }();
  switch (now.kind) {
    case TokenKind::Word:
    case TokenKind::QuotedName:
      return step_word(at, end, level, out);
    case TokenKind::Text:
      append_piece(out, quote_text(now.value));
      return at + 1;
    case TokenKind::Number:
      return step_number(at, out);
    case TokenKind::Bytes: {
      std::string bytes;
      if (now.value.size() % 2 != 0) return syntax_error(now.value);
      for (std::size_t i = 0; i < now.value.size(); i += 2) bytes += "\\x" + now.value.substr(i, 2);
      append_piece(out, quote_text(bytes) + "::BLOB");
      return at + 1;
    }
    case TokenKind::Marker:
    case TokenKind::Question: {
      TRY_ASSIGN(const std::string value, parameter(at));
      append_piece(out, value);
      return at + 1;
    }
    case TokenKind::Symbol:
      return step_symbol(at, end, level, out);
    case TokenKind::End:
      break;
  }
  return syntax_error("");
}

Result<std::size_t> Rewriter::step_number(std::size_t at, std::string& out) {
  struct NumberSuffix {
    std::string_view suffix;
    std::string_view type;
  };
  constexpr std::array<NumberSuffix, 6> kSuffixes{{{"BD", "DECIMAL(38,18)"},
                                                   {"L", "BIGINT"},
                                                   {"S", "SMALLINT"},
                                                   {"Y", "TINYINT"},
                                                   {"D", "DOUBLE"},
                                                   {"F", "FLOAT"}}};
  const std::string upper = text::to_upper(token(at).value);
  std::string_view digits = upper;
  for (const NumberSuffix& entry : kSuffixes) {
    if (!digits.ends_with(entry.suffix)) continue;
    digits.remove_suffix(entry.suffix.size());
    append_piece(out, fmt::format("CAST({} AS {})", digits, entry.type));
    return at + 1;
  }
  if (digits.find_first_not_of("0123456789.E+-") != std::string_view::npos) return syntax_error(token(at).value);
  append_piece(out, upper);
  return at + 1;
}

Result<std::size_t> Rewriter::step_word(std::size_t at, std::size_t end, Level& level, std::string& out) {
  const Token& now = token(at);
  const Token& next = token(at + 1);
  if (now.kind == TokenKind::Word) {
    if (next.kind == TokenKind::Text && at + 1 < end &&
        (now.is_word("DATE") || now.is_word("TIMESTAMP") || now.is_word("TIMESTAMP_NTZ"))) {
      append_piece(out,
                   fmt::format("lc_to_{}({})", now.is_word("DATE") ? "date" : "timestamp", quote_text(next.value)));
      return at + 2;
    }
    const bool follows_interval =
        next.kind == TokenKind::Text || next.kind == TokenKind::Number || next.is_symbol("-") || next.is_symbol("(");
    if (now.is_word("INTERVAL") && at + 1 < end && follows_interval) {
      std::size_t after = at;
      TRY_ASSIGN(const std::string value, interval(at, after));
      append_piece(out, value);
      return after;
    }
    const bool path = next.is_symbol(".") || (at > 0 && token(at - 1).is_symbol("."));
    const bool grammar = is_grammar_word(now.value) || (level.in_window && is_window_word(now.value)) ||
                         (at > 0 && is_null_order(token(at - 1), now)) || now.is_word("DIV") || now.is_word("MINUS") ||
                         now.is_word("SORT") || now.is_word("DISTRIBUTE");
    const bool called = next.is_symbol("(") && !opens_bracket(now.value);
    if (grammar && !path && !called) return step_keyword(at, end, level, out);
    for (const BareFunction& bare : kBareFunctions) {
      if (!now.is_word(bare.word) || next.is_symbol("(") || path) continue;
      append_piece(out, bare.engine);
      return at + 1;
    }
  }
  const std::size_t chain = chain_end(at);
  if (token(chain).is_symbol("(") && chain < end) return call(at, out);
  return step_chain(at, end, out);
}

Result<std::size_t> Rewriter::step_chain(std::size_t at, std::size_t end, std::string& out) {
  const std::size_t after = std::min(chain_end(at), end);
  const std::vector<std::string> parts = chain_parts(at, after);
  std::string text;
  std::size_t used = 0;
  for (const TableName& table : known_tables_) {
    const auto is = [&](std::size_t i, const std::string& name) { return text::equals_ignore_case(parts[i], name); };
    if (parts.size() >= 4 && is(0, table.catalog) && is(1, table.schema) && is(2, table.table)) used = 3;
    if (used == 0 && parts.size() >= 3 && table.catalog == names_.catalog && is(0, table.schema) && is(1, table.table))
      used = 2;
    if (used == 0) continue;
    text = table.engine();
    break;
  }
  for (std::size_t i = used; i < parts.size(); ++i) {
    if (!text.empty()) text += ".";
    text += quote_name(parts[i]);
  }
  if (token(after).is_symbol(".") && token(after + 1).is_symbol("*")) {
    append_piece(out, text + ".*");
    return after + 2;
  }
  append_piece(out, text);
  return after;
}

Result<std::size_t> Rewriter::step_keyword(std::size_t at, std::size_t end, Level& level, std::string& out) {
  const Token& now = token(at);
  const bool distinct_from = now.is_word("FROM") && at > 0 && token(at - 1).is_word("DISTINCT") && at > 1 &&
                             (token(at - 2).is_word("IS") || token(at - 2).is_word("NOT"));
  if (ends_from(now.value)) level.in_from = false;
  if ((now.is_word("FROM") && level.allows_from && !distinct_from) || now.is_word("JOIN")) {
    level.in_from = true;
    level.expects_table = true;
  }
  if (now.is_word("LATERAL") && token(at + 1).is_word("VIEW")) return lateral_view(at, out);
  if (now.is_word("LATERAL")) level.expects_table = false;
  if (now.is_word("LEFT") && (token(at + 1).is_word("SEMI") || token(at + 1).is_word("ANTI"))) return at + 1;
  if (now.is_word("SORT") || now.is_word("DISTRIBUTE")) return unsupported("SORT BY and DISTRIBUTE BY");
  if (now.is_word("RLIKE") || now.is_word("REGEXP")) {
    TRY_ASSIGN(const std::size_t after, operand_end(at + 1));
    TRY_ASSIGN(const std::string pattern, rewrite_level(at + 1, after, Level{}));
    // A match anywhere, as a match of the whole with anything around it.
    append_piece(out, "SIMILAR TO ('(?s:.*)(?:' || (" + pattern + ") || ')(?s:.*)')");
    return after;
  }
  if (now.is_word("LIKE") || now.is_word("ILIKE")) {
    const Token& pattern = token(at + 1);
    append_piece(out, text::to_upper(now.value));
    if (pattern.kind != TokenKind::Text || token(at + 2).is_word("ESCAPE")) return at + 1;
    append_piece(out, quote_text(pattern.value) + " ESCAPE '\\'");
    return at + 2;
  }
  if (now.is_word("DIV")) {
    TRY_ASSIGN(const std::size_t after, operand_end(at + 1));
    TRY_ASSIGN(const std::string right, rewrite_level(at + 1, after, Level{}));
    append_piece(out, "// lc.main.divisor(" + right + ")");
    return after;
  }
  if (now.is_word("OVER") && token(at + 1).is_symbol("(")) {
    TRY_ASSIGN(const std::size_t close, matching(at + 1));
    TRY_ASSIGN(const std::string inner, rewrite_level(at + 2, close, Level{.in_window = true}));
    append_piece(out, "OVER (" + inner + ")");
    return close + 1;
  }
  append_piece(out, now.is_word("MINUS") ? std::string("EXCEPT") : text::to_upper(now.value));
  static_cast<void>(end);
  return at + 1;
}

Result<std::size_t> Rewriter::step_symbol(std::size_t at, std::size_t end, Level& level, std::string& out) {
  const Token& now = token(at);
  if (now.is_symbol("(")) {
    TRY_ASSIGN(const std::size_t close, matching(at));
    Level inner;
    inner.in_window = level.in_window;
    // FROM (a JOIN b): the bracket holds tables.
    if (level.expects_table && token(at + 1).is_name() && !token(at + 1).is_word("SELECT") &&
        !token(at + 1).is_word("VALUES") && !token(at + 1).is_word("WITH")) {
      inner.in_from = inner.expects_table = true;
    }
    level.expects_table = false;
    TRY_ASSIGN(const std::string text, rewrite_level(at + 1, close, inner));
    append_piece(out, "(" + text + ")");
    if (level.in_from && token(close + 1).is_word("TABLESAMPLE")) return sample(close + 1, end, out);
    return close + 1;
  }
  if (now.is_symbol("/") || now.is_symbol("%")) {
    TRY_ASSIGN(const std::size_t after, operand_end(at + 1));
    TRY_ASSIGN(const std::string right, rewrite_level(at + 1, after, Level{}));
    append_piece(out, now.value + " lc.main.divisor(" + right + ")");
    return after;
  }
  if (now.is_symbol("[")) {
    std::size_t close = at + 1;
    int depth = 1;
    for (; close < end && depth > 0; ++close)
      depth += token(close).is_symbol("[") ? 1 : token(close).is_symbol("]") ? -1 : 0;
    if (depth != 0) return syntax_error("[");
    TRY_ASSIGN(const std::string index, rewrite_level(at + 1, close - 1, Level{}));
    // Arrays count from 0 here and from 1 in the engine; a text is the key of a map.
    out += token(at + 1).kind == TokenKind::Text ? "[" + index + "]" : "[(" + index + ") + 1]";
    return close;
  }
  if (now.is_symbol("::") || now.is_symbol("?::")) {
    TRY_ASSIGN(const ParsedType type, parse_type(tokens_, at + 1));
    out += "::" + type.engine;
    return type.next;
  }
  if (now.is_symbol("*") && token(at + 1).is_word("EXCEPT") && token(at + 2).is_symbol("(") &&
      !token(at + 3).is_word("SELECT")) {
    append_piece(out, "* EXCLUDE");
    return at + 2;
  }
  if (now.is_symbol(",")) level.expects_table = level.in_from;
  if (now.is_symbol("|>")) return unsupported("the pipe syntax |>");
  if (now.is_symbol(":")) return unsupported("JSON paths with a colon; use get_json_object");
  if (now.is_symbol(";")) return syntax_error(";");
  if (now.is_symbol("<=>"))
    append_piece(out, "IS NOT DISTINCT FROM");
  else if (now.is_symbol("=="))
    append_piece(out, "=");
  else if (now.is_symbol("!"))
    append_piece(out, "NOT");
  else if (now.is_symbol("^"))
    return unsupported("the operator ^; use bit_xor");
  else
    append_piece(out, now.value);
  return at + 1;
}

}  // namespace lakecode::local::dialect
