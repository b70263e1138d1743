#include "local/engine/typed_calls.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>

#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/time_text.h"
#include "local/engine/cell_text.h"
#include "local/engine/owned_type.h"
#include "local/engine/vector_value.h"

namespace lakecode::local {
namespace {

__extension__ typedef __int128 Wide;

constexpr std::string_view kMark = "[LAKECODE_TYPED_CALL] ";
constexpr int kWidest = 38;

// ---- the types of the arguments ----

struct Digits {
  int precision = 0;
  int scale = 0;
};

/// A literal's own digits, as Spark counts them; nullopt for what is no constant.
std::optional<int> digits_of_constant(duckdb_bind_info info, duckdb_expression expression) {
  if (!duckdb_expression_is_foldable(expression)) return std::nullopt;
  duckdb_client_context context = nullptr;
  duckdb_scalar_function_get_client_context(info, &context);
  duckdb_value value = nullptr;
  duckdb_error_data error = duckdb_expression_fold(context, expression, &value);
  std::optional<int> digits;
  if (!duckdb_error_data_has_error(error) && !duckdb_is_null_value(value)) {
    char* text = duckdb_get_varchar(value);
    digits = 0;
    for (const char* c = text; *c != '\0'; ++c) *digits += *c >= '0' && *c <= '9' ? 1 : 0;
    duckdb_free(text);
  }
  duckdb_destroy_value(&value);
  duckdb_destroy_error_data(&error);
  duckdb_destroy_client_context(&context);
  return digits;
}

/// The DECIMAL that an argument is beside another one; nullopt for what makes the result a DOUBLE.
std::optional<Digits> decimal_of(duckdb_bind_info info, idx_t argument, bool& is_decimal) {
  duckdb_expression expression = duckdb_scalar_function_bind_get_argument(info, argument);
  const LogicalType type(duckdb_expression_return_type(expression));
  std::optional<Digits> digits;
  switch (type.id()) {
    case DUCKDB_TYPE_DECIMAL:
      is_decimal = true;
      digits = Digits{duckdb_decimal_width(type.raw()), duckdb_decimal_scale(type.raw())};
      break;
    case DUCKDB_TYPE_TINYINT:
      digits = Digits{3, 0};
      break;
    case DUCKDB_TYPE_SMALLINT:
      digits = Digits{5, 0};
      break;
    case DUCKDB_TYPE_INTEGER:
      digits = Digits{digits_of_constant(info, expression).value_or(10), 0};
      break;
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_HUGEINT:
      digits = Digits{20, 0};
      break;
    case DUCKDB_TYPE_INTEGER_LITERAL:
      digits = Digits{digits_of_constant(info, expression).value_or(10), 0};
      break;
    default:
      break;
  }
  duckdb_destroy_expression(&expression);
  return digits;
}

std::optional<std::int64_t> call_id(duckdb_bind_info info) {
  duckdb_expression expression = duckdb_scalar_function_bind_get_argument(info, 0);
  duckdb_client_context context = nullptr;
  duckdb_scalar_function_get_client_context(info, &context);
  duckdb_value value = nullptr;
  duckdb_error_data error = duckdb_expression_fold(context, expression, &value);
  std::optional<std::int64_t> id;
  if (!duckdb_error_data_has_error(error)) id = duckdb_get_int64(value);
  duckdb_destroy_value(&value);
  duckdb_destroy_error_data(&error);
  duckdb_destroy_client_context(&context);
  duckdb_destroy_expression(&expression);
  return id;
}

/// Asks for `head` and `tail` around the arguments of the call that is bound.
void ask_for(duckdb_bind_info info, std::string_view function, std::string_view head, std::string_view tail) {
  const auto id = call_id(info);
  if (!id || *id == 0) return;
  duckdb_scalar_function_bind_set_error(info, fmt::format("{}{}|{}|{}|{}|", kMark, function, *id, head, tail).c_str());
}

/// The caller owns it.
duckdb_logical_type type_of_argument(duckdb_bind_info info, idx_t argument) {
  duckdb_expression expression = duckdb_scalar_function_bind_get_argument(info, argument);
  duckdb_logical_type type = duckdb_expression_return_type(expression);
  duckdb_destroy_expression(&expression);
  return type;
}

/// DATE less DATE is an INTERVAL, and only that differs from the engine's own minus.
void bind_minus(duckdb_bind_info info) {
  const LogicalType left(type_of_argument(info, 1));
  const LogicalType right(type_of_argument(info, 2));
  const bool dates = left.id() == DUCKDB_TYPE_DATE && right.id() == DUCKDB_TYPE_DATE;
  ask_for(info, "lc_minus", dates ? "lc_date_span(" : "lc.main.minus(", ")");
}

void bind_reverse(duckdb_bind_info info) {
  const LogicalType type(type_of_argument(info, 1));
  ask_for(info, "lc_reverse", type.id() == DUCKDB_TYPE_LIST ? "list_reverse(" : "reverse(lc_text(",
          type.id() == DUCKDB_TYPE_LIST ? ")" : "))");
}

void bind_words(duckdb_bind_info info) {
  const LogicalType type(type_of_argument(info, 1));
  ask_for(info, "lc_words", type.id() == DUCKDB_TYPE_LIST ? "lc.main.words(" : "lc.main.word(", ")");
}

/// Spark's rule for the quotient of DECIMAL(p1,s1) and DECIMAL(p2,s2).
Digits quotient_type(const Digits& left, const Digits& right) {
  const int scale = std::max(6, left.scale + right.precision + 1);
  const int precision = left.precision - left.scale + right.scale + scale;
  if (precision <= kWidest) return {precision, scale};
  return {kWidest, std::max(kWidest - (precision - scale), std::min(scale, 6))};
}

void bind_quotient(duckdb_bind_info info) {
  if (LogicalType(type_of_argument(info, 1)).id() == DUCKDB_TYPE_INTERVAL)
    return ask_for(info, "lc_quotient", "lc_span_quotient(", ")");
  bool decimal = false;
  const auto left = decimal_of(info, 1, decimal);
  const auto right = decimal_of(info, 2, decimal);
  if (!decimal || !left || !right) return;
  const Digits type = quotient_type(*left, *right);
  ask_for(info, "lc_quotient", fmt::format("CAST(lc_decimal_quotient({}, ", type.scale),
          fmt::format(") AS DECIMAL({},{}))", type.precision, type.scale));
}

void bind_rounding(duckdb_bind_info info) {
  const LogicalType type(type_of_argument(info, 1));
  if (type.id() == DUCKDB_TYPE_DOUBLE || type.id() == DUCKDB_TYPE_FLOAT || type.id() == DUCKDB_TYPE_VARCHAR) return;
  ask_for(info, "lc_rounded", "round(", ")");
}

void bind_sum(duckdb_bind_info info) {
  constexpr int kWider = 10;
  const LogicalType summed(type_of_argument(info, 2));
  if (summed.id() == DUCKDB_TYPE_DECIMAL) {
    const int precision = std::min(kWidest, duckdb_decimal_width(summed.raw()) + kWider);
    return ask_for(info, "lc_sum", "lc.main.decimal_sum(",
                   fmt::format(", CAST(NULL AS DECIMAL({},{})))", precision, duckdb_decimal_scale(summed.raw())));
  }
  const LogicalType sum(type_of_argument(info, 1));
  if (sum.id() != DUCKDB_TYPE_HUGEINT) ask_for(info, "lc_sum", "lc.main.kept_sum(", ")");
}

// ---- the calls ----

/// A number of any type as a double; a text that is none fails.
std::optional<double> real_at(duckdb_vector vector, idx_t row, std::string& error) {
  const LogicalType type = LogicalType::of(vector);
  if (type.id() == DUCKDB_TYPE_DOUBLE) return value_at<double>(vector, row);
  const std::string text = cell_text(vector, row).value_or("");
  const auto number = dialect::parse_real(text);
  if (!number) {
    error = type.id() == DUCKDB_TYPE_VARCHAR
                ? dialect::malformed_cast(text, "STRING", "DOUBLE").reason
                : dialect::sql_error("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                                     fmt::format("A number is expected, not {}.", text), "42K09")
                      .reason;
  }
  return number;
}

std::string division_by_zero() {
  return dialect::sql_error("DIVIDE_BY_ZERO",
                            "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.",
                            "22012")
      .reason;
}

bool any_null(duckdb_data_chunk input, idx_t row) {
  for (idx_t i = 1; i < duckdb_data_chunk_get_column_count(input); ++i) {
    const duckdb_vector vector = duckdb_data_chunk_get_vector(input, i);
    if (LogicalType::of(vector).id() == DUCKDB_TYPE_SQLNULL || is_null(vector, row)) return true;
  }
  return false;
}

void run_quotient(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  auto* results = static_cast<double*>(duckdb_vector_get_data(output));
  for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
    if (any_null(input, row)) {
      set_null(output, row);
      continue;
    }
    std::string error;
    const auto left = real_at(duckdb_data_chunk_get_vector(input, 1), row, error);
    const auto right = real_at(duckdb_data_chunk_get_vector(input, 2), row, error);
    if (error.empty() && *right == 0) error = division_by_zero();
    if (!error.empty()) return duckdb_scalar_function_set_error(info, error.c_str());
    results[row] = *left / *right;
  }
}

/// "-12.50" as -1250 and 2.
struct Exact {
  Wide digits = 0;
  int scale = 0;
};

Exact exact_of(std::string_view text) {
  Exact out;
  bool behind = false;
  for (const char c : text) {
    if (c == '.') behind = true;
    if (c < '0' || c > '9') continue;
    out.digits = out.digits * 10 + (c - '0');
    out.scale += behind ? 1 : 0;
  }
  if (text.starts_with('-')) out.digits = -out.digits;
  return out;
}

/// One more in the last digit; true when a digit was gained in front.
bool increment(std::string& digits) {
  std::size_t at = digits.size();
  while (at > 0 && digits[at - 1] == '9') digits[--at] = '0';
  if (at > 0) {
    ++digits[at - 1];
    return false;
  }
  digits.insert(digits.begin(), '1');
  return true;
}

/// `left` / `right` with `scale` digits behind the point; nullopt when the numbers are too wide.
std::optional<std::string> exact_quotient(const Exact& left, const Exact& right, int scale) {
  const bool negative = (left.digits < 0) != (right.digits < 0);
  Wide numerator = left.digits < 0 ? -left.digits : left.digits;
  Wide divisor = right.digits < 0 ? -right.digits : right.digits;
  for (int i = left.scale; i < right.scale; ++i) {
    if (__builtin_mul_overflow(numerator, Wide{10}, &numerator)) return std::nullopt;
  }
  for (int i = right.scale; i < left.scale; ++i) {
    if (__builtin_mul_overflow(divisor, Wide{10}, &divisor)) return std::nullopt;
  }
  std::string digits;
  for (Wide whole = numerator / divisor; whole > 0; whole /= 10)
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(whole % 10)));
  Wide rest = numerator % divisor;
  const std::size_t before = digits.size();
  for (int i = 0; i <= scale; ++i) {
    if (__builtin_mul_overflow(rest, Wide{10}, &rest)) return std::nullopt;
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest / divisor)));
    rest %= divisor;
  }
  const bool up = digits.back() >= '5';
  digits.pop_back();
  const std::size_t point = before + (up && increment(digits) ? 1 : 0);
  digits.insert(point, point == 0 ? "0." : ".");
  return (negative ? "-" : "") + digits;
}

