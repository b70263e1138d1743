// A day is due when its weekday had rows in three weeks of four. A silent run of due days is a gap when chance does not
// explain it: with m rows on a usual day a Poisson count is zero on d days with probability exp(-m d), and there were
// as many places for the run as the series has days. Business calendars lose single days to holidays, so there only
// runs of three due days count.

#include "analysis/profile/day_series.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/profile/thresholds.h"

namespace lakecode::profile {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
namespace limit = thresholds;

std::size_t weekday_of(sys_days day) {
  return std::chrono::weekday(day).c_encoding();
}

struct Calendar {
  std::array<bool, 7> due{};
  int due_weekdays = 0;
};

Calendar read_calendar(const DayCounts& counts) {
  std::array<int, 7> present{};
  std::array<int, 7> possible{};
  for (sys_days day = counts.begin()->first; day <= counts.rbegin()->first; day += days(1)) {
    ++possible[weekday_of(day)];
    if (counts.contains(day)) ++present[weekday_of(day)];
  }
  // A long gap lowers every weekday alike, so each is measured against the best one.
  double best = 0.0;
  for (std::size_t w = 0; w < 7; ++w) {
    if (possible[w] > 0) best = std::max(best, static_cast<double>(present[w]) / possible[w]);
  }
  Calendar calendar;
  for (std::size_t w = 0; w < 7; ++w) {
    const int absent = possible[w] - present[w];
    // In a short series one gap takes a good part of a weekday's weeks.
    const bool nearly_always = absent <= 2 && present[w] >= 3;
    const double share = possible[w] == 0 ? 0.0 : static_cast<double>(present[w]) / possible[w];
    calendar.due[w] = best >= 0.5 && (nearly_always || (share > 0.0 && share >= limit::kExpectedWeekday * best));
    calendar.due_weekdays += calendar.due[w] ? 1 : 0;
  }
  return calendar;
}

double median_count(const DayCounts& counts, const Calendar& calendar) {
  std::vector<std::int64_t> values;
  for (const auto& [day, rows] : counts) {
    if (calendar.due[weekday_of(day)]) values.push_back(rows);
  }
  if (values.empty()) return 0.0;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return static_cast<double>(values[values.size() / 2]);
}

/// Exactly one row on nearly every day is a written calendar, not chance.
bool is_regular(const DayCounts& counts, const Calendar& calendar, double median) {
  std::int64_t usual = 0;
  std::int64_t all = 0;
  for (const auto& [day, rows] : counts) {
    if (!calendar.due[weekday_of(day)]) continue;
    ++all;
    usual += std::abs(static_cast<double>(rows) - median) <= 0.1 * median ? 1 : 0;
  }
  return all > 0 && static_cast<double>(usual) >= 0.9 * static_cast<double>(all);
}

std::vector<SilentRun> silent_runs(const DayCounts& counts, const Calendar& calendar) {
  std::vector<SilentRun> runs;
  SilentRun run;
  for (sys_days day = counts.begin()->first; day <= counts.rbegin()->first; day += days(1)) {
    if (counts.contains(day)) {
      if (run.days > 0) runs.push_back(run);
      run = {};
    } else if (calendar.due[weekday_of(day)]) {
      if (run.days == 0) run.first = day;
      run.last = day;
      ++run.days;
    }
  }
  return runs;
}

/// Rows on a due day around the run: the lower of the fortnight before and the fortnight after, so that the thin first
/// and last days of a series are no gap.
double level_around(const DayCounts& counts, const Calendar& calendar, const SilentRun& run) {
  constexpr int kFortnight = 14;
  const auto mean = [&](sys_days from) {
    std::int64_t rows = 0;
    int due = 0;
    int present = 0;
    for (sys_days day = from; day < from + days(kFortnight); day += days(1)) {
      if (!calendar.due[weekday_of(day)]) continue;
      const auto found = counts.find(day);
      rows += found == counts.end() ? 0 : found->second;
      present += found == counts.end() ? 0 : 1;
      ++due;
    }
    // A single early day, such as a wrong date that many rows share, is not where the series began.
    return 3 * present < due || due == 0 ? 0.0 : static_cast<double>(rows) / due;
  };
  return std::min(mean(run.first - days(kFortnight)), mean(run.last + days(1)));
}

}  // namespace

std::vector<SilentRun> find_silent_runs(const DayCounts& counts) {
  if (counts.size() < static_cast<std::size_t>(limit::kSeriesDistinctDays)) return {};
  const Calendar calendar = read_calendar(counts);
  if (calendar.due_weekdays < 4) return {};
  const double median = median_count(counts, calendar);
  const bool regular = is_regular(counts, calendar, median);
  const double span = static_cast<double>((counts.rbegin()->first - counts.begin()->first).count() + 1);
  std::vector<SilentRun> runs = silent_runs(counts, calendar);
  const int shortest = calendar.due_weekdays < 6 ? 3 : 1;
  std::erase_if(runs, [&](const SilentRun& run) {
    const double level = std::min(median, level_around(counts, calendar, run));
    if (level < 0.5 * median) return true;  // the thin start or end of the series
    const double chance = span * std::exp(-level * run.days);
    return run.days < shortest || (!regular && chance > limit::kChanceOfGap);
  });
  // Many runs are no incident but the series' habit.
  constexpr std::size_t kHabit = 6;
  if (runs.size() > kHabit) return {};
  int silent = 0;
  for (const SilentRun& run : runs) silent += run.days;
  return silent >= 2 ? runs : std::vector<SilentRun>();
}

Staleness judge_age(const DayCounts& counts, double age_days) {
  Staleness out;
  if (counts.size() < static_cast<std::size_t>(limit::kBeatDistinctDays)) return out;
  std::vector<double> gaps;
  for (auto next = std::next(counts.begin()); next != counts.end(); ++next) {
    gaps.push_back(static_cast<double>((next->first - std::prev(next)->first).count()));
  }
  std::sort(gaps.begin(), gaps.end());
  const double median = gaps[gaps.size() / 2];
  const double rare = gaps[gaps.size() * 95 / 100];
  out.usual_gap_days = median;
  const double span = static_cast<double>((counts.rbegin()->first - counts.begin()->first).count() + 1);
  const double present = static_cast<double>(counts.size()) / span;
  const bool beats = std::count_if(gaps.begin(), gaps.end(), [median](double gap) {
                       return gap >= 0.7 * median && gap <= 1.4 * median;
                     }) >= static_cast<std::ptrdiff_t>(0.8 * static_cast<double>(gaps.size()));
  // Dates that only describe things (opened, bought, published) fall on few days and show no rhythm to be late for.
  const bool rhythm = beats && median >= limit::kBeatDays;
  const bool daily = present >= limit::kSeriesPresent && counts.size() >= limit::kSeriesDistinctDays;
  if (!daily && !rhythm) return out;
  const double chance = std::pow(1.0 - std::min(present, 0.999), age_days);
  const bool unlikely = rhythm || chance < limit::kChanceOfGap;
  out.stale = age_days > std::max(limit::kStaleCadences * median, 1.5 * rare) && unlikely;
  return out;
}

}  // namespace lakecode::profile
