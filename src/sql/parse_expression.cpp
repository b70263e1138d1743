#include <algorithm>

#include "sql/parser.h"

// Expressions as a flat run of operands and operators: (prefix* operand suffix*) (operator prefix* operand suffix*)*.
// Precedence is not modelled, since nothing here needs the tree; what may follow what is.

namespace lakecode::sql {
namespace {

// Words that never begin an operand unless quoted or behind a dot.
constexpr KeywordSet kNotOperands = {"SELECT",  "FROM", "WHERE", "HAVING",  "UNION", "EXCEPT", "INTERSECT",
                                     "MINUS",   "JOIN", "INNER", "CROSS",   "ON",    "USING",  "WHEN",
                                     "THEN",    "ELSE", "AS",    "AND",     "OR",    "IN",     "IS",
                                     "BETWEEN", "LIKE", "ILIKE", "RLIKE",   "INTO",  "BY",     "QUALIFY",
                                     "NATURAL", "ANTI", "SEMI",  "LATERAL", "FULL",  "DIV",    "ESCAPE"};
// Operators that are functions as well: where an operand is wanted, like(a, 'x') is a call.
constexpr KeywordSet kCalledOperators = {"LIKE", "ILIKE", "RLIKE", "DIV"};
constexpr KeywordSet kTypedLiterals = {"DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ",
                                       "TIME", "X",         "TIMESTAMP_TZ"};
constexpr KeywordSet kUnits = {"YEAR",        "YEARS",        "MONTH",      "MONTHS",     "WEEK",        "WEEKS",
                               "DAY",         "DAYS",         "HOUR",       "HOURS",      "MINUTE",      "MINUTES",
                               "SECOND",      "SECONDS",      "QUARTER",    "QUARTERS",   "MILLISECOND", "MILLISECONDS",
                               "MICROSECOND", "MICROSECONDS", "NANOSECOND", "NANOSECONDS"};

}  // namespace

bool Parser::expression() {
  return operators(true);
}

/// An expression that ends before AND and OR, as the bounds of BETWEEN do.
bool Parser::value() {
  return operators(false);
}

bool Parser::operators(bool logical) {
  Nest nest(*this);
  if (nest.too_deep()) return fail("brackets are nested too deeply");
  for (;;) {
    while (is_op('-') || is_op('+') || is_op('~') || is_op('!') ||
           (is("NOT"_kw) && op(1) != '.' && op(1) != ',' && word(1) != "FROM"_kw)) {
      ++at_;
    }
    if (!operand() || !suffixes(logical)) return false;
    if (!binary_operator(logical)) return true;
  }
}

bool Parser::binary_operator(bool logical) {
  if (is("AND"_kw) || is("OR"_kw)) {
    if (logical) ++at_;
    return logical;
  }
  if (take("DIV"_kw)) return true;
  switch (op()) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '&':
    case '^':
    case '=':
    case op::kConcat:
    case op::kNullSafeEqual:
    case op::kLessEqual:
    case op::kGreaterEqual:
    case op::kNotEqual:
      ++at_;
      return true;
    case '|':
      ++at_;
      return true;
    case '<':
    case '>':
      // Shifts, "<<", ">>", ">>>", have no blank between.
      do {
        ++at_;
      } while (is_op(tokens_[at_ - 1].op) && tokens_[at_ - 1].end == tokens_[at_].begin);
      return true;
    case op::kArrow:
      if (calls_open_ == 0) return false;
      ++at_;
      return true;
    default:
      return false;
  }
}

bool Parser::operand() {
  switch (kind()) {
    case TokenKind::String:
    case TokenKind::RawString:
      if (at_ >= size_) break;
      return string_literal();
    case TokenKind::Number:
    case TokenKind::Parameter:
      ++at_;
      return true;
    case TokenKind::Word:
      return word_operand();
    case TokenKind::QuotedName:
      return name_or_call();
    case TokenKind::DollarString:
      return fail("a dollar-quoted text stands outside a body");
    case TokenKind::Operator:
      break;
  }
  if (is_op('(')) return bracketed();
  if (is_op('*') && stars_) {
    ++at_;
    return star_tail();
  }
  return fail("an expression is missing");
}