void run_decimal_quotient(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto* scales = static_cast<const std::int32_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
  for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
    if (any_null(input, row)) {
      set_null(output, row);
      continue;
    }
    const Exact left = exact_of(cell_text(duckdb_data_chunk_get_vector(input, 1), row).value_or(""));
    const Exact right = exact_of(cell_text(duckdb_data_chunk_get_vector(input, 2), row).value_or(""));
    if (right.digits == 0) return duckdb_scalar_function_set_error(info, division_by_zero().c_str());
    const auto text = exact_quotient(left, right, scales[row]);
    if (!text) {
      const std::string error = dialect::sql_error("NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION",
                                                   "The quotient has more digits than a DECIMAL holds.", "22003")
                                    .reason;
      return duckdb_scalar_function_set_error(info, error.c_str());
    }
    duckdb_vector_assign_string_element_len(output, row, text->data(), text->size());
  }
}

/// Half up by the digits that Java prints: round(1.005, 2) is 1.01.
double rounded(double value, std::int64_t places) {
  if (!std::isfinite(value) || value == 0) return value;
  std::array<char, 64> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value), std::chars_format::scientific);
  const std::string_view shortest(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
  const std::size_t e = shortest.find('e');
  std::string digits = text::replace_all(shortest.substr(0, e), ".", "");
  const std::string_view power = shortest.substr(e + (shortest[e + 1] == '+' ? 2 : 1));
  std::int64_t exponent = text::parse_int(power).value_or(0);
  const std::int64_t kept = exponent + 1 + std::clamp<std::int64_t>(places, -400, 400);
  if (kept >= static_cast<std::int64_t>(digits.size())) return value;
  if (kept < 0) return std::copysign(0.0, value);
  const bool up = digits[static_cast<std::size_t>(kept)] >= '5';
  digits.resize(static_cast<std::size_t>(kept));
  if (up && increment(digits)) ++exponent;
  if (digits.empty()) return std::copysign(0.0, value);
  const std::string text = fmt::format("{}.{}e{}", digits.substr(0, 1), digits.substr(1), exponent);
  double result = 0;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return std::copysign(result, value);
}

