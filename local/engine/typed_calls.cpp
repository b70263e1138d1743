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
#include "local/engine/set_types.h"
#include "local/engine/typed_bind.h"
#include "local/engine/vector_value.h"

namespace lakecode::local {
namespace {

constexpr int kWidest = 38;

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

/// Spark's DECIMAL of a number with (precision, scale) that is rounded to `places`.
std::string rounded_type(const Digits& digits, std::int64_t places) {
  const std::int64_t whole = digits.precision - digits.scale + 1;
  if (places < 0)
    return fmt::format("DECIMAL({},0)", std::clamp<std::int64_t>(std::max(whole, 1 - places), 1, kWidest));
  const std::int64_t scale = std::min<std::int64_t>(digits.scale, places);
  return fmt::format("DECIMAL({},{})", std::min<std::int64_t>(whole + scale, kWidest), scale);
}

/// The DECIMAL as which a number is rounded up or down.
Digits digits_of(const LogicalType& type) {
  switch (type.id()) {
    case DUCKDB_TYPE_DECIMAL:
      return {duckdb_decimal_width(type.raw()), duckdb_decimal_scale(type.raw())};
    case DUCKDB_TYPE_TINYINT:
      return {3, 0};
    case DUCKDB_TYPE_SMALLINT:
      return {5, 0};
    case DUCKDB_TYPE_INTEGER:
      return {10, 0};
    case DUCKDB_TYPE_BIGINT:
      return {20, 0};
    case DUCKDB_TYPE_FLOAT:
      return {14, 7};
    default:
      return {30, 15};
  }
}

/// ceil and floor of a DECIMAL are DECIMALs, of others BIGINTs.
void bind_whole(duckdb_bind_info info, std::string_view function, std::string_view engine) {
  const LogicalType type(type_of_argument(info, 1));
  if (type.id() == DUCKDB_TYPE_DECIMAL) {
    return ask_for(info, function, fmt::format("CAST({}(", engine),
                   fmt::format(") AS {})", rounded_type(digits_of(type), 0)));
  }
  const bool text = type.id() == DUCKDB_TYPE_VARCHAR;
  ask_for(info, function, fmt::format("CAST({}({}", engine, text ? "CAST(" : ""),
          text ? " AS DOUBLE)) AS BIGINT)" : ") AS BIGINT)");
}
void bind_ceiling(duckdb_bind_info info) {
  bind_whole(info, "lc_ceiling", "ceil");
}
void bind_floor(duckdb_bind_info info) {
  bind_whole(info, "lc_floor", "floor");
}

void bind_scaled(duckdb_bind_info info) {
  const LogicalType type(type_of_argument(info, 2));
  ask_for(info, "lc_scaled", "lc.main.scaled(",
          fmt::format(", CAST(NULL AS {}))", rounded_type(digits_of(type), whole_argument(info, 3).value_or(0))));
}

/// The bins of a histogram have the type of what they count.
void bind_bins(duckdb_bind_info info) {
  const LogicalType list(type_of_argument(info, 1));
  const LogicalType item(list.id() == DUCKDB_TYPE_LIST ? duckdb_list_type_child_type(list.raw())
                                                       : duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE));
  std::string_view macro = "lc.main.bins_as(";
  switch (item.id()) {
    case DUCKDB_TYPE_DATE:
      macro = "lc.main.bins_of_dates(";
      break;
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_NS:
      macro = "lc.main.bins_of_times(";
      break;
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
      macro = "lc.main.bins_of_wholes(";
      break;
    default:
      break;
  }
  ask_for(info, "lc_bins", macro, ")");
}

void bind_rounding(duckdb_bind_info info) {
  const LogicalType type(type_of_argument(info, 1));
  const auto places = whole_argument(info, 2);
  if (type.id() == DUCKDB_TYPE_DECIMAL && places) {
    return ask_for(info, "lc_rounded", "CAST(round(", fmt::format(") AS {})", rounded_type(digits_of(type), *places)));
  }
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
  if (up && increment_digits(digits)) ++exponent;
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

}  // namespace

duckdb_scalar_function make_rounding_function() {
  return make_typed({"lc_rounded",
                     {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_BIGINT},
                     DUCKDB_TYPE_DOUBLE,
                     run_rounding,
                     bind_rounding});
}

duckdb_scalar_function make_sum_function() {
  return make_typed(
      {"lc_sum", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY}, DUCKDB_TYPE_HUGEINT, run_sum, bind_sum});
}

