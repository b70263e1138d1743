// Kernels of mathematics, of array indexes and of checksums, with the errors that Spark raises in ANSI mode.

#include <fmt/format.h>

#include <cmath>

#include "base/sha2.h"
#include "local/engine/scalar_rule.h"

namespace lakecode::local {
namespace {

Value real(double number) {
  Value out;
  out.real = number;
  return out;
}

/// Logarithms of what has none are NULL.
Value of_positive(double x, double (*function)(double)) {
  return x > 0 ? real(function(x)) : Value{};
}
Value ln(const Row& row) {
  return of_positive(row.value<double>(0), std::log);
}
Value log10(const Row& row) {
  return of_positive(row.value<double>(0), std::log10);
}
Value log2(const Row& row) {
  return of_positive(row.value<double>(0), std::log2);
}
Value log1p(const Row& row) {
  const double x = row.value<double>(0);
  return x > -1 ? real(std::log1p(x)) : Value{};
}
Value log_base(const Row& row) {
  const double base = row.value<double>(0);
  const double x = row.value<double>(1);
  if (base <= 0 || x <= 0) return {};
  return real(std::log(x) / std::log(base));
}
Value expm1(const Row& row) {
  return real(std::expm1(row.value<double>(0)));
}
Value hypot(const Row& row) {
  return real(std::hypot(row.value<double>(0), row.value<double>(1)));
}
Value rint(const Row& row) {
  return real(std::nearbyint(row.value<double>(0)));
}
Value cube_root(const Row& row) {
  const double x = row.value<double>(0);
  const double root = std::cbrt(x);
  // The library is off by a bit for whole roots.
  const double whole_root = std::nearbyint(root);
  return real(whole_root * whole_root * whole_root == x ? whole_root : root);
}
Value square_root(const Row& row) {
  return real(std::sqrt(row.value<double>(0)));
}
Value arc_sine(const Row& row) {
  return real(std::asin(row.value<double>(0)));
}
Value arc_cosine(const Row& row) {
  return real(std::acos(row.value<double>(0)));
}
Value inverse_hyperbolic_cosine(const Row& row) {
  return real(std::acosh(row.value<double>(0)));
}
Value inverse_hyperbolic_tangent(const Row& row) {
  return real(std::atanh(row.value<double>(0)));
}

Value factorial(const Row& row) {
  const std::int64_t n = row.value<std::int64_t>(0);
  if (n < 0 || n > 20) return {};
  std::int64_t out = 1;
  for (std::int64_t i = 2; i <= n; ++i) out *= i;
  return whole(out);
}

Value even_round(const Row& row) {
  const double scale = std::pow(10.0, static_cast<double>(row.value<std::int64_t>(1)));
  return real(std::nearbyint(row.value<double>(0) * scale) / scale);
}

/// a[i]: the engine's index of what Spark counts from 0.
Value item_index(const Row& row) {
  const std::int64_t index = row.value<std::int64_t>(0);
  const std::int64_t size = row.value<std::int64_t>(1);
  if (index >= 0 && index < size) return whole(index + 1);
  return failed("INVALID_ARRAY_INDEX",
                fmt::format("The index {} is out of bounds. The array has {} elements. Use the SQL function `get()` to "
                            "tolerate accessing element at invalid index and return NULL instead.",
                            index, size),
                "22003");
}

/// element_at(a, i): counted from 1, or from the end when negative.
Value element_index(const Row& row) {
  const std::int64_t index = row.value<std::int64_t>(0);
  const std::int64_t size = row.value<std::int64_t>(1);
  if (index == 0) {
    return failed("INVALID_INDEX_OF_ZERO",
                  "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).",
                  "22003");
  }
  if (std::abs(index) <= size) return whole(index);
  return failed("INVALID_ARRAY_INDEX_IN_ELEMENT_AT",
                fmt::format("The index {} is out of bounds. The array has {} elements. Use `try_element_at` to "
                            "tolerate accessing element at invalid index and return NULL instead.",
                            index, size),
                "22003");
}

Value crc32(const Row& row) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : row.text(0)) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return whole(static_cast<std::int64_t>(crc ^ 0xFFFFFFFFU));
}

