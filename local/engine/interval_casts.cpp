// Casts to and from INTERVALs whose fields are named: CAST('1-2' AS INTERVAL YEAR TO MONTH), CAST(INTERVAL '2' DAY AS
// INT).

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "base/text.h"
#include "local/dialect/interval_fields.h"
#include "local/dialect/sql_error.h"
#include "local/engine/cell_text.h"
#include "local/engine/scalar_rule.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kDayField = 2;
constexpr std::array<std::string_view, 6> kFieldNames{"year", "month", "day", "hour", "minute", "second"};
/// Months, then micros, of one of each field.
constexpr std::array<std::int64_t, 6> kFieldSizes{12, 1, 86'400'000'000, 3'600'000'000, 60'000'000, 1'000'000};

struct FieldRange {
  std::size_t first = 0;
  std::size_t last = 0;
};

FieldRange range_of(std::string_view fields) {
  const std::size_t to = fields.find(" to ");
  const auto place = [](std::string_view name) {
    std::size_t i = 0;
    while (i + 1 < kFieldNames.size() && kFieldNames[i] != name) ++i;
    return i;
  };
  const std::size_t first = place(fields.substr(0, to));
  return {first, to == std::string_view::npos ? first : place(fields.substr(to + 4))};
}

Value spanning(std::int64_t units, const FieldRange& range) {
  constexpr std::int64_t kDayMicros = 86'400'000'000;
  Value out;
  if (range.first < kDayField) {
    out.span = duckdb_interval{static_cast<std::int32_t>(units), 0, 0};
  } else {
    out.span = duckdb_interval{0, static_cast<std::int32_t>(units / kDayMicros), units % kDayMicros};
  }
  return out;
}

/// Months or micros.
std::int64_t units_of(const duckdb_interval& span, const FieldRange& range) {
  return range.first < kDayField ? span.months : span.days * kFieldSizes[kDayField] + span.micros;
}

/// "INTERVAL '1-2' YEAR TO MONTH" is read by what stands in its quotes.
std::string_view inside_quotes(std::string_view text) {
  text = text::trim(text);
  const std::size_t open = text.find('\'');
  const std::size_t close = text.rfind('\'');
  const bool literal = open != std::string_view::npos && close > open &&
                       text::equals_ignore_case(text::trim(text.substr(0, open)), "interval");
  return literal ? text.substr(open + 1, close - open - 1) : text;
}

/// Micros of "04" or "04.5"; nullopt for no digits.
std::optional<std::int64_t> seconds_of(std::string_view part) {
  const std::size_t point = std::min(part.find('.'), part.size());
  const auto whole = text::parse_int(part.substr(0, point));
  if (!whole || *whole < 0) return std::nullopt;
  std::string fraction(part.substr(std::min(point + 1, part.size())));
  fraction.resize(6, '0');
  const auto micros = text::parse_int(fraction);
  if (!micros || *micros < 0) return std::nullopt;
  return *whole * 1'000'000 + *micros;
}

std::optional<std::int64_t> parse_span(std::string_view text, const FieldRange& range) {
  text = inside_quotes(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::int64_t sum = 0;
  for (std::size_t field = range.first; field <= range.last; ++field) {
    const char separator = field < kDayField ? '-' : field == kDayField ? ' ' : ':';
    const std::size_t end = field == range.last ? text.size() : text.find(separator);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool second = field + 1 == kFieldNames.size();
    const std::optional<std::int64_t> count =
        second ? seconds_of(part) : std::optional<std::int64_t>(text::parse_int(part));
    if (!count || *count < 0) return std::nullopt;
    std::int64_t size = 0;
    if (__builtin_mul_overflow(*count, second ? 1 : kFieldSizes[field], &size) ||
        __builtin_add_overflow(sum, size, &sum))
      return std::nullopt;
  }
  return negative ? -sum : sum;
}

Value span_of_text(const Row& row, bool tolerant) {
  const FieldRange range = range_of(row.text(1));
  const auto units = parse_span(row.text(0), range);
  if (units) return spanning(*units, range);
  Value out;
  if (!tolerant)
    out.error = dialect::malformed_cast(row.text(0), "STRING", "INTERVAL " + text::to_upper(row.text(1))).reason;
  return out;
}

Value text_to_span(const Row& row) {
  return span_of_text(row, false);
}
Value try_text_to_span(const Row& row) {
  return span_of_text(row, true);
}

Value whole_to_span(const Row& row) {
  const FieldRange range = range_of(row.text(1));
  std::int64_t units = 0;
  if (__builtin_mul_overflow(row.value<std::int64_t>(0), kFieldSizes[range.last], &units))
    return failed(
        "CAST_OVERFLOW",
        fmt::format("The value {} of the type \"BIGINT\" cannot be cast to \"INTERVAL {}\" due to an overflow. "
                    "Use `try_cast` to tolerate overflow and return NULL instead.",
                    row.value<std::int64_t>(0), text::to_upper(row.text(1))),
        "22003");
  return spanning(units, range);
}

Value real_to_span(const Row& row) {
  const FieldRange range = range_of(row.text(1));
  return spanning(std::llround(row.value<double>(0) * static_cast<double>(kFieldSizes[range.last])), range);
}

/// What is smaller than the last field is dropped.
Value span_to_span(const Row& row) {
  const FieldRange range = range_of(row.text(1));
  const std::int64_t units = units_of(row.value<duckdb_interval>(0), range);
  return spanning(units - units % (range.last + 1 == kFieldNames.size() ? 1 : kFieldSizes[range.last]), range);
}

Value span_to_number(const Row& row) {
  const FieldRange range = range_of(row.text(1));
  return whole(units_of(row.value<duckdb_interval>(0), range) / kFieldSizes[range.last]);
}

Value span_to_text(const Row& row) {
  Value out;
  out.text = dialect::with_fields(interval_text(row.value<duckdb_interval>(0)), row.text(1));
  return out;
}

constexpr duckdb_type kNone = DUCKDB_TYPE_INVALID;
constexpr duckdb_type kSpan = DUCKDB_TYPE_INTERVAL;
constexpr duckdb_type kText = DUCKDB_TYPE_VARCHAR;
constexpr duckdb_type kLong = DUCKDB_TYPE_BIGINT;
constexpr duckdb_type kReal = DUCKDB_TYPE_DOUBLE;

constexpr ScalarRule kRules[] = {
    {"lc_to_interval", {kText, kText, kNone}, kSpan, text_to_span},
    {"lc_to_interval", {kLong, kText, kNone}, kSpan, whole_to_span},
    {"lc_to_interval", {kReal, kText, kNone}, kSpan, real_to_span},
    {"lc_to_interval", {kSpan, kText, kNone}, kSpan, span_to_span},
    {"lc_try_to_interval", {kText, kText, kNone}, kSpan, try_text_to_span},
    {"lc_try_to_interval", {kLong, kText, kNone}, kSpan, whole_to_span},
    {"lc_try_to_interval", {kReal, kText, kNone}, kSpan, real_to_span},
    {"lc_try_to_interval", {kSpan, kText, kNone}, kSpan, span_to_span},
    {"lc_interval_number", {kSpan, kText, kNone}, kLong, span_to_number},
    {"lc_interval_text", {kSpan, kText, kNone}, kText, span_to_text},
};

}  // namespace

std::span<const ScalarRule> interval_cast_rules() {
  return kRules;
}

}  // namespace lakecode::local