void run_rounding(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  auto* results = static_cast<double*>(duckdb_vector_get_data(output));
  for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
    if (any_null(input, row)) {
      set_null(output, row);
      continue;
    }
    std::string error;
    const auto value = real_at(duckdb_data_chunk_get_vector(input, 1), row, error);
    if (!error.empty()) return duckdb_scalar_function_set_error(info, error.c_str());
    results[row] = rounded(*value, value_at<std::int64_t>(duckdb_data_chunk_get_vector(input, 2), row));
  }
}

void run_sum(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  auto* results = static_cast<duckdb_hugeint*>(duckdb_vector_get_data(output));
  const duckdb_vector sums = duckdb_data_chunk_get_vector(input, 1);
  for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
    if (LogicalType::of(sums).id() != DUCKDB_TYPE_HUGEINT || is_null(sums, row)) {
      set_null(output, row);
      continue;
    }
    const auto sum = value_at<duckdb_hugeint>(sums, row);
    const bool negative = static_cast<std::int64_t>(sum.lower) < 0;
    if (sum.upper != (negative ? -1 : 0)) {
      const std::string error =
          dialect::sql_error(
              "ARITHMETIC_OVERFLOW",
              "Overflow in sum of BIGINT values. Use `try_sum` to tolerate overflow and return NULL instead.", "22003")
              .reason;
      return duckdb_scalar_function_set_error(info, error.c_str());
    }
    results[row] = sum;
  }
}

