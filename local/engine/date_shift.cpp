// A date or a time and an INTERVAL, with the types of Spark: days, weeks, months and years keep a DATE a DATE.

#include <algorithm>
#include <chrono>
#include <cmath>

#include "local/dialect/time_text.h"
#include "local/engine/scalar_rule.h"

namespace lakecode::local {
namespace {

namespace chrono = std::chrono;

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

/// `months` later; the last day of a month when the day is not there.
std::int64_t add_months(std::int64_t days, std::int32_t months) {
  const chrono::year_month_day date{chrono::sys_days{chrono::days{days}}};
  const chrono::year_month target = chrono::year_month{date.year(), date.month()} + chrono::months{months};
  const chrono::day last = chrono::year_month_day_last{target / chrono::last}.day();
  return chrono::sys_days{target / std::min(date.day(), last)}.time_since_epoch().count();
}

template <int kSign>
Value shift_date(const Row& row) {
  const auto interval = row.value<duckdb_interval>(1);
  const std::int64_t days = add_months(row.value<std::int32_t>(0), kSign * interval.months);
  return whole(days + std::int64_t{kSign} * interval.days);
}

Value shifted(std::int64_t micros, const duckdb_interval& interval, int sign) {
  const std::int64_t day = micros >= 0 ? micros / kMicrosPerDay : (micros - kMicrosPerDay + 1) / kMicrosPerDay;
  const std::int64_t days = add_months(day, sign * interval.months) + std::int64_t{sign} * interval.days;
  return whole(days * kMicrosPerDay + (micros - day * kMicrosPerDay) + sign * interval.micros);
}

template <int kSign>
Value shift_time(const Row& row) {
  return shifted(row.value<std::int64_t>(0), row.value<duckdb_interval>(1), kSign);
}

template <int kSign>
Value shift_text(const Row& row) {
  const auto micros = dialect::parse_timestamp(row.text(0));
  return micros ? shifted(*micros, row.value<duckdb_interval>(1), kSign) : Value{};
}

/// TIMESTAMP_NTZ counts nanoseconds.
template <int kSign>
Value shift_nanos(const Row& row) {
  const auto nanos = row.value<std::int64_t>(0);
  const std::int64_t micros = nanos >= 0 ? nanos / 1000 : (nanos - 999) / 1000;
  return whole(shifted(micros, row.value<duckdb_interval>(1), kSign).number.value_or(0) * 1000);
}

/// Days alone: an INTERVAL DAY.
Value between_dates(const Row& row) {
  Value out;
  out.span = duckdb_interval{0, row.value<std::int32_t>(0) - row.value<std::int32_t>(1), 0};
  return out;
}

/// An INTERVAL DAY as a number.
Value days_of_span(const Row& row) {
  return whole(row.value<duckdb_interval>(0).days);
}

/// Hours beyond a day are days, as the fields of an INTERVAL DAY TO SECOND have it.
Value in_days(const Row& row) {
  const auto span = row.value<duckdb_interval>(0);
  const std::int64_t days = span.micros / kMicrosPerDay;
  Value out;
  out.span = duckdb_interval{span.months, static_cast<std::int32_t>(span.days + days), span.micros % kMicrosPerDay};
  return out;
}

Value absolute(const Row& row) {
  const auto span = row.value<duckdb_interval>(0);
  const bool negative = span.months < 0 || std::int64_t{span.days} * kMicrosPerDay + span.micros < 0;
  Value out;
  out.span = negative ? duckdb_interval{-span.months, -span.days, -span.micros} : span;
  return out;
}

Value span_quotient(const Row& row) {
  const auto span = row.value<duckdb_interval>(0);
  const double divisor = row.value<double>(1);
  if (divisor == 0)
    return failed("INTERVAL_DIVIDED_BY_ZERO",
                  "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.", "22012");
  Value out;
  if (span.months != 0) {
    out.span = duckdb_interval{static_cast<std::int32_t>(std::round(span.months / divisor)), 0, 0};
    return out;
  }
  const double micros = static_cast<double>(std::int64_t{span.days} * kMicrosPerDay + span.micros);
  const auto all = static_cast<std::int64_t>(std::round(micros / divisor));
  out.span = duckdb_interval{0, static_cast<std::int32_t>(all / kMicrosPerDay), all % kMicrosPerDay};
  return out;
}

constexpr duckdb_type kNone = DUCKDB_TYPE_INVALID;
constexpr duckdb_type kDate = DUCKDB_TYPE_DATE;
constexpr duckdb_type kTime = DUCKDB_TYPE_TIMESTAMP;
constexpr duckdb_type kNanos = DUCKDB_TYPE_TIMESTAMP_NS;
constexpr duckdb_type kSpan = DUCKDB_TYPE_INTERVAL;
constexpr duckdb_type kText = DUCKDB_TYPE_VARCHAR;

constexpr ScalarRule kRules[] = {
    {"lc_date_span", {kDate, kDate, kNone}, kSpan, between_dates},
    {"-", {kDate, kDate, kNone}, kSpan, between_dates},
    {"abs", {kSpan, kNone}, kSpan, absolute},
    {"lc_to_timestamp", {kSpan, kNone}, kSpan, in_days},
    {"lc_span_quotient", {kSpan, DUCKDB_TYPE_DOUBLE, kNone}, kSpan, span_quotient},
    {"lc_to_int", {kSpan, kNone}, DUCKDB_TYPE_BIGINT, days_of_span},
    {"lc_to_whole", {kSpan, kNone}, DUCKDB_TYPE_BIGINT, days_of_span},
    {"lc_later", {kDate, kSpan, kNone}, kDate, shift_date<1>},
    {"lc_later", {kTime, kSpan, kNone}, kTime, shift_time<1>},
    {"lc_later", {kNanos, kSpan, kNone}, kNanos, shift_nanos<1>},
    {"lc_later", {kText, kSpan, kNone}, kTime, shift_text<1>, "TIMESTAMP"},
    {"lc_earlier", {kDate, kSpan, kNone}, kDate, shift_date<-1>},
    {"lc_earlier", {kTime, kSpan, kNone}, kTime, shift_time<-1>},
    {"lc_earlier", {kNanos, kSpan, kNone}, kNanos, shift_nanos<-1>},
    {"lc_earlier", {kText, kSpan, kNone}, kTime, shift_text<-1>, "TIMESTAMP"},
};

}  // namespace

std::span<const ScalarRule> date_shift_rules() {
  return kRules;
}

}  // namespace lakecode::local
