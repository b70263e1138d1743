#include "local/dialect/rewriter.h"

#include <algorithm>
#include <array>

#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/keywords.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {
namespace {

// Deeper brackets than any person writes; the recursion below stays within the stack.
constexpr int kMaxDepth = 200;
constexpr std::uint64_t kMostSteps = 200'000;
constexpr std::size_t kMostOutput = 32U << 20U;

/// What may follow the list of GROUP BY.
bool ends_group(std::string_view word) {
  for (const std::string_view known : {"WITH", "HAVING", "QUALIFY", "WINDOW", "ORDER", "SORT", "LIMIT", "OFFSET",
                                       "UNION", "INTERSECT", "EXCEPT", "MINUS"}) {
    if (text::equals_ignore_case(word, known)) return true;
  }
  return false;
}

/// The word after which a name is grammar: NULLS FIRST, NULLS LAST.
bool is_null_order(const Token& before, const Token& word) {
  return before.is_word("NULLS") && (word.is_word("FIRST") || word.is_word("LAST"));
}

/// Operators that are functions too: like('a', 'b').
bool is_operator_word(const Token& word) {
  return word.is_word("LIKE") || word.is_word("ILIKE") || word.is_word("RLIKE") || word.is_word("REGEXP") ||
         word.is_word("DIV");
}

struct BareFunction {
  std::string_view word;
  std::string_view engine;
};
constexpr std::array<BareFunction, 3> kBareFunctions{{{"CURRENT_TIMESTAMP", "lc.main.now_utc()"},
                                                      {"CURRENT_DATE", "CAST(lc.main.now_utc() AS DATE)"},
                                                      {"LOCALTIMESTAMP", "lc.main.now_utc()"}}};

bool is_like(const Token& word) {
  return word.is_word("LIKE") || word.is_word("ILIKE");
}

bool is_quantifier(const Token& word) {
  return word.is_word("ANY") || word.is_word("SOME") || word.is_word("ALL");
}

/// items.field of an ARRAY of STRUCTs: the field of each.
std::string field_of_items(std::string_view items, std::string_view field) {
  return fmt::format("list_transform({}, lambda lc_s: lc_s.{})", items, quote_name(field));
}

/// How many of the parts name a known table, whose engine name goes to `text`.
std::size_t table_prefix(const std::vector<std::string>& parts, const std::vector<TableName>& tables,
                         const SessionNames& names, std::string& text) {
  const auto is = [&](std::size_t i, const std::string& name) { return text::equals_ignore_case(parts[i], name); };
  for (const TableName& table : tables) {
    std::size_t used = 0;
    if (parts.size() >= 4 && is(0, table.catalog) && is(1, table.schema) && is(2, table.table)) used = 3;
    if (used == 0 && parts.size() >= 3 && table.catalog == names.catalog && is(0, table.schema) && is(1, table.table))
      used = 2;
    if (used == 0) continue;
    text = table.engine();
    return used;
  }
  return 0;
}

/// `base`.a.b; `fields` are taken of the items of an ARRAY.
std::string with_path(std::string base, std::span<const std::string> parts, const std::set<std::string>& fields) {
  for (const std::string& part : parts) {
    if (base.empty()) {
      base = quote_name(part);
    } else {
      base = fields.contains(text::to_lower(part)) ? field_of_items(base, part) : base + "." + quote_name(part);
    }
  }
  return base;
}

/// DISTINCT ON (…), and comparisons with all of a query or with any of it, are not of
/// this dialect. The word to blame, nullptr when it is none of them.
const Token* foreign_word(const Token& before, const Token& now, const Token& next, const Token& after) {
  if (now.is_word("DISTINCT") && next.is_word("ON") && after.is_symbol("(")) return &next;
  const bool queries = next.is_symbol("(") && (after.is_word("SELECT") || after.is_word("WITH"));
  return queries && is_quantifier(now) && before.kind == TokenKind::Symbol ? &after : nullptr;
}

Result<std::size_t> append_collation(const Token& name, std::size_t at, std::string& out) {
  TRY_ASSIGN(const std::string collation, engine_collation(name.value));
  append_piece(out, collation);
  return at + 2;
}

/// A symbol as the engine writes it.
std::string_view spelling_of(const Token& symbol) {
  constexpr std::pair<std::string_view, std::string_view> kSpellings[] = {
      {"<=>", "IS NOT DISTINCT FROM"}, {"==", "="}, {"!", "NOT"}, {"=>", ":="}};
  for (const auto& [ours, engine] : kSpellings) {
    if (symbol.is_symbol(ours)) return engine;
  }
  return symbol.value;
}

}  // namespace