struct Shape {
  const char* name;
  std::array<duckdb_type, 3> parameters;
  duckdb_type returns;
  duckdb_scalar_function_t run;
  duckdb_scalar_function_bind_t bind;
};

duckdb_scalar_function make(const Shape& shape) {
  duckdb_scalar_function function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, shape.name);
  for (const duckdb_type type : shape.parameters) {
    if (type != DUCKDB_TYPE_INVALID) duckdb_scalar_function_add_parameter(function, LogicalType(type).raw());
  }
  duckdb_scalar_function_set_return_type(function, LogicalType(shape.returns).raw());
  duckdb_scalar_function_set_special_handling(function);
  duckdb_scalar_function_set_function(function, shape.run);
  if (shape.bind != nullptr) duckdb_scalar_function_set_bind(function, shape.bind);
  return function;
}

}  // namespace

duckdb_scalar_function make_quotient_function() {
  return make({"lc_quotient",
               {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY},
               DUCKDB_TYPE_DOUBLE,
               run_quotient,
               bind_quotient});
}

duckdb_scalar_function make_decimal_quotient_function() {
  return make({"lc_decimal_quotient",
               {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY},
               DUCKDB_TYPE_VARCHAR,
               run_decimal_quotient,
               nullptr});
}

duckdb_scalar_function make_rounding_function() {
  return make({"lc_rounded",
               {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_BIGINT},
               DUCKDB_TYPE_DOUBLE,
               run_rounding,
               bind_rounding});
}

duckdb_scalar_function make_sum_function() {
  return make(
      {"lc_sum", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY}, DUCKDB_TYPE_HUGEINT, run_sum, bind_sum});
}

duckdb_scalar_function make_minus_function() {
  return make(
      {"lc_minus", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY}, DUCKDB_TYPE_HUGEINT, run_sum, bind_minus});
}

duckdb_scalar_function make_words_function() {
  return make(
      {"lc_words", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY}, DUCKDB_TYPE_HUGEINT, run_sum, bind_words});
}

duckdb_scalar_function make_reverse_function() {
  return make({"lc_reverse", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY}, DUCKDB_TYPE_HUGEINT, run_sum, bind_reverse});
}

Result<bool> TypedCalls::settle(std::string_view message) {
  // Only binding begins so: a text of the user's that an error repeats, as raise_error does, may not write SQL.
  constexpr std::string_view kBinding = "Binder Error: ";
  if (!message.starts_with(kBinding) || !message.substr(kBinding.size()).starts_with(kMark)) return false;
  const auto parts = text::split(message.substr(kBinding.size() + kMark.size()), '|');
  if (parts.size() < 5) return false;
  const std::string opening = fmt::format("{}({}, ", parts[0], parts[1]);
  const std::string closing = fmt::format(")/*{}*/", parts[1]);
  if (sql_.find(opening) == std::string::npos) return false;
  constexpr int kMost = 400;  // each costs one more binding
  if (++settled_ > kMost)
    return dialect::unsupported(
        fmt::format("more than {} divisions and roundings of DECIMALs in one statement", kMost));
  sql_ = text::replace_all(text::replace_all(sql_, opening, parts[2]), closing, parts[3]);
  return true;
}

std::string with_open_calls(std::string sql) {
  for (const std::string_view function : {"lc_quotient(", "lc_rounded("}) {
    for (std::size_t at = sql.find(function); at != std::string::npos; at = sql.find(function, at + 1)) {
      const std::size_t from = at + function.size();
      const std::size_t comma = sql.find(',', from);
      if (comma == std::string::npos) break;
      sql.replace(from, comma - from, "0");
    }
  }
  // A sum has no type that holds them all.
  constexpr std::string_view kSum = "lc_sum(";
  for (std::size_t at = sql.find(kSum); at != std::string::npos; at = sql.find(kSum, at)) {
    const std::size_t blank = sql.find(' ', at);
    if (blank == std::string::npos) break;
    sql.replace(at, blank - at, "lc.main.kept_sum(");
  }
  return sql;
}

}  // namespace lakecode::local
