#pragma once
// What stands behind an event: the parts of its key that cost more than on the same weekdays before it. Pure.

#include <span>
#include <string>
#include <vector>

#include "analysis/cost/cost_event.h"
#include "analysis/cost/usage.h"

namespace lakecode::cost {

struct CostDriver {
  std::string dimension;  ///< a name of kDimensions
  std::string key;
  double actual_usd = 0;    ///< over the event's days
  double expected_usd = 0;  ///< the same weekdays of the four weeks before it, as many days
  [[nodiscard]] double excess_usd() const { return actual_usd - expected_usd; }
};

/// The largest first, at most five, each with a fifth of the event's excess or more. Dimensions overlap (a warehouse
/// and who uses it), so they do not add up. None for a price change or work that moved.
std::vector<CostDriver> find_drivers(std::span<const UsageRow> rows, const CostEvent& event);

}  // namespace lakecode::cost
