#include "analysis/genai/forecast.h"

#include <algorithm>

namespace lakecode::genai {
namespace {

using cost::Day;
using std::chrono::days;

constexpr int kLookBack = 28;  // four weeks: longer would remember what has changed since
constexpr std::size_t kFewest = 7;

bool is_weekend(Day day) {
  const std::chrono::weekday weekday(day);
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

double quantile(std::vector<double> values, double p) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double place = p * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (values[above] - values[below]) * (place - static_cast<double>(below));
}

double at(const std::map<Day, double>& costs, Day day) {
  const auto found = costs.find(day);
  return found == costs.end() ? 0 : found->second;
}

}  // namespace

double usual_day(std::span<const double> values) {
  std::vector<double> spent;
  std::copy_if(values.begin(), values.end(), std::back_inserter(spent), [](double usd) { return usd > 0; });
  return quantile(std::move(spent), 0.5);
}

Forecast forecast_month(const std::map<Day, double>& costs, const cost::Period& period) {
  const std::chrono::year_month_day today(period.to);
  Forecast forecast;
  forecast.month = Day(today.year() / today.month() / 1);
  const Day last(today.year() / today.month() / std::chrono::last);
  forecast.days_left = static_cast<int>((last - period.to).count());
  for (Day day = forecast.month; day <= period.to; day += days(1)) forecast.so_far += at(costs, day);
  const std::chrono::year_month_day before(forecast.month - days(1));
  const Day first_before(before.year() / before.month() / 1);
  if (first_before >= period.from) {
    for (Day day = first_before; day < forecast.month; day += days(1)) forecast.last_month += at(costs, day);
  }
  std::vector<double> working;
  std::vector<double> weekend;
  // Days before anything was spent are from before its use began.
  const Day begin = costs.empty() ? period.to : std::max(costs.begin()->first, period.from);
  for (Day day = std::max(begin, period.to - days(kLookBack)); day < period.to; day += days(1)) {
    (is_weekend(day) ? weekend : working).push_back(at(costs, day));
  }
  if (working.size() + weekend.size() < kFewest) return forecast;
  forecast.is_known = true;
  forecast.expected = forecast.low = forecast.high = forecast.so_far;
  for (Day day = period.to + days(1); day <= last; day += days(1)) {
    const std::vector<double>& like = is_weekend(day) && !weekend.empty() ? weekend : working;
    forecast.expected += quantile(like, 0.5);
    forecast.low += quantile(like, 0.25);
    forecast.high += quantile(like, 0.75);
  }
  return forecast;
}

}  // namespace lakecode::genai
