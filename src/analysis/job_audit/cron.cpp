#include "analysis/job_audit/cron.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "base/text.h"

namespace lakecode::job_audit {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

struct Bounds {
  int low = 0;
  int high = 0;
  std::span<const std::string_view> names = {};
};

std::optional<int> number(std::string_view text, const Bounds& bounds) {
  const auto named = std::find(bounds.names.begin(), bounds.names.end(), text);
  if (named != bounds.names.end()) return static_cast<int>(named - bounds.names.begin()) + 1;
  const auto value = text::parse_int(text);
  if (!value || *value < bounds.low || *value > bounds.high) return std::nullopt;
  return static_cast<int>(*value);
}

/// One element of a list: "*", "5", "5-9", "5/10", "5-9/2".
template <std::size_t N>
bool add_element(std::string_view element, const Bounds& bounds, std::bitset<N>& set) {
  int step = 1;
  const std::size_t slash = element.find('/');
  if (slash != std::string_view::npos) {
    const auto given = text::parse_int(element.substr(slash + 1));
    if (!given || *given < 1 || *given > 1000) return false;
    step = static_cast<int>(*given);
    element = element.substr(0, slash);
  }
  int from = bounds.low;
  int to = bounds.high;
  if (element != "*" && element != "?" && !element.empty()) {
    const std::size_t dash = element.find('-');
    const auto first = number(element.substr(0, dash), bounds);
    if (!first) return false;
    from = *first;
    if (dash != std::string_view::npos) {
      const auto last = number(element.substr(dash + 1), bounds);
      if (!last) return false;
      to = *last;
    } else if (slash == std::string_view::npos) {
      to = from;
    }
  }
  // A range may run over the end ("FRI-MON", "22-2").
  const int span = to >= from ? to - from : to - from + (bounds.high - bounds.low + 1);
  for (int i = 0; i <= span; i += step) {
    const int value = bounds.low + (from - bounds.low + i) % (bounds.high - bounds.low + 1);
    set.set(static_cast<std::size_t>(value));
  }
  return true;
}

template <std::size_t N>
bool add_list(std::string_view field, const Bounds& bounds, std::bitset<N>& set) {
  const auto parts = text::split(field, ',');
  return std::all_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return !part.empty() && add_element(part, bounds, set); });
}

std::vector<std::string> fields_of(std::string_view text) {
  std::vector<std::string> fields;
  std::string field;
  for (const char c : std::string(text) + " ") {
    if (c != ' ' && c != '\t') {
      field.push_back(c);
    } else if (!field.empty()) {
      fields.push_back(text::to_upper(field));
      field.clear();
    }
  }
  return fields;
}

unsigned last_day_of(year_month_day date) {
  return static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
}

/// The working day nearest to day `wanted` of the month of `date`, in the same month.
int nearest_working_day(year_month_day date, int wanted) {
  const int last = static_cast<int>(last_day_of(date));
  const int day = std::min(wanted, last);
  const auto weekday =
      std::chrono::weekday(sys_days(date.year() / date.month() / std::chrono::day(static_cast<unsigned>(day))));
  if (weekday == std::chrono::Saturday) return day == 1 ? 3 : day - 1;
  if (weekday == std::chrono::Sunday) return day == last ? day - 2 : day + 1;
  return day;
}

}  // namespace

