#include "local/jobs/cron.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "local/jobs/job_settings.h"

namespace lakecode::local {
namespace {

struct Range {
  std::string_view name;
  int low;
  int high;
};
constexpr std::array<Range, 7> kRanges{{{"seconds", 0, 59},
                                        {"minutes", 0, 59},
                                        {"hours", 0, 23},
                                        {"day of month", 1, 31},
                                        {"month", 1, 12},
                                        {"day of week", 1, 7},
                                        {"year", 1970, 2199}}};
constexpr std::array<std::string_view, 12> kMonths{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                   "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kDays{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

std::optional<int> value_of(std::string_view text, std::size_t index) {
  const auto named = [&](const auto& names) -> std::optional<int> {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (text::equals_ignore_case(names[i], text)) return static_cast<int>(i) + 1;
    }
    return std::nullopt;
  };
  if (index == 4) {
    if (const auto month = named(kMonths)) return month;
  }
  if (index == 5) {
    if (const auto day = named(kDays)) return day;
  }
  const auto number = text::parse_int(text);
  if (!number || *number < kRanges[index].low || *number > kRanges[index].high) return std::nullopt;
  return static_cast<int>(*number);
}

Error bad_field(std::string_view text, std::size_t index) {
  return invalid_setting(fmt::format("Invalid quartz cron expression: '{}' is no {}", text, kRanges[index].name));
}

/// A big-endian number of `bytes` bytes.
std::int64_t number_at(std::string_view data, std::size_t at, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value = value << 8U | static_cast<unsigned char>(data[at + i]);
  if (bytes == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
  return static_cast<std::int64_t>(value);
}

}  // namespace

Result<bool> CronExpression::parse_special_day(std::string_view part, std::size_t index, Field& field) {
  if (index == 3 && part == "L") {
    field.last = true;
    return true;
  }
  if (index != 5) return false;
  if (part.size() > 1 && part.ends_with('L')) {
    const auto day = value_of(part.substr(0, part.size() - 1), index);
    if (!day) return bad_field(part, index);
    field.last_weekday = *day;
    return true;
  }
  const std::size_t mark = part.find('#');
  if (mark == std::string_view::npos) return false;
  const auto day = value_of(part.substr(0, mark), index);
  const auto nth = text::parse_int(part.substr(mark + 1));
  if (!day || !nth || *nth < 1 || *nth > 5) return bad_field(part, index);
  field.nth_weekday = *day;
  field.nth = static_cast<int>(*nth);
  return true;
}

Result<void> CronExpression::parse_span(std::string_view part, std::size_t index, Field& field) {
  const std::size_t slash = part.find('/');
  const std::string_view span = part.substr(0, slash);
  const std::optional<std::int64_t> step =
      slash == std::string_view::npos ? std::int64_t{1} : text::parse_int(part.substr(slash + 1)).value_or(0);
  if (!step || *step < 1 || *step > kRanges[index].high) return bad_field(part, index);
  int low = kRanges[index].low;
  int high = kRanges[index].high;
  if (span != "*" && span != "?") {
    const std::size_t dash = span.find('-');
    const auto first = value_of(span.substr(0, dash), index);
    if (!first) return bad_field(part, index);
    low = *first;
    const auto last = dash == std::string_view::npos ? first : value_of(span.substr(dash + 1), index);
    if (!last) return bad_field(part, index);
    if (dash != std::string_view::npos || slash == std::string_view::npos) high = *last;
  }
  // FRI-MON goes over the end of the week.
  for (int value = low; value <= (high < low ? kRanges[index].high : high); value += static_cast<int>(*step))
    field.values[static_cast<std::size_t>(value)] = true;
  for (int value = kRanges[index].low; high < low && value <= high; ++value)
    field.values[static_cast<std::size_t>(value)] = true;
  return {};
}

Result<CronExpression::Field> CronExpression::parse_field(std::string_view text, std::size_t index) {
  Field field;
  if (text == "*" || text == "?") return field;
  field.any = false;
  field.values.assign(static_cast<std::size_t>(kRanges[index].high) + 1, false);
  for (const std::string_view part : text::split(text, ',')) {
    TRY_ASSIGN(const bool special, parse_special_day(part, index, field));
    if (!special) TRY_VOID(parse_span(part, index, field));
  }
  return field;
}

Result<CronExpression> CronExpression::parse(std::string_view text) {
  std::vector<std::string_view> parts;
  for (const std::string_view part : text::split(text, ' ')) {
    if (!part.empty()) parts.push_back(part);
  }
  if (parts.size() < 6 || parts.size() > 7)
    return invalid_setting(fmt::format("Invalid quartz cron expression '{}': it needs 6 or 7 fields", text));
  CronExpression cron;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    TRY_ASSIGN(Field field, parse_field(parts[i], i));
    cron.fields_.push_back(std::move(field));
  }
  if (parts[3] != "?" && parts[5] != "?" && parts[3] != "*" && parts[5] != "*")
    return invalid_setting(
        fmt::format("Invalid quartz cron expression '{}': one of day of month and day of week must be '?'", text));
  return cron;
}

bool CronExpression::fires_at(const LocalTime& time) const {
  const std::array<int, 7> values{time.second, time.minute, time.hour, time.day, time.month, time.weekday, time.year};
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const Field& field = fields_[i];
    if (field.any) continue;
    const auto value = static_cast<std::size_t>(values[i]);
    bool fits = value < field.values.size() && field.values[value];
    fits = fits || (field.last && time.day == time.last_day);
    fits = fits || (field.last_weekday == time.weekday && time.day + 7 > time.last_day);
    fits = fits || (field.nth_weekday == time.weekday && (time.day - 1) / 7 + 1 == field.nth);
    if (!fits) return false;
  }
  return true;
}

