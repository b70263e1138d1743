#include "sql/parser.h"

// What stands behind FROM: tables, functions, subqueries, joins, samples, pivots, aliases.

#include <algorithm>
#include <array>

namespace lakecode::sql {
namespace {

constexpr KeywordSet kJoinWords = {"INNER", "CROSS", "LEFT", "RIGHT", "FULL", "SEMI", "ANTI", "NATURAL", "ASOF"};

constexpr KeywordSet kRowWords = {"NULL", "TRUE", "FALSE"};
/// Calls of these are rows behind VALUES; of another name, "v(a)", it would be an alias with its columns.
constexpr KeywordSet kRowCalls = {"ARRAY", "MAP", "STRUCT", "CAST", "TRY_CAST"};

}  // namespace

bool Parser::from_clause() {
  return expect("FROM"_kw) && relations();
}

bool Parser::relations() {
  if (!listed(&Parser::relation)) return false;
  if (is("PIVOT"_kw) || is("UNPIVOT"_kw)) return relation_tail();
  return true;
}

bool Parser::relation() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("relations are nested too deeply");
  return relation_primary() && joins();
}

bool Parser::joins() {
  while (is("JOIN"_kw) || kJoinWords.has(word())) {
    if (!take_join()) return false;
    take("LATERAL"_kw);
    if (!relation_primary()) return false;
    if (take("ON"_kw)) {
      if (!expression()) return false;
    } else if (take("USING"_kw)) {
      if (!name_list()) return false;
    }
  }
  return true;
}

bool Parser::take_join() {
  take("NATURAL"_kw);
  take("ASOF"_kw);
  if (take("INNER"_kw) || take("CROSS"_kw)) return expect("JOIN"_kw);
  if (take("LEFT"_kw) || take("RIGHT"_kw) || take("FULL"_kw)) take("OUTER"_kw);
  if (!take("SEMI"_kw)) take("ANTI"_kw);
  return expect("JOIN"_kw);
}

bool Parser::relation_primary() {
  take("LATERAL"_kw);
  return relation_source() && relation_tail();
}

/// Behind "(": a query, metadata read as a table, or relations.
bool Parser::bracketed_relation() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("relations are nested too deeply");
  ++at_;
  if (starts_query()) return query() && expect_op(')');
  if ((is("DESCRIBE"_kw) || is("DESC"_kw) || is("SHOW"_kw)) && is_name(1)) return metadata_query() && expect_op(')');
  const bool ambiguous = is_op('(');
  if (!relations()) return false;
  if (ambiguous && !is_op(')') && !(set_operations() && query_tail() && pipes())) return false;
  return expect_op(')');
}

/// VALUES with rows behind it, rather than a table of that name.
bool Parser::starts_inline_rows() const {
  if (!is("VALUES"_kw)) return false;
  if (op(1) == '(' || op(1) == '-') return true;
  if (kind(1) == TokenKind::Number || is_string(1) || kRowWords.has(word(1))) return true;
  return is_name(1) && ((op(2) == '(' && (op(3) == ')' || kRowCalls.has(word(1)))) || is_string(2));
}

bool Parser::relation_source() {
  if (is_op('(')) return bracketed_relation();
  if (starts_inline_rows()) {
    ++at_;
    return expression_list();
  }
  if (is("TABLE"_kw) && op(1) == '(') {
    at_ += 2;
    if (starts_query() ? !query() : !table_function_or_name()) return false;
    return expect_op(')');
  }
  if (is("STREAM"_kw) && op(1) == '(') {
    at_ += 2;
    if (!table_function_or_name() || !expect_op(')')) return false;
    if (!is("WITH"_kw) || op(1) != '(') return true;
    return ++at_, option_list();
  }
  if (is("STREAM"_kw) && is_name(1)) {
    const bool alias_follows = word(1) == "AS"_kw || word(1) == "WHERE"_kw || word(1) == "JOIN"_kw;
    if (!alias_follows) ++at_;
  }
  return table_function_or_name();
}

/// (DESCRIBE HISTORY t), (SHOW TABLES): metadata read as a table.
bool Parser::metadata_query() {
  const std::string_view kind = facts().kind;
  const bool done = is("SHOW"_kw) ? show() : describe();
  facts().kind = kind;
  return done;
}