void append_piece(std::string& out, std::string_view piece) {
  if (!out.empty() && !piece.empty()) out.push_back(' ');
  out.append(piece);
}

Rewriter::Rewriter(std::span<const Token> tokens, std::string_view sql, const Setting& setting)
    : Phrases(tokens, sql), names_(setting.names), parameters_(setting.parameters), lookups_(setting.lookups) {
  collect_common_tables();
  for (const char c : sql) statement_id_ = (statement_id_ ^ static_cast<unsigned char>(c)) * 16'777'619U;
  for (const Token& one : tokens) recursive_ |= one.is_word("RECURSIVE");
  for (std::size_t i = 0; i + 1 < tokens.size() && window_call_ == 0; ++i) {
    if (tokens[i].is_word("WINDOW") && tokens[i + 1].is_symbol("(")) window_call_ = i;
  }
}

Result<std::string> Rewriter::rewrite(std::size_t begin, std::size_t end, Naming naming) {
  if (naming == Naming::Top) name_columns(begin, end);
  // Columns may be written with the names of tables that only come later: the first pass finds the tables.
  const std::vector<TableName> before = tables_;
  const std::size_t question = next_question_;
  TRY_VOID(rewrite_level(begin, end, Level{}));
  known_tables_ = tables_;
  known_tables_.insert(known_tables_.end(), named_.begin(), named_.end());
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
    const Token& now = token(at);
    const std::size_t before = out.size();
    const bool path = at > begin && token(at - 1).is_symbol(".");  // f(x).a: still the same operand
    TRY_ASSIGN(at, step(at, end, level, out));
    if (!path) track(now, before, out, level);
    if (const auto name = column_names_.find(at); depth_ == 1 && name != column_names_.end()) {
      append_piece(out, "AS " + quote_name(name->second));
    }
  }
  --depth_;
  return out;
}

void Rewriter::track(const Token& now, std::size_t before, const std::string& out, Level& level) {
  Level::Starts& starts = level.starts;
  const bool postfix = now.is_symbol("[") || now.is_symbol(".") || now.is_symbol("::") || now.is_symbol("?::") ||
                       now.is_symbol(":") || now.is_symbol("/");
  if (postfix || now.is_symbol("^")) return;
  if (now.is_symbol("*") && !out.ends_with("*")) return;  // a product, which told by itself
  if (now.is_symbol("%") || now.is_word("DIV") || now.is_symbol("*")) {
    starts.primary = out.size();
    return;
  }
  const bool opens = now.is_symbol("(");
  if (now.kind == TokenKind::Symbol && !opens) {
    const bool sum = now.is_symbol("+") || now.is_symbol("-") || now.is_symbol("||") || now.is_symbol("~");
    starts.primary = starts.term = out.size();
    if (!sum) starts.comparand = out.size();
    return;
  }
  if (now.is_word("CASE")) {
    level.cases.push_back({before, starts.term, starts.comparand});
  } else if (now.is_word("END") && !level.cases.empty()) {
    starts = level.cases.back();
    level.cases.pop_back();
    return;
  }
  const bool value = now.is_word("NULL") || now.is_word("TRUE") || now.is_word("FALSE");
  if (now.kind == TokenKind::Word && !value && is_grammar_word(now.value)) {
    starts.primary = starts.term = starts.comparand = out.size();
    return;
  }
  starts.primary = before;
}