duckdb_scalar_function make_minus_function() {
  return make_typed(
      {"lc_minus", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY}, DUCKDB_TYPE_HUGEINT, run_sum, bind_minus});
}

duckdb_scalar_function make_words_function() {
  return make_typed(
      {"lc_words", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY}, DUCKDB_TYPE_HUGEINT, run_sum, bind_words});
}

duckdb_scalar_function make_reverse_function() {
  return make_typed({"lc_reverse", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY}, DUCKDB_TYPE_HUGEINT, run_sum, bind_reverse});
}

duckdb_scalar_function make_ceiling_function() {
  return make_typed(
      {"lc_ceiling", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY}, DUCKDB_TYPE_HUGEINT, run_unbound, bind_ceiling});
}

duckdb_scalar_function make_floor_function() {
  return make_typed({"lc_floor", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY}, DUCKDB_TYPE_HUGEINT, run_unbound, bind_floor});
}

duckdb_scalar_function make_scaled_function() {
  return make_typed({"lc_scaled",
                     {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY, DUCKDB_TYPE_BIGINT},
                     DUCKDB_TYPE_HUGEINT,
                     run_unbound,
                     bind_scaled});
}

duckdb_scalar_function make_bins_function() {
  return make_typed({"lc_bins",
                     {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_ANY, DUCKDB_TYPE_ANY},
                     DUCKDB_TYPE_HUGEINT,
                     run_unbound,
                     bind_bins});
}

Result<void> TypedCalls::count() {
  constexpr int kMost = 400;  // each costs one more binding
  if (++settled_ <= kMost) return {};
  return dialect::unsupported(fmt::format("more than {} divisions and roundings of DECIMALs in one statement", kMost));
}

Result<bool> TypedCalls::settle(std::string_view message) {
  // Only binding begins so: a text of the user's that an error repeats, as raise_error does, may not write SQL.
  constexpr std::string_view kBinding = "Binder Error: ";
  if (!message.starts_with(kBinding) || !message.substr(kBinding.size()).starts_with(kTypedCallMark)) return false;
  const auto parts = text::split(message.substr(kBinding.size() + kTypedCallMark.size()), '|');
  if (parts.size() < 5) return false;
  if (asks_for_branches(parts)) {
    TRY_VOID(count());
    sql_ = with_branches(std::move(sql_), parts);
    return true;
  }
  const std::string opening = fmt::format("{}({}, ", parts[0], parts[1]);
  const std::string closing = fmt::format(")/*{}*/", parts[1]);
  if (sql_.find(opening) == std::string::npos) return false;
  TRY_VOID(count());
  sql_ = text::replace_all(text::replace_all(sql_, opening, parts[2]), closing, parts[3]);
  return true;
}

std::string with_open_calls(std::string sql) {
  sql = without_meetings(std::move(sql));
  for (const std::string_view function : {"lc_quotient(", "lc_rounded("}) {
    for (std::size_t at = sql.find(function); at != std::string::npos; at = sql.find(function, at + 1)) {
      const std::size_t from = at + function.size();
      const std::size_t comma = sql.find(',', from);
      if (comma == std::string::npos) break;
      sql.replace(from, comma - from, "0");
    }
  }
  // A sum and a product have no type that holds them all.
  for (const auto& [call, macro] :
       {std::pair("lc_sum(", "lc.main.kept_sum("), std::pair("lc_product(", "lc.main.times("),
        std::pair("lc_ceiling(", "lc.main.kept_ceiling("), std::pair("lc_floor(", "lc.main.kept_floor("),
        std::pair("lc_scaled(", "lc.main.kept_scaled("), std::pair("lc_bins(", "lc.main.bins_as("),
        std::pair("lc_struct_cast(", "lc.main.cast_like(")}) {
    for (std::size_t at = sql.find(call); at != std::string::npos; at = sql.find(call, at)) {
      const std::size_t blank = sql.find(' ', at);
      if (blank == std::string::npos) break;
      sql.replace(at, blank - at, macro);
    }
  }
  return sql;
}

}  // namespace lakecode::local
