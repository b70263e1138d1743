#pragma once
// The day from which a series left a flat past and began to climb. A leak of a per cent a day never stands far above
// the four weeks before it, for they climb with it; it stands above what was before it began. Pure.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analysis/cost/daily_series.h"

namespace lakecode::cost {

struct Climb {
  std::size_t first = 0;         ///< calendar index
  double slope = 0;              ///< log of the cost, a day
  double rise = 0;               ///< log, over the whole climb; of a step its height
  double doubt = 0;              ///< standard error of `rise`
  double drift = 0;              ///< slope of the days before it, as `slope`
  double recent = 0;             ///< log ratio of the last seven days to the flat past
  bool is_step = false;          ///< a level from `first` on explains the days better than any climb; `slope` is 0
  std::vector<double> expected;  ///< usd a day from `first` on, as the flat past had it
};

/// Which days may be read, and between which of them a climb may begin.
struct ClimbSearch {
  std::vector<bool> counts;  ///< one a day: reported, above zero, and no event's
  std::size_t earliest = 0;
  std::size_t latest = 0;
  std::size_t end = 0;  ///< one past the last day that is looked at
};

/// Days before a climb that it is compared with: five of each weekday.
inline constexpr std::size_t kClimbPast = 35;

/// The beginning that explains the days best: level before it, steady climb or another level from it on. nullopt when
/// too few days say anything.
std::optional<Climb> fit_climb(const Calendar& calendar, std::span<const double> usd, const ClimbSearch& search);

}  // namespace lakecode::cost