Result<std::size_t> Rewriter::step(std::size_t at, std::size_t end, Level& level, std::string& out) {
  const Token& now = token(at);
  // Forms that write an argument several times would take forever when they nest.
  if (++steps_ > kMostSteps + 50 * tokens_.size() || out.size() > kMostOutput)
    return sql_error("EXCEEDED_NESTING", "The statement nests too deeply.", "54001");
  if ((now.is_word("SELECT") || now.is_symbol("(")) && !level.expects_table) {
    TRY_ASSIGN(const std::size_t after, step_sets(at, end, out));
    if (after != at) return after;
  }
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
    case TokenKind::Text: {
      // 'a' 'b' is one text.
      std::string value = now.value;
      std::size_t after = at + 1;
      while (after < end && token(after).kind == TokenKind::Text) value += token(after++).value;
      append_piece(out, quote_text(value));
      return after;
    }
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

bool Rewriter::is_keyword(std::size_t at, const Level& level) const {
  const Token& now = token(at);
  const Token& next = token(at + 1);
  if (next.is_symbol(".") || (at > 0 && token(at - 1).is_symbol("."))) return false;
  const bool grammar = is_grammar_word(now.value) || (level.in_window && is_window_word(now.value)) ||
                       (at > 0 && is_null_order(token(at - 1), now)) || now.is_word("DIV") || now.is_word("MINUS") ||
                       now.is_word("SORT") || now.is_word("DISTRIBUTE");
  if (now.is_word("WINDOW") && window_call_ != 0) return false;
  if (!grammar || !next.is_symbol("(")) return grammar;
  const bool higher_order = (now.is_word("EXISTS") && is_exists_call(at)) ||
                            (now.is_word("FILTER") && !token(at + 2).is_word("WHERE")) ||
                            (is_operator_word(now) && begins_operand(at));
  return opens_bracket(now.value) && !higher_order;
}

Result<std::size_t> Rewriter::typed_literal(std::size_t at, std::string& out) {
  const Token& now = token(at);
  const Token& next = token(at + 1);
  const bool text = next.kind == TokenKind::Text;
  if (text && (now.is_word("DATE") || now.is_word("TIMESTAMP") || now.is_word("TIMESTAMP_NTZ"))) {
    return time_literal(at, out);
  }
  const bool value = text || next.kind == TokenKind::Number || next.is_symbol("-") || next.is_symbol("(");
  if (!now.is_word("INTERVAL") || !value) return at;
  std::size_t after = at;
  TRY_ASSIGN(const std::string interval_text, interval(at, after));
  append_piece(out, interval_text);
  return after;
}

Result<std::size_t> Rewriter::common_table_columns(std::size_t at, std::string& out) {
  // WITH r (a, b) AS (...)
  if (!token(at + 1).is_symbol("(") || !common_tables_.contains(text::to_lower(token(at).value))) return at;
  TRY_ASSIGN(const std::size_t close, matching(at + 1));
  if (!token(close + 1).is_word("AS") || !token(close + 2).is_symbol("(")) return at;
  TRY_ASSIGN(const std::string columns, rewrite_level(at + 2, close, Level{}));
  append_piece(out, quote_name(token(at).value) + "(" + columns + ")");
  return close + 1;
}

Result<std::size_t> Rewriter::step_word(std::size_t at, std::size_t end, Level& level, std::string& out) {
  const Token& now = token(at);
  if (now.kind == TokenKind::Word) {
    if (at + 1 < end) {
      TRY_ASSIGN(const std::size_t after, typed_literal(at, out));
      if (after != at) return after;
    }
    if (is_keyword(at, level)) return step_keyword(at, end, level, out);
    const bool path = token(at + 1).is_symbol(".") || (at > 0 && token(at - 1).is_symbol("."));
    for (const BareFunction& bare : kBareFunctions) {
      if (path || token(at + 1).is_symbol("(") || !now.is_word(bare.word)) continue;
      append_piece(out, bare.engine);
      return at + 1;
    }
  }
  TRY_ASSIGN(const std::size_t after, common_table_columns(at, out));
  if (after != at) return after;
  const std::size_t chain = chain_end(at);
  if (token(chain).is_symbol("(") && chain < end) return call(at, out);
  return step_chain(at, end, out);
}

Result<std::size_t> Rewriter::step_chain(std::size_t at, std::size_t end, std::string& out) {
  const std::size_t after = std::min(chain_end(at), end);
  std::vector<std::string> parts = chain_parts(at, after);
  if (parts.size() > 1 && view_aliases_.contains(text::to_lower(parts[0]))) parts.erase(parts.begin());
  if (window_call_ != 0 && text::equals_ignore_case(parts[0], "window")) {
    std::string chain;
    TRY_VOID(call(window_call_, chain));
    for (std::size_t i = 1; i < parts.size(); ++i) chain += "." + quote_name(parts[i]);
    append_piece(out, chain);
    return after;
  }
  if (const auto lambda = substitutions_.find(text::to_lower(parts[0])); lambda != substitutions_.end()) {
    std::string chain = lambda->second;
    for (std::size_t i = 1; i < parts.size(); ++i) chain += "." + quote_name(parts[i]);
    append_piece(out, chain);
    return after;
  }
  if (const Parameter* variable = find_variable(parts)) {
    TRY_ASSIGN(const std::string literal, literal_of(*variable));
    append_piece(out, literal);
    return after;
  }
  std::string text;
  const std::size_t used = table_prefix(parts, known_tables_, names_, text);
  text = with_path(std::move(text), std::span(parts).subspan(used), lookups_.array_fields);
  if (token(after).is_symbol(".") && token(after + 1).is_symbol("*")) {
    append_piece(out, text + ".*");
    if (token(after + 2).is_word("EXCEPT") && token(after + 3).is_symbol("(") && !token(after + 4).is_word("SELECT")) {
      append_piece(out, "EXCLUDE");
      return after + 3;
    }
    return after + 2;
  }
  append_piece(out, text);
  return after;
}

void Rewriter::enter_clause(std::size_t at, Level& level) const {
  const Token& now = token(at);
  const bool distinct_from = now.is_word("FROM") && at > 1 && token(at - 1).is_word("DISTINCT") &&
                             (token(at - 2).is_word("IS") || token(at - 2).is_word("NOT"));
  if (ends_from(now.value)) level.in_from = false;
  if (now.is_word("WINDOW")) level.in_window = true;
  if ((now.is_word("FROM") && level.allows_from && !distinct_from) || now.is_word("JOIN")) {
    level.in_from = true;
    level.expects_table = true;
  }
  if (now.is_word("LATERAL") && !token(at + 1).is_word("VIEW")) level.expects_table = false;
}

Result<std::size_t> Rewriter::step_lateral(std::size_t at, std::size_t end, Level& level, std::string& out) {
  if (token(at + 1).is_word("VIEW")) return lateral_view(at, level, out);
  append_piece(out, "LATERAL");
  if (token(at + 1).is_name() && token(chain_end(at + 1)).is_symbol("(")) return table_function(at + 1, end, out);
  return at + 1;
}

Result<std::size_t> Rewriter::step_keyword(std::size_t at, std::size_t end, Level& level, std::string& out) {
  const Token& now = token(at);
  const Token& next = token(at + 1);
  enter_clause(at, level);
  TRY_VOID(check_conditions(at, end));
  if (now.is_word("LATERAL")) return step_lateral(at, end, level, out);
  if (now.is_word("GROUP") && next.is_word("BY")) return step_group(at, end, out);
  if (now.is_word("LEFT") && (next.is_word("SEMI") || next.is_word("ANTI"))) return at + 1;
  if (now.is_word("SORT") && next.is_word("BY")) {
    append_piece(out, "ORDER");  // one partition: its order is that of the result
    return at + 1;
  }
  if (now.is_word("DISTRIBUTE")) return unsupported("DISTRIBUTE BY; there are no partitions to spread rows over");
  if (now.is_word("PIVOT") && next.is_symbol("(")) return pivot(at, level, out);
  if (now.is_word("UNPIVOT")) return unpivot(at, out);
  if (now.is_word("RLIKE") || now.is_word("REGEXP")) return step_operator_word(at, out);
  if (now.is_word("DIV")) return step_factor(at, level, out);
  if (is_like(now)) return step_like(at, level, out);
  if (now.is_word("COLLATE") && next.is_name()) return append_collation(next, at, out);
  if (now.is_word("OVER") && next.is_symbol("(")) {
    TRY_ASSIGN(const std::size_t close, matching(at + 1));
    TRY_ASSIGN(const std::string inner, rewrite_level(at + 2, close, Level{.in_window = true}));
    append_piece(out, "OVER (" + inner + ")");
    return close + 1;
  }
  if (now.is_word("NOT") && is_like(next) && is_quantifier(token(at + 2))) return step_like(at + 1, level, out);
  const Token& before = token(at - 1);  // of the first word the end: no symbol either
  if (const Token* foreign = foreign_word(before, now, next, token(at + 2))) return syntax_error(foreign->value);
  append_piece(out, now.is_word("MINUS") ? std::string("EXCEPT") : text::to_upper(now.value));
  if (now.is_word("FROM")) level.from = out.size();
  return at + 1;
}

Result<std::size_t> Rewriter::step_group(std::size_t at, std::size_t end, std::string& out) {
  // GROUP BY a, b WITH ROLLUP is GROUP BY ROLLUP (a, b).
  append_piece(out, "GROUP BY");
  std::size_t with = at + 2;
  for (int depth = 0; with < end; ++with) {
    depth += token(with).is_symbol("(") ? 1 : token(with).is_symbol(")") ? -1 : 0;
    if (depth == 0 && token(with).kind == TokenKind::Word && ends_group(token(with).value)) break;
  }
  const bool rolls = with < end && token(with).is_word("WITH") &&
                     (token(with + 1).is_word("ROLLUP") || token(with + 1).is_word("CUBE"));
  if (!rolls) return at + 2;
  TRY_ASSIGN(const std::string list, rewrite_level(at + 2, with, Level{}));
  append_piece(out, fmt::format("{} ({})", text::to_upper(token(with + 1).value), list));
  return with + 2;
}

bool Rewriter::is_shift(std::size_t at, std::string_view left) const {
  const Token& after = token(at + 2);
  return token(at + 1).is_word("INTERVAL") && !left.empty() && !left.starts_with("(INTERVAL") &&
         !left.starts_with("((") &&
         (after.kind == TokenKind::Text || after.kind == TokenKind::Number || after.is_symbol("-"));
}

Result<std::size_t> Rewriter::step_shift(std::size_t at, Level& level, std::string& out) {
  TRY_VOID(check_spans(at));
  if (!is_shift(at, text::trim(std::string_view(out).substr(level.starts.comparand)))) {
    if (token(at).is_symbol("+")) return span_first(at, level, out);
    return begins_operand(at) ? Result<std::size_t>(at) : date_difference(at, level, out);
  }
  std::size_t after = at + 1;
  TRY_ASSIGN(const std::string value, interval(at + 1, after));
  bool days_only = true;
  for (std::size_t i = at + 2; i < after; ++i) {
    const std::string word = text::to_upper(token(i).value);
    for (const std::string_view unit : {"HOUR", "MINUTE", "SECOND"}) days_only &= word.find(unit) == std::string::npos;
  }
  const std::string left(text::trim(std::string_view(out).substr(level.starts.comparand)));
  out.resize(level.starts.comparand);
  append_piece(out, fmt::format("{}({}, {})", token(at).is_symbol("+") ? "lc_later" : "lc_earlier",
                                days_only ? left : fmt::format("lc_to_timestamp({})", left), value));
  return after;
}

Result<std::size_t> Rewriter::span_first(std::size_t at, const Level& level, std::string& out) {
  const std::string left(text::trim(std::string_view(out).substr(level.starts.comparand)));
  if (!left.starts_with("(INTERVAL ") || token(at + 1).is_word("INTERVAL")) return at;
  TRY_ASSIGN(const std::size_t after, operand_end(at + 1));
  TRY_ASSIGN(const std::string right, rewrite_level(at + 1, after, Level{}));
  out.resize(level.starts.comparand);
  append_piece(out, fmt::format("lc_later({}, {})", right, left));
  return after;
}

namespace {

bool is_date_call(std::string_view operand) {
  if (operand == "CAST(lc.main.now_utc() AS DATE)") return true;
  const bool call = operand.starts_with("lc_to_date(") || operand.starts_with("CAST(lc_to_date(");
  return call && operand.find(')') == operand.size() - 1;
}

}  // namespace

Result<std::size_t> Rewriter::date_difference(std::size_t at, const Level& level, std::string& out) {
  const std::string left(text::trim(std::string_view(out).substr(level.starts.comparand)));
  const auto is_date = [this](std::string_view operand) {
    return is_date_call(operand) || column_type_of(operand) == "date";
  };
  if (!lookups_.typed_minus && !is_date(left)) return at;
  TRY_ASSIGN(const std::size_t after, operand_end(at + 1));
  TRY_ASSIGN(const std::string right, rewrite_level(at + 1, after, Level{}));
  const bool term = token(after).is_symbol("*") || token(after).is_symbol("/") || token(after).is_symbol("%");
  if (term || (!is_date(right) && !lookups_.typed_minus)) return at;
  out.resize(level.starts.comparand);
  const std::string both = fmt::format("{}, {}", left, right);
  append_piece(out, lookups_.typed_minus ? typed_call("lc_minus", at, both) : "lc_date_span(" + both + ")");
  return after;
}

Result<std::size_t> Rewriter::step_bracket(std::size_t at, std::size_t end, Level& level, std::string& out) {
  const Token& first = token(at + 1);
  const bool expected = std::exchange(level.expects_table, false);
  if (expected && (first.is_word("DESCRIBE") || first.is_word("SHOW"))) return listing_table(at, end, out);
  TRY_ASSIGN(const std::size_t close, matching(at));
  Level inner;
  inner.in_window = level.in_window;
  // FROM (a JOIN b): the bracket holds tables.
  if (expected && first.is_name() && !first.is_word("SELECT") && !first.is_word("VALUES") && !first.is_word("WITH"))
    inner.in_from = inner.expects_table = true;
  if (token(close + 1).is_symbol(".") && !inner.in_from) {
    // (a, b).col2: a STRUCT whose fields have names
    TRY_ASSIGN(const std::vector<Range> fields, split_arguments(at, close));
    if (fields.size() > 1) {
      const Call call{"lc:struct", "struct", fields, at};
      TRY_ASSIGN(const std::string packed, struct_call(call));
      append_piece(out, packed);
      return close + 1;
    }
  }
  TRY_ASSIGN(const std::string text, rewrite_level(at + 1, close, inner));
  append_piece(out, "(" + text + ")");
  if (level.in_from && token(close + 1).is_word("TABLESAMPLE")) return sample(close + 1, end, out);
  // AS t(a, b) is no call of t.
  return expected ? alias_after(close + 1, end, out) : Result<std::size_t>(close + 1);
}

Result<std::size_t> Rewriter::step_factor(std::size_t at, Level& level, std::string& out) {
  const Token& now = token(at);
  TRY_ASSIGN(const std::size_t after, operand_end(at + 1));
  TRY_ASSIGN(const std::string right, rewrite_level(at + 1, after, Level{}));
  if (now.is_symbol("%")) {
    append_piece(out, "% lc.main.modulus(" + right + ")");
    return after;
  }
  const std::string left(text::trim(std::string_view(out).substr(level.starts.term)));
  out.resize(level.starts.term);
  if (now.is_symbol("/")) {
    append_piece(out, typed_call("lc_quotient", at, fmt::format("{}, {}", left, right)));
    level.starts.primary = level.starts.term;
  } else if (now.is_word("DIV")) {
    append_piece(out, fmt::format("CAST({} // lc.main.divisor({}) AS BIGINT)", left, right));
  } else {
    append_piece(out, fmt::format("xor({}, {})", left, right));
  }
  return after;
}

Result<std::size_t> Rewriter::step_star(std::size_t at, Level& level, std::string& out) {
  if (!begins_operand(at)) {
    TRY_ASSIGN(const std::size_t after, step_product(at, level, out));
    if (after != at) return after;
  }
  const bool bracket = token(at + 2).is_symbol("(");
  if (bracket && token(at + 1).is_word("REPLACE")) {
    TRY_ASSIGN(const std::size_t close, matching(at + 2));
    TRY_ASSIGN(const std::string inner, rewrite_level(at + 3, close, Level{}));
    append_piece(out, "* REPLACE (" + inner + ")");
    return close + 1;
  }
  const bool except = bracket && token(at + 1).is_word("EXCEPT") && !token(at + 3).is_word("SELECT");
  append_piece(out, except ? "* EXCLUDE" : "*");
  return except ? at + 2 : at + 1;
}

Result<std::size_t> Rewriter::step_symbol(std::size_t at, std::size_t end, Level& level, std::string& out) {
  const Token& now = token(at);
  if (now.is_symbol("(")) return step_bracket(at, end, level, out);
  if (now.is_symbol("/") || now.is_symbol("%") || now.is_symbol("^")) return step_factor(at, level, out);
  const bool field = now.is_symbol(".") && !lookups_.array_fields.empty() && token(at + 1).is_name();
  if (now.is_symbol("[") || field) return step_item(at, end, level, out);
  if (now.is_symbol(":")) return step_json_path(at, level, out);
  if (now.is_symbol("::") || now.is_symbol("?::")) return step_cast(at, level, out);
  if (now.is_symbol("*")) return step_star(at, level, out);
  if ((now.is_symbol("+") || now.is_symbol("-")) && !level.in_window) {
    TRY_ASSIGN(const std::size_t after, step_shift(at, level, out));
    if (after != at) return after;
  }
  if (now.is_symbol("-") && token(at + 1).value == "2147483648" && begins_operand(at)) {
    append_piece(out, "CAST(-2147483648 AS INTEGER)");  // an INT, which it is not without its sign
    return at + 2;
  }
  if ((now.is_symbol("<") || now.is_symbol(">")) && token(at + 1).is_symbol(now.value)) {
    append_piece(out, now.value + now.value);
    return at + 2;
  }
  if (now.is_symbol("|>")) return unsupported("the pipe |> inside brackets");
  if (now.is_symbol(";")) return syntax_error(";");
  if (now.is_symbol(",")) level.expects_table = level.in_from;
  append_piece(out, spelling_of(now));
  return at + 1;
}

}  // namespace lakecode::local::dialect