bool Parser::word_operand() {
  const Keyword first = word();
  if (first == Keyword::NoKeyword) return name_or_call();
  if (first == "CASE"_kw && op(1) != '.' && op(1) != ',' && word(1) != "FROM"_kw) return case_expression();
  if (first == "INTERVAL"_kw && starts_interval()) return interval();
  if (is_string(1) && kTypedLiterals.has(first)) {
    ++at_;
    return string_literal();
  }
  if (kNotOperands.has(first) && !(op(1) == '(' && kCalledOperators.has(first)))
    return fail("an expression is missing");
  const bool clause = (first == "ORDER"_kw || first == "GROUP"_kw || first == "SORT"_kw || first == "CLUSTER"_kw ||
                       first == "DISTRIBUTE"_kw || first == "PARTITION"_kw) &&
                      word(1) == "BY"_kw;
  if (clause) return fail("an expression is missing");
  return name_or_call();
}

// An open bracket before an operand: a query, a list of values, or the names of a lambda.
bool Parser::bracketed() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("brackets are nested too deeply");
  ++at_;
  if (starts_query()) return query() && expect_op(')');
  const bool ambiguous = is_op('(');
  if (is_op(')') && op(1) == op::kArrow) return ++at_, true;
  const bool stars = stars_;
  stars_ = false;
  do {
    if (!expression()) return false;
    if (take("AS"_kw) && !simple_name()) return false;  // (1 AS a, 2 AS b)
  } while (take_op(','));
  stars_ = stars;
  // ((SELECT 1) UNION (SELECT 2)): only now it shows that the bracket held a query.
  if (ambiguous && !is_op(')') && !set_operations()) return false;
  if (ambiguous && !is_op(')') && !query_tail()) return false;
  return expect_op(')');
}

bool Parser::suffixes(bool logical) {
  for (bool found = true; found;) {
    found = false;
    if (!suffix(found, logical)) return false;
  }
  return true;
}

bool Parser::suffix(bool& found, bool logical) {
  if (kind() == TokenKind::Operator) return is_op('!') ? predicate(found) : access_suffix(found);
  if (kind() == TokenKind::Parameter && op(1) == op::kCast && tokens_[at_].end == tokens_[at_ + 1].begin) {
    found = true;  // a ?:: INT, the cast that gives NULL where it cannot
    at_ += 2;
    return type();
  }
  if (kind() == TokenKind::Parameter && view_.text(at_).front() == ':') {  // a :b reads like a:b
    found = true;
    ++at_;
    return path_tail();
  }
  if (take("COLLATE"_kw)) {
    found = true;
    TokenRange name;
    return dotted_name(name);
  }
  if (is("AT"_kw, "TIME"_kw)) {
    found = true;
    return expect({"AT"_kw, "TIME"_kw, "ZONE"_kw}) && operand();
  }
  (void)logical;
  return predicate(found);
}

bool Parser::access_suffix(bool& found) {
  found = true;
  switch (op()) {
    case '.':
      ++at_;
      if (take_op('*')) return star_tail();
      if (kind() == TokenKind::Number) return ++at_, true;
      if (!simple_name()) return false;
      if (is_op('(')) return call(TokenRange{});  // a method of a value, as in a chain of calls
      return true;
    case '[':
      ++at_;
      return expression() && expect_op(']');
    case op::kCast:
      ++at_;
      return type();
    case ':':
      ++at_;
      return path_tail();
    default:
      break;
  }
  found = false;
  return true;
}

// What follows ":" in a semi-structured column: a name, ['key'], [*], then .name, [..], :name.
bool Parser::path_tail() {
  if (is_op('[') || kind(0) == TokenKind::Operator) {
    if (!is_op('[') && !is_op('.') && !is_op(op::kCast)) return true;
  } else if (is_name() && tokens_[at_ - 1].op == ':') {
    ++at_;
  }
  for (;;) {
    if (is_op('[') && op(1) == '*' && op(2) == ']') {
      at_ += 3;
    } else if (is_op('[')) {
      ++at_;
      if (!expression() || !expect_op(']')) return false;
    } else if (is_op('.') || is_op(':')) {
      ++at_;
      if (!is_op('[') && !simple_name()) return false;
    } else {
      return true;
    }
  }
}