Result<TimeZone> TimeZone::find(const std::string& name) {
  TimeZone zone;
  const std::filesystem::path database = "/usr/share/zoneinfo";
  std::error_code ignored;
  if (name == "UTC" || name == "Etc/UTC" || name == "GMT" || !std::filesystem::is_directory(database, ignored))
    return zone;
  const Error unknown = invalid_setting(fmt::format("Invalid timezone_id '{}'", name));
  if (name.empty() || name.front() == '/' || name.find("..") != std::string::npos) return unknown;
  const auto data = files::read(database / name, 1U << 20U);
  constexpr std::size_t kHeader = 44;
  if (!data || data->size() < 2 * kHeader || !data->starts_with("TZif")) return unknown;
  // RFC 8536: a block of 32-bit times, then one of 64-bit times in the same form.
  const auto count = [&](std::size_t header, std::size_t index) {
    return static_cast<std::size_t>(number_at(*data, header + 20 + 4 * index, 4));
  };
  const std::size_t second =
      kHeader + count(0, 3) * 5 + count(0, 4) * 6 + count(0, 5) + count(0, 2) * 8 + count(0, 1) + count(0, 0);
  if (second + kHeader > data->size()) return unknown;
  const std::size_t times = count(second, 3);
  const std::size_t types = count(second, 4);
  const std::size_t begin = second + kHeader;
  if (begin + times * 9 + types * 6 > data->size() || types == 0) return unknown;
  const auto offset_of = [&](std::size_t type) {
    return static_cast<std::int32_t>(number_at(*data, begin + times * 9 + std::min(type, types - 1) * 6, 4));
  };
  zone.first_ = offset_of(0);
  for (std::size_t i = 0; i < times; ++i) {
    zone.times_.push_back(number_at(*data, begin + i * 8, 8));
    zone.offsets_.push_back(offset_of(static_cast<unsigned char>((*data)[begin + times * 8 + i])));
  }
  return zone;
}

LocalTime TimeZone::local(std::int64_t epoch_seconds) const {
  const auto after = std::upper_bound(times_.begin(), times_.end(), epoch_seconds);
  const std::int32_t offset =
      after == times_.begin() ? first_ : offsets_[static_cast<std::size_t>(after - times_.begin()) - 1];
  const std::chrono::sys_seconds moment{std::chrono::seconds(epoch_seconds + offset)};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{moment - day};
  LocalTime time;
  time.second = static_cast<int>(clock.seconds().count());
  time.minute = static_cast<int>(clock.minutes().count());
  time.hour = static_cast<int>(clock.hours().count());
  time.day = static_cast<int>(static_cast<unsigned>(date.day()));
  time.month = static_cast<int>(static_cast<unsigned>(date.month()));
  time.year = static_cast<int>(date.year());
  time.weekday = static_cast<int>(std::chrono::weekday(day).c_encoding()) + 1;
  const std::chrono::year_month_day_last last{date.year() / date.month() / std::chrono::last};
  time.last_day = static_cast<int>(static_cast<unsigned>(last.day()));
  return time;
}

}  // namespace lakecode::local