bool Parser::table_function_or_name() {
  if (!is_name()) return fail("a table is missing");
  if (is("SELECT"_kw) || is("WHERE"_kw) || is("GROUP"_kw) || is("ORDER"_kw) || is("ON"_kw) || is("FROM"_kw))
    return fail("a table is missing");
  std::uint32_t ahead = 1;
  while (op(ahead) == '.' && is_name(ahead + 1)) ahead += 2;
  const bool computed = is("IDENTIFIER"_kw) && op(1) == '(';
  if (op(ahead) == '(' && !computed) {
    const TokenRange name{at_, at_ + ahead};
    at_ += ahead;
    return call(name);
  }
  return table_name();
}

bool Parser::table_name() {
  const std::size_t listed = facts().objects.size();
  const std::uint32_t first = at_;
  if (!object("table", Access::Read)) return false;
  if (is_op('(')) {  // IDENTIFIER('f')(…)
    facts().objects.resize(listed);
    return call(since(first));
  }
  if (at_ == first + 1 && with_names_.holds(view_.text(first))) facts().objects.resize(listed);
  while (starts_time_travel()) {
    if (!time_travel()) return false;
  }
  if (is("WITH"_kw) && op(1) == '(') {
    ++at_;
    return option_list();
  }
  return true;
}

bool Parser::relation_tail() {
  bool named = false;  // one alias a relation, and one more for what is made of it
  for (bool found = true; found;) {
    const bool reshaped = (is("PIVOT"_kw) && op(1) == '(') || is("UNPIVOT"_kw) || view_.is_word(at_, "MATCH_RECOGNIZE");
    if (!relation_clause(found)) return false;
    if (reshaped) named = false;
    if (found || named || !(is("AS"_kw) || starts_alias())) continue;
    if (!alias()) return false;
    named = found = true;
  }
  return true;
}

bool Parser::relation_clause(bool& found) {
  found = true;
  if (is("TABLESAMPLE"_kw)) return sample();
  if (is("PIVOT"_kw) && op(1) == '(') return pivot();
  if (is("UNPIVOT"_kw)) return unpivot();
  if (view_.is_word(at_, "MATCH_RECOGNIZE") && op(1) == '(') return match_recognize();
  if (take("WATERMARK"_kw)) return expression() && expect({"DELAY"_kw, "OF"_kw}) && value();
  if (is("LATERAL"_kw, "VIEW"_kw)) return lateral_view();
  found = false;
  return true;
}

bool Parser::alias() {
  take("AS"_kw);
  if (!is_op('(') && !simple_name()) return false;
  return !is_op('(') || name_list();
}

bool Parser::lateral_view() {
  at_ += 2;
  take("OUTER"_kw);
  TokenRange name;
  if (!dotted_name(name) || !is_op('(') || !call(name)) return fail("a function is missing");
  if (is_name() && !is("AS"_kw) && starts_alias()) ++at_;
  if (take("AS"_kw)) {
    if (!listed(&Parser::simple_name)) return false;
  }
  return true;
}

bool Parser::sample() {
  ++at_;
  if (is("SYSTEM"_kw) || is("BERNOULLI"_kw)) ++at_;
  if (!expect_op('(')) return false;
  if (take("BUCKET"_kw)) {
    if (!signed_number() || !expect({"OUT"_kw, "OF"_kw}) || !signed_number()) return false;
    if (take("ON"_kw) && !expression()) return false;
  } else {
    if (!expression()) return false;
    if (!take("PERCENT"_kw)) take("ROWS"_kw);
  }
  if (!expect_op(')')) return false;
  return !take("REPEATABLE"_kw) || column_expression_list();
}

