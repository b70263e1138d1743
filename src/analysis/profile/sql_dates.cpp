#include "analysis/profile/sql_dates.h"

#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::profile {

namespace {

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

std::string timestamp_literal(WallTime time) {
  const std::string full = format_rfc3339(time);  // 2026-03-01T06:00:00.000Z
  return "TIMESTAMP'" + full.substr(0, 10) + " " + full.substr(11, 8) + "'";
}

std::string date_literal(std::chrono::sys_days day) {
  return "DATE'" + format_rfc3339(day).substr(0, 10) + "'";
}

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::optional<WallTime> parse_instant(std::string_view text) {
  const auto day = parse_day(text);
  if (!day) return std::nullopt;
  WallTime time = *day;
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (hour && minute) time += std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (second) time += std::chrono::seconds(*second);
  return time;
}

}  // namespace lakecode::profile
