#include "base/time_format.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include <fmt/format.h>

namespace lakecode {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Four-digit years only: what lies outside is shown as the nearest end, never as garbage.
constexpr WallTime kEarliest{std::chrono::sys_days{std::chrono::year{0} / 1 / 1}};
constexpr WallTime kLatest{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} + days{1} - milliseconds{1}};

struct Fields {
  int year;
  unsigned month, day;
  std::int64_t hour, minute, second, millisecond;
};

Fields fields_of(WallTime time) {
  time = std::clamp(time, kEarliest, kLatest);
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const auto ms = (time - WallTime(day)).count();
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          ms / 3'600'000,
          ms / 60'000 % 60,
          ms / 1000 % 60,
          ms % 1000};
}

/// Reads fixed-width digits and literal characters from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  [[nodiscard]] bool at_end() const { return text_.empty(); }
  [[nodiscard]] char peek() const { return text_.empty() ? '\0' : text_.front(); }

  std::optional<int> digits(std::size_t count) {
    if (text_.size() < count) return std::nullopt;
    int value = 0;
    for (const char c : text_.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    text_.remove_prefix(count);
    return value;
  }

  bool take(std::string_view any_of) {
    if (text_.empty() || any_of.find(text_.front()) == std::string_view::npos) return false;
    text_.remove_prefix(1);
    return true;
  }

  /// Digits after the point as milliseconds; further digits are dropped. nullopt when there is none.
  std::optional<int> fraction() {
    int value = 0;
    int scale = 100;
    std::size_t count = 0;
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
      value += (text_.front() - '0') * scale;
      scale /= 10;
      ++count;
      text_.remove_prefix(1);
    }
    return count == 0 ? std::nullopt : std::optional<int>(value);
  }

 private:
  std::string_view text_;
};

std::optional<WallTime> read_date(Reader& in) {
  const auto year = in.digits(4);
  if (!year || !in.take("-")) return std::nullopt;
  const auto month = in.digits(2);
  if (!month || !in.take("-")) return std::nullopt;
  const auto day = in.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date));
}

std::optional<milliseconds> read_clock(Reader& in) {
  const auto hour = in.digits(2);
  if (!hour || *hour > 23 || !in.take(":")) return std::nullopt;
  const auto minute = in.digits(2);
  if (!minute || *minute > 59 || !in.take(":")) return std::nullopt;
  const auto second = in.digits(2);
  if (!second || *second > 60) return std::nullopt;  // 60 is a leap second and falls on the next minute
  milliseconds time = hours{*hour} + minutes{*minute} + seconds{*second};
  if (in.take(".")) {
    const auto fraction = in.fraction();
    if (!fraction) return std::nullopt;
    time += milliseconds{*fraction};
  }
  return time;
}

std::optional<minutes> read_offset(Reader& in) {
  if (in.take("Zz")) return minutes{0};
  const bool west = in.peek() == '-';
  if (!in.take("+-")) return std::nullopt;
  const auto hour = in.digits(2);
  if (!hour || *hour > 23 || !in.take(":")) return std::nullopt;
  const auto minute = in.digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  const minutes offset = hours{*hour} + minutes{*minute};
  return west ? -offset : offset;
}

std::optional<WallTime> read_time(std::string_view text) {
  Reader in(text);
  auto time = read_date(in);
  if (!time || in.at_end()) return time;
  if (!in.take("Tt ")) return std::nullopt;
  const auto clock = read_clock(in);
  if (!clock) return std::nullopt;
  const auto offset = read_offset(in);
  if (!offset || !in.at_end()) return std::nullopt;
  return *time + *clock - *offset;
}

}  // namespace

std::string format_rfc3339(WallTime time) {
  const auto f = fields_of(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", f.year, f.month, f.day, f.hour, f.minute, f.second,
                     f.millisecond);
}

std::string format_compact(WallTime time) {
  const auto f = fields_of(time);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", f.year, f.month, f.day, f.hour, f.minute, f.second);
}

std::string format_minute(WallTime time) {
  const auto f = fields_of(time);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", f.year, f.month, f.day, f.hour, f.minute);
}

Result<WallTime> parse_rfc3339(std::string_view text) {
  if (const auto time = read_time(text)) return *time;
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "read time",
               .subject = "'" + std::string(text.substr(0, 64)) + "'",
               .reason = "it is not an RFC 3339 time",
               .advice = "write it as 2026-11-23T08:15:00Z or 2026-11-23"};
}

WallTime from_epoch_ms(std::int64_t ms) {
  return WallTime(milliseconds(ms));
}
std::int64_t to_epoch_ms(WallTime time) {
  return time.time_since_epoch().count();
}

std::string format_duration(std::chrono::milliseconds d) {
  const std::int64_t count = d.count();
  // Negating the smallest integer overflows; nobody needs its last millisecond.
  const std::int64_t ms = count < 0 ? -std::max(count, -INT64_MAX) : count;
  const std::string sign = count < 0 ? "-" : "";
  if (ms < 1000) return fmt::format("{}{} ms", sign, ms);
  if (ms < 60'000) return fmt::format("{}{}.{} s", sign, ms / 1000, ms / 100 % 10);
  if (ms < 3'600'000) return fmt::format("{}{} min {:02} s", sign, ms / 60'000, ms / 1000 % 60);
  if (ms < 86'400'000) return fmt::format("{}{} h {:02} min", sign, ms / 3'600'000, ms / 60'000 % 60);
  return fmt::format("{}{} d {:02} h", sign, ms / 86'400'000, ms / 3'600'000 % 24);
}

}  // namespace lakecode