Value sha2(const Row& row) {
  const auto bits = row.value<std::int64_t>(1);
  Value out;
  if (bits >= 0 && bits <= 512) out.text = crypto::sha2_hex(row.text(0), bits == 0 ? 256 : static_cast<int>(bits));
  return out;
}

Value unsigned_shift(const Row& row) {
  const auto value = static_cast<std::uint64_t>(row.value<std::int64_t>(0));
  return whole(static_cast<std::int64_t>(value >> (static_cast<std::uint64_t>(row.value<std::int64_t>(1)) & 63U)));
}
Value unsigned_shift_int(const Row& row) {
  const auto value = static_cast<std::uint32_t>(row.value<std::int32_t>(0));
  return whole(static_cast<std::int32_t>(value >> (static_cast<std::uint32_t>(row.value<std::int32_t>(1)) & 31U)));
}
Value bit_at(const Row& row) {
  const std::int64_t position = row.value<std::int64_t>(1);
  if (position < 0 || position > 63) {
    return failed("INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE",
                  fmt::format("The value of parameter pos in bit_get is invalid: {}.", position), "22023");
  }
  return whole((row.value<std::int64_t>(0) >> position) & 1);
}

constexpr duckdb_type kNone = DUCKDB_TYPE_INVALID;
constexpr duckdb_type kText = DUCKDB_TYPE_VARCHAR;
constexpr duckdb_type kLong = DUCKDB_TYPE_BIGINT;
constexpr duckdb_type kInt = DUCKDB_TYPE_INTEGER;
constexpr duckdb_type kDouble = DUCKDB_TYPE_DOUBLE;

constexpr ScalarRule kRules[] = {
    {"lc_ln", {kDouble, kNone}, kDouble, ln},
    {"lc_log10", {kDouble, kNone}, kDouble, log10},
    {"lc_log2", {kDouble, kNone}, kDouble, log2},
    {"lc_log1p", {kDouble, kNone}, kDouble, log1p},
    {"lc_log", {kDouble, kDouble, kNone}, kDouble, log_base},
    {"lc_expm1", {kDouble, kNone}, kDouble, expm1},
    {"lc_hypot", {kDouble, kDouble, kNone}, kDouble, hypot},
    {"lc_rint", {kDouble, kNone}, kDouble, rint},
    {"lc_cbrt", {kDouble, kNone}, kDouble, cube_root},
    {"lc_sqrt", {kDouble, kNone}, kDouble, square_root},
    {"lc_asin", {kDouble, kNone}, kDouble, arc_sine},
    {"lc_acos", {kDouble, kNone}, kDouble, arc_cosine},
    {"lc_acosh", {kDouble, kNone}, kDouble, inverse_hyperbolic_cosine},
    {"lc_atanh", {kDouble, kNone}, kDouble, inverse_hyperbolic_tangent},
    {"lc_factorial", {kLong, kNone}, kLong, factorial},
    {"lc_bround", {kDouble, kLong, kNone}, kDouble, even_round},
    {"lc_index", {kLong, kLong, kNone}, kLong, item_index},
    {"lc_element_index", {kLong, kLong, kNone}, kLong, element_index},
    {"lc_crc32", {kText, kNone}, kLong, crc32},
    {"lc_crc32", {DUCKDB_TYPE_BLOB, kNone}, kLong, crc32},
    {"lc_sha2", {kText, kLong, kNone}, kText, sha2},
    {"lc_sha2", {DUCKDB_TYPE_BLOB, kLong, kNone}, kText, sha2},
    {"lc_unsigned_shift", {kLong, kLong, kNone}, kLong, unsigned_shift},
    {"lc_unsigned_shift", {kInt, kInt, kNone}, kInt, unsigned_shift_int},
    {"lc_bit_get", {kLong, kLong, kNone}, kInt, bit_at},
};

}  // namespace

std::span<const ScalarRule> number_rules() {
  return kRules;
}

}  // namespace lakecode::local
