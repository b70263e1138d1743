#include "sql/parser.h"

// Names that may be called, arguments, windows, and types. A call is noted with the tokens of its name: judging names
// is not done here.

namespace lakecode::sql {
namespace {

constexpr KeywordSet kTypes = {
    "BOOLEAN",   "BYTE",    "TINYINT", "SHORT",   "SMALLINT",  "INT",           "INTEGER",       "LONG",     "BIGINT",
    "FLOAT",     "REAL",    "DOUBLE",  "DATE",    "TIMESTAMP", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "STRING",   "CHAR",
    "CHARACTER", "VARCHAR", "BINARY",  "DECIMAL", "DEC",       "NUMERIC",       "VOID",          "INTERVAL", "ARRAY",
    "MAP",       "STRUCT",  "VARIANT", "OBJECT",  "TIME",      "GEOMETRY",      "GEOGRAPHY",     "NULL"};
constexpr KeywordSet kBounds = {"PRECEDING", "FOLLOWING"};

}  // namespace

bool Parser::computed_name() {
  ++at_;  // IDENTIFIER
  if (!expect_op('(') || !expression() || !expect_op(')')) return false;
  while (is_op('.') && is_name(1)) at_ += 2;
  return true;
}

bool Parser::name_or_call() {
  if (!call_read_.empty() && at_ == call_read_.first) return at_ = call_read_.last, true;
  TokenRange name{at_, at_};
  if (is("IDENTIFIER"_kw) && op(1) == '(') {
    if (!computed_name()) return false;
    name.last = at_;
    return !is_op('(') || call(name);
  }
  ++at_;
  while (is_op('.') && is_name(1)) at_ += 2;
  name.last = at_;
  // "REPLACE ON a.id = b.id (SELECT …)": the query belongs to no call.
  const bool query_follows = name.last > name.first + 1 && is_op('(') && word(1) == "SELECT"_kw;
  return !is_op('(') || query_follows || call(name);
}

bool Parser::call(TokenRange name) {
  Nest nest(*this);
  if (nest.too_deep()) return fail("brackets are nested too deeply");
  const std::uint32_t open = at_++;
  const bool stars = stars_;
  const std::size_t slot = facts().calls.size();
  facts().calls.push_back(FunctionCall{.name = name, .arguments = {}});
  ++calls_open_;
  stars_ = true;
  const bool done = call_arguments(name);
  stars_ = stars;
  --calls_open_;
  if (!done || !expect_op(')')) return false;
  facts().calls[slot].arguments = TokenRange{open + 1, at_ - 1};
  if (is_op('(')) return fail("a computed name is called");
  return call_tail();
}

bool Parser::call_arguments(TokenRange name) {
  if (is_op(')')) return true;
  const Keyword function = name.last == name.first + 1 ? tokens_[name.first].keyword : Keyword::NoKeyword;
  if (function == "EXISTS"_kw && starts_query()) return query();
  if (function == "ARRAY"_kw && starts_query()) return query();
  if (!take("DISTINCT"_kw) && is("ALL"_kw) && op(1) != ',' && op(1) != ')') ++at_;
  note_source(function);
  do {
    if (!argument(function)) return false;
  } while (take_op(','));
  if (take({"ORDER"_kw, "BY"_kw}) && !order_list()) return false;
  if (take("LIMIT"_kw) && !value()) return false;
  if (is("IGNORE"_kw) || is("RESPECT"_kw)) return ++at_, expect("NULLS"_kw);
  return true;
}

/// A built-in whose first argument names, as one text, what it reads.
void Parser::note_source(Keyword function) {
  const bool files = function == "READ_FILES"_kw || function == "CLOUD_FILES"_kw;
  if (!files && function != "TABLE_CHANGES"_kw && function != "VECTOR_SEARCH"_kw) return;
  const std::uint32_t value = is_name() && op(1) == op::kFatArrow ? 2 : 0;
  if (!is_string(value) || (op(value + 1) != ',' && op(value + 1) != ')')) return;
  use(files ? "path" : "table", Access::Read, TokenRange{at_ + value, at_ + value + 1});
}

bool Parser::argument(Keyword function) {
  if (is_name() && op(1) == op::kFatArrow) at_ += 2;
  if (table_argument()) return true;
  if (!problem_.empty()) return false;
  if (function == "TRIM"_kw && (is("BOTH"_kw) || is("LEADING"_kw) || is("TRAILING"_kw))) {
    ++at_;
    return take("FROM"_kw) ? expression() : expression() && expect("FROM"_kw) && expression();
  }
  if (function == "POSITION"_kw) {
    // "IN" separates here, so it must not be read as an operator of the first part.
    if (!operand()) return false;
    while (is_op('.') || is_op('[') || is_op(':') || is_op(op::kCast)) {
      bool found = false;
      if (!access_suffix(found)) return false;
    }
    if (take("IN"_kw)) return expression();
    return !binary_operator(true) || expression();
  }
  if (!expression()) return false;
  bool taken = false;
  if (!special_argument(function, taken)) return false;
  return true;
}

/// The words that stand between the parts of a few built-ins: CAST(x AS INT), EXTRACT(DAY FROM x), …
bool Parser::special_argument(Keyword function, bool& taken) {
  taken = true;
  if (function == "CAST"_kw || function == "TRY_CAST"_kw) return expect("AS"_kw) && type();
  if (is("AS"_kw)) {
    ++at_;
    return simple_name();
  }
  const bool parted = function == "EXTRACT"_kw || function == "SUBSTRING"_kw || function == "SUBSTR"_kw ||
                      function == "TRIM"_kw || function == "OVERLAY"_kw;
  if (function == "OVERLAY"_kw && take("PLACING"_kw) && !expression()) return false;
  if (parted && take("FROM"_kw)) {
    if (!expression()) return false;
    return !take("FOR"_kw) || expression();
  }
  taken = false;
  if (is("IGNORE"_kw, "NULLS"_kw) || is("RESPECT"_kw, "NULLS"_kw)) at_ += 2;
  return true;
}

/// TABLE(t), TABLE t, TABLE(query) with their partitioning, as table functions take them; false and no problem: not
/// one.
bool Parser::table_argument() {
  if (!is("TABLE"_kw) || op(1) == ',' || op(1) == ')' || op(1) == '.') return false;
  ++at_;
  const bool bracket = take_op('(');
  if (bracket && starts_query()) {
    if (!query()) return false;
  } else if (!object("table", Access::Read)) {
    return false;
  }
  if (bracket && !expect_op(')')) return false;
  if (take({"WITH"_kw, "SINGLE"_kw, "PARTITION"_kw})) return true;
  if ((take({"PARTITION"_kw, "BY"_kw}) || take({"DISTRIBUTE"_kw, "BY"_kw})) && !expression_list()) return false;
  if (take({"ORDER"_kw, "BY"_kw}) && !order_list()) return false;
  return true;
}

bool Parser::call_tail() {
  if (take({"WITHIN"_kw, "GROUP"_kw})) {
    if (!expect_op('(') || !expect({"ORDER"_kw, "BY"_kw}) || !order_list() || !expect_op(')')) return false;
  }
  if (is("FILTER"_kw) && op(1) == '(') {
    at_ += 2;
    if (!expect("WHERE"_kw) || !expression() || !expect_op(')')) return false;
  }
  if (is("IGNORE"_kw, "NULLS"_kw) || is("RESPECT"_kw, "NULLS"_kw)) at_ += 2;
  if (!is("OVER"_kw) || !(op(1) == '(' || is_name(1))) return true;
  ++at_;
  return is_op('(') ? window_specification() : simple_name();
}

bool Parser::window_specification() {
  if (!expect_op('(')) return false;
  const bool clause = is("PARTITION"_kw) || is("ORDER"_kw) || is("DISTRIBUTE"_kw) || is("SORT"_kw) ||
                      is("CLUSTER"_kw) || is("ROWS"_kw) || is("RANGE"_kw);
  if (is_name() && !clause) ++at_;
  if (take({"PARTITION"_kw, "BY"_kw}) || take({"DISTRIBUTE"_kw, "BY"_kw}) || take({"CLUSTER"_kw, "BY"_kw})) {
    if (!expression_list()) return false;
  }
  if (take({"ORDER"_kw, "BY"_kw}) || take({"SORT"_kw, "BY"_kw})) {
    if (!order_list()) return false;
  }
  if (take("ROWS"_kw) || take("RANGE"_kw)) {
    const bool two = take("BETWEEN"_kw);
    if (!frame_bound() || (two && (!expect("AND"_kw) || !frame_bound()))) return false;
  }
  return expect_op(')');
}

bool Parser::frame_bound() {
  if (take({"CURRENT"_kw, "ROW"_kw})) return true;
  if (!take("UNBOUNDED"_kw) && !value()) return false;
  return take_any(kBounds) || fail("PRECEDING or FOLLOWING is missing");
}

/// Behind "*": EXCEPT (columns).
bool Parser::star_tail() {
  if (is("EXCEPT"_kw) && op(1) == '(' && word(2) != "SELECT"_kw && word(2) != "VALUES"_kw && word(2) != "WITH"_kw &&
      word(2) != "TABLE"_kw && op(2) != '(') {
    ++at_;
    return name_list();
  }
  return true;
}

bool Parser::type_follows() const {
  return kTypes.has(word());
}

bool Parser::type() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("types are nested too deeply");
  const Keyword name = word();
  if (!kTypes.has(name)) return fail("a type is not known");
  ++at_;
  if (name == "STRUCT"_kw && is_op(op::kNotEqual)) return ++at_, true;  // STRUCT<>
  if (name == "ARRAY"_kw || name == "MAP"_kw || name == "STRUCT"_kw || name == "OBJECT"_kw) return nested_type(name);
  if (name == "INTERVAL"_kw) {
    if (is("YEAR"_kw) || is("MONTH"_kw) || is("DAY"_kw) || is("HOUR"_kw) || is("MINUTE"_kw) || is("SECOND"_kw))
      return interval_unit();
    return true;
  }
  if (name == "DOUBLE"_kw) take("PRECISION"_kw);
  if (name == "TIMESTAMP"_kw && (is("WITH"_kw) || is("WITHOUT"_kw))) {
    at_ += 1;
    take("LOCAL"_kw);
    return expect({"TIME"_kw, "ZONE"_kw});
  }
  if (is_op('(') && !type_parameters()) return false;
  if ((name == "STRING"_kw || name == "CHAR"_kw || name == "VARCHAR"_kw) && take("COLLATE"_kw)) return simple_name();
  return true;
}

bool Parser::nested_type(Keyword name) {
  if (!take_op('<')) return true;
  if (name == "STRUCT"_kw || name == "OBJECT"_kw) return struct_fields() && expect_op('>');
  if (!type()) return false;
  if (name == "MAP"_kw && (!expect_op(',') || !type())) return false;
  return expect_op('>');
}

bool Parser::type_parameters() {
  if (!expect_op('(')) return false;
  do {
    const bool one = kind() == TokenKind::Number || is_name() || (is_string() && at_ < size_);
    if (!one) return fail("a number is missing");
    ++at_;
  } while (take_op(','));
  return expect_op(')');
}

bool Parser::struct_fields() {
  if (is_op('>')) return true;
  do {
    if (!simple_name()) return false;
    take_op(':');
    if (!type()) return false;
    if (is("NOT"_kw) && !expect({"NOT"_kw, "NULL"_kw})) return false;
    if (take("COLLATE"_kw) && !simple_name()) return false;
    if (!comment_clause()) return false;
  } while (take_op(','));
  return true;
}

}  // namespace lakecode::sql
