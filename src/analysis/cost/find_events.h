#pragma once
// From usage to the events worth a person's time: every key watched, new spenders and migrations told apart, price
// changes told once a SKU, and each event named at the deepest key that explains it. Pure; same rows, same events.

#include <span>
#include <vector>

#include "analysis/cost/cost_event.h"
#include "analysis/cost/daily_series.h"

namespace lakecode::cost {

struct EventReport {
  std::vector<CostEvent> events;  ///< dearest first
  Day first{};
  Day last{};
  std::size_t missing_days = 0;
  bool enough_history = true;  ///< false: fewer than 14 days, so nothing was judged
  double total_usd = 0;        ///< paid in the period
};

EventReport find_events(std::span<const UsageRow> rows, const SpikeOptions& options = {});

}  // namespace lakecode::cost
