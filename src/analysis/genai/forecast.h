#pragma once
// The end of the month from the days so far: medians of working days and weekends. Pure.

#include <map>
#include <span>
#include <vector>

#include "analysis/cost/breakdown.h"

namespace lakecode::genai {

struct Forecast {
  bool is_known = false;  ///< seven days at least
  cost::Day month{};      ///< its first day
  double so_far = 0;      ///< of this month, up to the period's last day
  double expected = 0;
  double low = 0;         ///< the remaining days at the lower quartile of such days
  double high = 0;        ///< at the upper one
  double last_month = 0;  ///< 0 unless the period holds all of it
  int days_left = 0;
};

/// `days` are sums by day; a day that is not there cost nothing. The period's last day is still arriving: it counts as
/// spent, and is no measure of a usual day.
Forecast forecast_month(const std::map<cost::Day, double>& days, const cost::Period& period);

/// Median of the days that cost anything; 0 for none.
double usual_day(std::span<const double> days);

}  // namespace lakecode::genai