/// MATCH_RECOGNIZE ( [PARTITION BY] [ORDER BY] [MEASURES] [rows] [AFTER MATCH SKIP] PATTERN (…) DEFINE … ).
bool Parser::match_recognize() {
  static constexpr std::array<std::string_view, 4> kRowFunctions = {"PREV", "NEXT", "CLASSIFIER", "MATCH_NUMBER"};
  const std::size_t outside = facts().calls.size();
  const auto words = [this](std::initializer_list<std::string_view> uppers) {
    if (!view_.has_words(at_, uppers)) return false;
    at_ += static_cast<std::uint32_t>(uppers.size());
    return true;
  };
  at_ += 2;
  if (take({"PARTITION"_kw, "BY"_kw}) && !expression_list()) return false;
  if (take({"ORDER"_kw, "BY"_kw}) && !order_list()) return false;
  if (words({"MEASURES"}) && !aliased_expressions()) return false;
  if (!words({"ONE", "ROW", "PER", "MATCH"})) words({"ALL", "ROWS", "PER", "MATCH"});
  if (words({"AFTER", "MATCH", "SKIP"}) && !words({"PAST", "LAST", "ROW"}) && !words({"TO", "NEXT", "ROW"})) {
    if (!words({"TO", "FIRST"}) && !words({"TO", "LAST"}) && !words({"TO"})) return fail("where to go on is missing");
    if (!simple_name()) return false;
  }
  if (!match_pattern()) return false;
  // These ask about rows of the match; only inside of it are they built in.
  auto& calls = facts().calls;
  calls.erase(std::remove_if(calls.begin() + static_cast<std::ptrdiff_t>(outside), calls.end(),
                             [this](const FunctionCall& call) {
                               return call.name.last == call.name.first + 1 &&
                                      view_.is_any_word(call.name.first, kRowFunctions);
                             }),
              calls.end());
  return expect_op(')');
}

/// PATTERN ( names and signs ) DEFINE name AS condition, …
bool Parser::match_pattern() {
  if (!take("PATTERN"_kw) || !is_op('(')) return fail("a pattern is missing");
  for (int depth = 0; !at_end(); ++at_) {
    if (is_string() || kind() == TokenKind::DollarString) return fail("a text stands in a pattern");
    if (is_op('(')) ++depth;
    if (is_op(')') && --depth == 0) break;
  }
  if (!expect_op(')') || !view_.is_word(at_, "DEFINE")) return fail("DEFINE is missing");
  ++at_;
  do {
    if (!simple_name() || !expect("AS"_kw) || !expression()) return false;
  } while (take_op(','));
  return true;
}

bool Parser::pivot() {
  ++at_;
  if (!expect_op('(') || !listed(&Parser::pivot_aggregate) || !expect("FOR"_kw)) return false;
  if (is_op('(') ? !name_list() : !operand()) return false;
  if (!expect("IN"_kw) || !expect_op('(')) return false;
  if (starts_query()) return query() && expect_op(')') && expect_op(')');
  do {
    if (!(take("ANY"_kw) || expression()) || !optional_name()) return false;
  } while (take_op(','));
  return expect_op(')') && expect_op(')');
}

bool Parser::pivot_aggregate() {
  return expression() && optional_name("FOR"_kw);
}

bool Parser::unpivot() {
  ++at_;
  if (is("INCLUDE"_kw) || is("EXCLUDE"_kw)) ++at_, take("NULLS"_kw);
  if (!expect_op('(')) return false;
  if (is_op('(') ? !name_list() : !simple_name()) return false;
  return expect("FOR"_kw) && simple_name() && expect("IN"_kw) && unpivot_values() && expect_op(')');
}

bool Parser::unpivot_values() {
  if (!expect_op('(')) return false;
  do {
    TokenRange name;
    if (is_op('(') ? !name_list() : !dotted_name(name)) return false;
    const bool named = take("AS"_kw) || is_name() || is_string();
    if (named && !(is_string() ? string_literal() : simple_name())) return false;
  } while (take_op(','));
  return expect_op(')');
}

bool Parser::row_format() {
  if (!take({"ROW"_kw, "FORMAT"_kw})) return true;
  if (take("SERDE"_kw)) {
    if (!string_literal()) return false;
    return !take({"WITH"_kw, "SERDEPROPERTIES"_kw}) || property_list();
  }
  if (!expect("DELIMITED"_kw)) return false;
  for (;;) {
    if (take({"FIELDS"_kw, "TERMINATED"_kw, "BY"_kw})) {
      if (!string_literal()) return false;
      if (take({"ESCAPED"_kw, "BY"_kw}) && !string_literal()) return false;
    } else if (take({"COLLECTION"_kw, "ITEMS"_kw, "TERMINATED"_kw, "BY"_kw}) ||
               take({"MAP"_kw, "KEYS"_kw, "TERMINATED"_kw, "BY"_kw}) || take({"LINES"_kw, "TERMINATED"_kw, "BY"_kw}) ||
               take({"NULL"_kw, "DEFINED"_kw, "AS"_kw})) {
      if (!string_literal()) return false;
    } else {
      return true;
    }
  }
}

}  // namespace lakecode::sql