bool Parser::predicate(bool& found) {
  const bool negated =
      (is("NOT"_kw) || is_op('!')) && (word(1) == "IN"_kw || word(1) == "LIKE"_kw || word(1) == "ILIKE"_kw ||
                                       word(1) == "RLIKE"_kw || word(1) == "REGEXP"_kw || word(1) == "BETWEEN"_kw);
  if (negated) ++at_;
  found = true;
  if (is("IS"_kw)) {
    ++at_;
    if (!take_op('!')) take("NOT"_kw);
    if (take("NULL"_kw) || take("TRUE"_kw) || take("FALSE"_kw) || take("UNKNOWN"_kw)) return true;
    return expect({"DISTINCT"_kw, "FROM"_kw}) && value();
  }
  if (take("BETWEEN"_kw)) {
    take("SYMMETRIC"_kw);
    return value() && expect("AND"_kw) && value();
  }
  if (take("IN"_kw)) return in_list();
  if (take("LIKE"_kw) || take("ILIKE"_kw) || take("RLIKE"_kw) || take("REGEXP"_kw)) return like_tail();
  found = false;
  return !negated || fail("an operator is missing");
}

bool Parser::in_list() {
  if (is("UNNEST"_kw)) return operand();
  if (kind() == TokenKind::Parameter) return ++at_, true;
  if (!expect_op('(')) return false;
  if (starts_query()) return query() && expect_op(')');
  const bool ambiguous = is_op('(');
  if (!listed(&Parser::expression)) return false;
  if (ambiguous && !is_op(')') && !(set_operations() && query_tail())) return false;
  return expect_op(')');
}

bool Parser::like_tail() {
  if ((is("ANY"_kw) || is("SOME"_kw) || is("ALL"_kw)) && op(1) == '(') {
    ++at_;
    return column_expression_list();
  }
  if (!value()) return false;
  return !take("ESCAPE"_kw) || string_literal();
}

bool Parser::column_expression_list() {
  if (!expect_op('(')) return false;
  if (take_op(')')) return true;
  return expression_list() && expect_op(')');
}

bool Parser::expression_list() {
  return listed(&Parser::expression);
}

bool Parser::case_expression() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("CASE is nested too deeply");
  ++at_;
  if (!is("WHEN"_kw) && !expression()) return false;
  if (!is("WHEN"_kw)) return fail("WHEN is missing");
  while (take("WHEN"_kw)) {
    if (!expression()) return false;
    while (take_op(',')) {
      if (!expression()) return false;
    }
    if (!expect("THEN"_kw) || !expression()) return false;
  }
  if (take("ELSE"_kw) && !expression()) return false;
  return expect("END"_kw);
}

bool Parser::starts_interval() const {
  if (is_string(1) || kind(1) == TokenKind::Number || kind(1) == TokenKind::Parameter) return true;
  if (op(1) == '-' || op(1) == '+') return kind(2) == TokenKind::Number || is_string(2) || kUnits.has(word(3));
  if (op(1) == '(') {
    std::uint32_t at = at_ + 1;
    return skip_brackets(at) && at < size_ && kUnits.has(tokens_[at].keyword);
  }
  if (!is_name(1)) return false;
  std::uint32_t ahead = 2;
  while (op(ahead) == '.' && is_name(ahead + 1) && ahead < 8) ahead += 2;
  return kUnits.has(word(ahead));
}

/// Moves `at` from an open bracket behind its close; false beyond a short distance, so that looking ahead stays cheap.
bool Parser::skip_brackets(std::uint32_t& at) const {
  constexpr std::uint32_t kFar = 200;
  int depth = 0;
  for (const std::uint32_t last = std::min(size_, at + kFar); at < last; ++at) {
    if (tokens_[at].op == '(') ++depth;
    if (tokens_[at].op == ')' && --depth == 0) return ++at, true;
  }
  return false;
}

bool Parser::interval_unit() {
  if (!take_any(kUnits)) return fail("a unit of time is missing");
  return !take("TO"_kw) || take_any(kUnits) || fail("a unit of time is missing");
}

bool Parser::interval() {
  // Another value with its unit, perhaps with a sign: INTERVAL 1 DAY -2 HOURS.
  const auto goes_on = [this] {
    const std::uint32_t value = is_op('-') || is_op('+') ? 1 : 0;
    return (kind(value) == TokenKind::Number || is_string(value)) && kUnits.has(word(value + 1));
  };
  ++at_;
  do {
    while (is_op('-') || is_op('+')) ++at_;
    const bool text = is_string();
    if (!interval_value()) return false;
    if (text && !kUnits.has(word())) return true;
    if (!interval_unit()) return false;
  } while (goes_on());
  return true;
}

bool Parser::interval_value() {
  if (is_string()) return string_literal();
  if (kind() == TokenKind::Number || kind() == TokenKind::Parameter) return ++at_, true;
  return is_op('(') ? bracketed() : any_name();
}

}  // namespace lakecode::sql