std::optional<Cron> Cron::parse(std::string_view text) {
  const std::vector<std::string> fields = fields_of(text);
  if (fields.size() != 6 && fields.size() != 7) return std::nullopt;
  Cron cron;
  const Bounds kDays{1, 31};
  const Bounds kWeek{1, 7, kWeekdays};
  if (!add_list(fields[0], {0, 59}, cron.seconds_) || !add_list(fields[1], {0, 59}, cron.minutes_) ||
      !add_list(fields[2], {0, 23}, cron.hours_) || !add_list(fields[4], {1, 12, kMonths}, cron.months_)) {
    return std::nullopt;
  }
  const std::string& day = fields[3];
  if (day == "LW" || day.front() == 'L') {
    cron.last_day_ = true;
    if (day.starts_with("L-")) cron.days_before_last_ = static_cast<int>(text::parse_int(day.substr(2)).value_or(0));
  } else if (day.size() > 1 && day.back() == 'W') {
    const auto wanted = number(day.substr(0, day.size() - 1), kDays);
    if (!wanted) return std::nullopt;
    cron.nearest_weekday_ = *wanted;
  } else if (!add_list(day, kDays, cron.days_)) {
    return std::nullopt;
  }
  std::string week = fields[5];
  if (const std::size_t hash = week.find('#'); hash != std::string::npos) {
    cron.nth_ = static_cast<int>(text::parse_int(week.substr(hash + 1)).value_or(0));
    if (cron.nth_ < 1 || cron.nth_ > 5) return std::nullopt;
    week.resize(hash);
  } else if (week.size() > 1 && week.back() == 'L') {
    cron.last_weekday_ = true;
    week.pop_back();
  } else if (week == "L") {
    week = "SAT";
  }
  if (!add_list(week, kWeek, cron.weekdays_)) return std::nullopt;
  return cron;
}

bool Cron::matches_day_of_month(year_month_day date) const {
  const int day = static_cast<int>(static_cast<unsigned>(date.day()));
  if (last_day_) return day == static_cast<int>(last_day_of(date)) - days_before_last_;
  if (nearest_weekday_ > 0) return day == nearest_working_day(date, nearest_weekday_);
  return days_.test(static_cast<std::size_t>(day));
}

bool Cron::matches_weekday(year_month_day date) const {
  const auto weekday = std::chrono::weekday(sys_days(date)).c_encoding() + 1;
  if (!weekdays_.test(weekday)) return false;
  const auto day = static_cast<unsigned>(date.day());
  if (nth_ > 0) return (day - 1) / 7 + 1 == static_cast<unsigned>(nth_);
  return !last_weekday_ || day + 7 > last_day_of(date);
}

bool Cron::fires_on(sys_days day) const {
  const year_month_day date(day);
  return months_.test(static_cast<unsigned>(date.month())) && matches_day_of_month(date) && matches_weekday(date);
}

std::vector<long> Cron::times_of_day() const {
  std::vector<long> times;
  for (std::size_t hour = 0; hour < 24; ++hour) {
    for (std::size_t minute = 0; hours_.test(hour) && minute < 60; ++minute) {
      for (std::size_t second = 0; minutes_.test(minute) && second < 60; ++second) {
        if (seconds_.test(second)) times.push_back(static_cast<long>(hour * 3600 + minute * 60 + second));
      }
    }
  }
  return times;
}

std::optional<long> Cron::fewest_days_between() const {
  constexpr int kDaysTried = 5 * 366;  // two leap days are in there
  const sys_days first = std::chrono::year(2024) / std::chrono::January / 1;
  std::optional<sys_days> before;
  long fewest = 0;
  for (int i = 0; i < kDaysTried && fewest != 1; ++i) {
    const sys_days day = first + days(i);
    if (!fires_on(day)) continue;
    if (before && (fewest == 0 || (day - *before).count() < fewest)) fewest = (day - *before).count();
    before = day;
  }
  return before ? std::optional(fewest) : std::nullopt;
}

std::optional<seconds> Cron::smallest_interval() const {
  const std::vector<long> times = times_of_day();
  const std::optional<long> days_between = fewest_days_between();
  if (times.empty() || !days_between) return std::nullopt;
  std::optional<seconds> smallest;
  const auto consider = [&smallest](long gap) { smallest = std::min(smallest.value_or(seconds(gap)), seconds(gap)); };
  for (std::size_t i = 1; i < times.size(); ++i) consider(times[i] - times[i - 1]);
  if (*days_between > 0) consider(*days_between * 86'400 - times.back() + times.front());
  return smallest;
}

std::vector<int> Cron::minutes() const {
  std::vector<int> all;
  for (std::size_t hour = 0; hour < 24; ++hour) {
    for (std::size_t minute = 0; hours_.test(hour) && minute < 60; ++minute) {
      if (minutes_.test(minute)) all.push_back(static_cast<int>(hour * 60 + minute));
    }
  }
  return all;
}

}  // namespace lakecode::job_audit
