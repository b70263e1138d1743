// Quotients and products with the DECIMAL types of Spark, exact in every digit.

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "local/dialect/sql_error.h"
#include "local/engine/cell_text.h"
#include "local/engine/owned_type.h"
#include "local/engine/typed_bind.h"
#include "local/engine/typed_calls.h"
#include "local/engine/vector_value.h"

namespace lakecode::local {
namespace {

__extension__ typedef __int128 Wide;

constexpr int kWidest = 38;
constexpr int kKeptScale = 6;  ///< of what is too wide: so many digits behind the point stay

/// A type too wide for a DECIMAL gives up digits behind the point, down to kKeptScale.
Digits fitted(int precision, int scale) {
  if (precision <= kWidest) return {precision, scale};
  return {kWidest, std::max(kWidest - (precision - scale), std::min(scale, kKeptScale))};
}

/// Spark's rule for the quotient of DECIMAL(p1,s1) and DECIMAL(p2,s2).
Digits quotient_type(const Digits& left, const Digits& right) {
  const int scale = std::max(kKeptScale, left.scale + right.precision + 1);
  return fitted(left.precision - left.scale + right.scale + scale, scale);
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

/// A product fits the engine's own operator up to 38 digits; beyond, its digits are counted one by one.
void bind_product(duckdb_bind_info info) {
  bool decimal = false;
  const auto left = decimal_of(info, 1, decimal);
  const auto right = decimal_of(info, 2, decimal);
  const bool real = LogicalType(type_of_argument(info, 1)).id() == DUCKDB_TYPE_FLOAT ||
                    LogicalType(type_of_argument(info, 2)).id() == DUCKDB_TYPE_FLOAT;
  // A FLOAT beside a whole number or a DECIMAL would lose digits of it: the platform makes both a DOUBLE.
  if (real && (left || right)) return ask_for(info, "lc_product", "lc.main.times_real(", ")");
  if (!decimal || !left || !right) return ask_for(info, "lc_product", "lc.main.times(", ")");
  const int precision = left->precision + right->precision + 1;
  const Digits type = fitted(precision, left->scale + right->scale);
  const std::string tail = fmt::format(") AS DECIMAL({},{}))", type.precision, type.scale);
  if (precision <= kWidest) return ask_for(info, "lc_product", "CAST(lc.main.times(", tail);
  ask_for(info, "lc_product", fmt::format("CAST(lc_decimal_product({}, ", type.scale), tail);
}

std::string division_by_zero() {
  return dialect::sql_error("DIVIDE_BY_ZERO",
                            "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.",
                            "22012")
      .reason;
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
  const std::size_t point = before + (up && increment_digits(digits) ? 1 : 0);
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

/// The digits of a number and how many of them stand behind the point.
struct DigitRow {
  std::string digits;
  std::size_t scale = 0;
  bool negative = false;
};

DigitRow digit_row(std::string_view text) {
  DigitRow out;
  bool behind = false;
  for (const char c : text) {
    if (c == '.') behind = true;
    if (c < '0' || c > '9') continue;
    out.digits += c;
    out.scale += behind ? 1 : 0;
  }
  out.negative = text.starts_with('-');
  return out;
}

/// `left` * `right` with `scale` digits behind the point, half up.
std::string exact_product(const DigitRow& left, const DigitRow& right, std::size_t scale) {
  std::string digits(left.digits.size() + right.digits.size(), '0');
  for (std::size_t i = left.digits.size(); i-- > 0;) {
    int carry = 0;
    for (std::size_t j = right.digits.size(); j-- > 0;) {
      const int value = (left.digits[i] - '0') * (right.digits[j] - '0') + (digits[i + j + 1] - '0') + carry;
      digits[i + j + 1] = static_cast<char>('0' + value % 10);
      carry = value / 10;
    }
    digits[i] = static_cast<char>(digits[i] + carry);
  }
  std::size_t behind = left.scale + right.scale;
  if (behind > digits.size()) digits.insert(0, behind - digits.size(), '0');
  if (behind > scale) {
    const std::size_t kept = digits.size() - (behind - scale);
    const bool up = digits[kept] >= '5';
    digits.resize(kept);
    behind = scale;
    if (up) increment_digits(digits);
  }
  digits.insert(digits.size() - behind, ".");
  return (left.negative != right.negative ? "-0" : "0") + digits;
}

void run_decimal_product(duckdb_function_info /*info*/, duckdb_data_chunk input, duckdb_vector output) {
  const auto* scales = static_cast<const std::int32_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 0)));
  for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
    if (any_null(input, row)) {
      set_null(output, row);
      continue;
    }
    const DigitRow left = digit_row(cell_text(duckdb_data_chunk_get_vector(input, 1), row).value_or(""));
    const DigitRow right = digit_row(cell_text(duckdb_data_chunk_get_vector(input, 2), row).value_or(""));
    const std::string text = exact_product(left, right, static_cast<std::size_t>(scales[row]));
    duckdb_vector_assign_string_element_len(output, row, text.data(), text.size());
  }
}

}  // namespace

duckdb_scalar_function make_quotient_function() {
  return make_typed({"lc_quotient",
                     {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY},
                     DUCKDB_TYPE_DOUBLE,
                     run_quotient,
                     bind_quotient});
}

duckdb_scalar_function make_decimal_quotient_function() {
  return make_typed({"lc_decimal_quotient",
                     {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY},
                     DUCKDB_TYPE_VARCHAR,
                     run_decimal_quotient,
                     nullptr});
}

duckdb_scalar_function make_product_function() {
  return make_typed({"lc_product",
                     {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY},
                     DUCKDB_TYPE_DOUBLE,
                     run_unbound,
                     bind_product});
}

duckdb_scalar_function make_decimal_product_function() {
  return make_typed({"lc_decimal_product",
                     {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY},
                     DUCKDB_TYPE_VARCHAR,
                     run_decimal_product,
                     nullptr});
}

}  // namespace lakecode::local
