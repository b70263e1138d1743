// Arithmetic of texts and numbers, as ANSI mode of Spark casts them: a text beside a whole number is a BIGINT, beside
// any other number, or another text, a DOUBLE. More kinds of the engine's own operators.

#include <cmath>

#include "local/dialect/time_text.h"
#include "local/engine/scalar_rule.h"

namespace lakecode::local {
namespace {

enum class Operator { Add, Subtract, Multiply };

constexpr duckdb_type kNone = DUCKDB_TYPE_INVALID;
constexpr duckdb_type kText = DUCKDB_TYPE_VARCHAR;
constexpr duckdb_type kLong = DUCKDB_TYPE_BIGINT;
constexpr duckdb_type kDouble = DUCKDB_TYPE_DOUBLE;

Value malformed(std::string_view text, std::string_view type) {
  Value out;
  out.error = dialect::malformed_cast(text, "STRING", type).reason;
  return out;
}

Value overflow() {
  return failed("ARITHMETIC_OVERFLOW",
                "Long overflow. Use the `try_` form of the function to tolerate it and return NULL instead.", "22003");
}

template <Operator kOperator>
Value whole_result(std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  bool over = false;
  if constexpr (kOperator == Operator::Add) over = __builtin_add_overflow(left, right, &result);
  if constexpr (kOperator == Operator::Subtract) over = __builtin_sub_overflow(left, right, &result);
  if constexpr (kOperator == Operator::Multiply) over = __builtin_mul_overflow(left, right, &result);
  return over ? overflow() : whole(result);
}

template <Operator kOperator>
Value real_result(double left, double right) {
  Value out;
  if constexpr (kOperator == Operator::Add) out.real = left + right;
  if constexpr (kOperator == Operator::Subtract) out.real = left - right;
  if constexpr (kOperator == Operator::Multiply) out.real = left * right;
  return out;
}

template <Operator kOperator>
Value text_and_whole(const Row& row) {
  const auto left = dialect::parse_whole(row.text(0));
  return left ? whole_result<kOperator>(*left, row.value<std::int64_t>(1)) : malformed(row.text(0), "BIGINT");
}
template <Operator kOperator>
Value whole_and_text(const Row& row) {
  const auto right = dialect::parse_whole(row.text(1));
  return right ? whole_result<kOperator>(row.value<std::int64_t>(0), *right) : malformed(row.text(1), "BIGINT");
}
template <Operator kOperator>
Value text_and_real(const Row& row) {
  const auto left = dialect::parse_real(row.text(0));
  return left ? real_result<kOperator>(*left, row.value<double>(1)) : malformed(row.text(0), "DOUBLE");
}
template <Operator kOperator>
Value real_and_text(const Row& row) {
  const auto right = dialect::parse_real(row.text(1));
  return right ? real_result<kOperator>(row.value<double>(0), *right) : malformed(row.text(1), "DOUBLE");
}
template <Operator kOperator>
Value two_texts(const Row& row) {
  const auto left = dialect::parse_real(row.text(0));
  const auto right = dialect::parse_real(row.text(1));
  if (!left) return malformed(row.text(0), "DOUBLE");
  return right ? real_result<kOperator>(*left, *right) : malformed(row.text(1), "DOUBLE");
}

Value absolute_of_text(const Row& row) {
  const auto number = dialect::parse_real(row.text(0));
  return number ? real_result<Operator::Add>(0, std::abs(*number)) : malformed(row.text(0), "DOUBLE");
}
Value rounded(std::string_view text, std::int64_t places) {
  const auto number = dialect::parse_real(text);
  if (!number) return malformed(text, "DOUBLE");
  const double scale = std::pow(10.0, static_cast<double>(places));
  return real_result<Operator::Add>(0, std::round(*number * scale) / scale);
}
Value round_text(const Row& row) {
  return rounded(row.text(0), 0);
}
Value round_text_to(const Row& row) {
  return rounded(row.text(0), row.value<std::int64_t>(1));
}
Value length_of_whole(const Row& row) {
  return whole(static_cast<std::int64_t>(std::to_string(row.value<std::int64_t>(0)).size()));
}

/// A sign before a text; sum and avg write the plus, which leaves numbers as they are.
Value plus_text(const Row& row) {
  const auto number = dialect::parse_real(row.text(0));
  return number ? real_result<Operator::Add>(0, *number) : malformed(row.text(0), "DOUBLE");
}
Value minus_text(const Row& row) {
  const auto number = dialect::parse_real(row.text(0));
  return number ? real_result<Operator::Subtract>(0, *number) : malformed(row.text(0), "DOUBLE");
}

constexpr ScalarRule kRules[] = {
    {"+", {kText, kNone}, kDouble, plus_text},
    {"-", {kText, kNone}, kDouble, minus_text},
    {"abs", {kText, kNone}, kDouble, absolute_of_text},
    {"round", {kText, kNone}, kDouble, round_text},
    {"round", {kText, kLong, kNone}, kDouble, round_text_to},
    {"length", {kLong, kNone}, kLong, length_of_whole},
    {"+", {kText, kLong, kNone}, kLong, text_and_whole<Operator::Add>},
    {"+", {kLong, kText, kNone}, kLong, whole_and_text<Operator::Add>},
    {"+", {kText, kDouble, kNone}, kDouble, text_and_real<Operator::Add>},
    {"+", {kDouble, kText, kNone}, kDouble, real_and_text<Operator::Add>},
    {"+", {kText, kText, kNone}, kDouble, two_texts<Operator::Add>},
    {"-", {kText, kLong, kNone}, kLong, text_and_whole<Operator::Subtract>},
    {"-", {kLong, kText, kNone}, kLong, whole_and_text<Operator::Subtract>},
    {"-", {kText, kDouble, kNone}, kDouble, text_and_real<Operator::Subtract>},
    {"-", {kDouble, kText, kNone}, kDouble, real_and_text<Operator::Subtract>},
    {"-", {kText, kText, kNone}, kDouble, two_texts<Operator::Subtract>},
    {"*", {kText, kLong, kNone}, kLong, text_and_whole<Operator::Multiply>},
    {"*", {kLong, kText, kNone}, kLong, whole_and_text<Operator::Multiply>},
    {"*", {kText, kDouble, kNone}, kDouble, text_and_real<Operator::Multiply>},
    {"*", {kDouble, kText, kNone}, kDouble, real_and_text<Operator::Multiply>},
    {"*", {kText, kText, kNone}, kDouble, two_texts<Operator::Multiply>},
};

}  // namespace

std::span<const ScalarRule> mixed_rules() {
  return kRules;
}

}  // namespace lakecode::local
