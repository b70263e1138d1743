// Conditions that are none: WHERE 1, JOIN ... ON 1, CASE WHEN 'x'. The engine takes whatever it can cast to a BOOLEAN.
// Looked at is what stands alone, a literal or a column of a known table; what an expression is only the engine knows.

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "local/dialect/interval_fields.h"
#include "local/dialect/keywords.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

/// Words that go on with an operand.
constexpr std::array<std::string_view, 10> kOperators{"IS",     "IN",      "LIKE", "ILIKE",   "RLIKE",
                                                      "REGEXP", "BETWEEN", "NOT",  "COLLATE", "ESCAPE"};

bool ends_operand(const Token& token) {
  if (token.kind == TokenKind::End || token.is_symbol(")") || token.is_symbol(",") || token.is_symbol(";")) return true;
  if (token.kind != TokenKind::Word || !is_grammar_word(token.value)) return false;
  for (const std::string_view word : kOperators) {
    if (token.is_word(word)) return false;
  }
  return true;
}

Error not_boolean(std::string_view clause, std::string_view operand, std::string_view type) {
  if (text::equals_ignore_case(clause, "ON")) {
    return sql_error(
        "JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE",
        fmt::format("The join condition \"{}\" has the invalid type \"{}\", expected \"BOOLEAN\".", operand, type),
        "42K0E");
  }
  if (text::equals_ignore_case(clause, "WHERE") || text::equals_ignore_case(clause, "HAVING")) {
    return sql_error("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN",
                     fmt::format("Cannot resolve \"{0}\" due to data type mismatch: Filter expression \"{0}\" of type "
                                 "\"{1}\" is not a boolean.",
                                 operand, type),
                     "42K09");
  }
  return sql_error(
      "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
      fmt::format("Cannot resolve \"{0}({1})\" due to data type mismatch: The first parameter requires the "
                  "\"BOOLEAN\" type, however \"{1}\" has the type \"{2}\".",
                  text::to_upper(clause), operand, type),
      "42K09");
}

}  // namespace

Result<void> Rewriter::check_condition(Range range, std::string_view clause) const {
  const Token& now = token(range.first);
  const bool alone = range.second == range.first + 1;
  std::string type;
  if (alone && now.kind == TokenKind::Number) type = now.value.find('.') == std::string::npos ? "INT" : "DECIMAL";
  if (alone && now.kind == TokenKind::Text) type = "STRING";
  const bool column = now.is_name() && chain_end(range.first) == range.second &&
                      !(now.kind == TokenKind::Word && is_grammar_word(now.value));
  if (column && substitutions_.empty()) type = sql_type_text(column_type_of(quote_name(token(range.second - 1).value)));
  if (type.empty() || type == "BOOLEAN" || type == "VOID") return {};
  const std::string_view text = sql_.substr(now.begin, token(range.second - 1).end - now.begin);
  return not_boolean(clause, text, type);
}

Result<void> Rewriter::check_spans(std::size_t at) const {
  if (!token(at + 1).is_word("INTERVAL") || at == 0) return {};
  const std::size_t from = operand_begin(at);
  const Token& before = token(from == 0 ? tokens_.size() - 1 : from - 1);
  for (const std::string_view symbol : {"+", "-", "*", "/"}) {
    if (before.is_symbol(symbol)) return {};
  }
  auto end = operand_end(at + 1);
  if (!end) return {};
  const std::string left = interval_fields(tokens_.subspan(from, at - from));
  const std::string right = interval_fields(tokens_.subspan(at + 1, *end - at - 1));
  const auto months = [](std::string_view fields) { return fields.starts_with("year") || fields == "month"; };
  if (left.empty() || right.empty() || left == "calendar" || months(left) == months(right)) return {};
  return sql_error(
      "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
      fmt::format("Cannot resolve the {} due to data type mismatch: the left and right operands of the "
                  "binary operator have incompatible types (\"INTERVAL {}\" and \"INTERVAL {}\").",
                  token(at).is_symbol("+") ? "sum" : "difference", text::to_upper(left), text::to_upper(right)),
      "42K09");
}

Result<void> Rewriter::check_conditions(std::size_t at, std::size_t end) const {
  const Token& now = token(at);
  const Token& before = token(at == 0 ? tokens_.size() - 1 : at - 1);
  const bool searched = now.is_word("WHEN") && before.is_word("CASE");
  const bool negated =
      now.is_word("NOT") && !before.is_word("IS") && (!before.is_name() || is_grammar_word(before.value));
  const bool joins = now.is_word("ON") && !before.is_word("DISTINCT");
  if (!now.is_word("WHERE") && !now.is_word("HAVING") && !joins && !negated && !searched) return {};
  const std::size_t from = at + 1;
  const std::size_t after = token(from).is_name() ? chain_end(from) : from + 1;
  if (after > end || (after < end && !ends_operand(token(after)))) return {};
  return check_condition({from, after}, searched ? std::string_view("CASE WHEN") : std::string_view(now.value));
}

}  // namespace lakecode::local::dialect
