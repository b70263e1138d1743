#pragma once
// An account's usage made from a seed, with the events that were planted in it. For tests only.

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/cost/cost_event.h"
#include "analysis/cost/usage.h"

namespace lakecode::cost {

struct PlantedEvent {
  CostKey key;  ///< "" stands for all
  EventKind kind = EventKind::Spike;
  Day start{};
  Day end{};
};

struct MadeAccount {
  std::vector<UsageRow> rows;
  std::vector<PlantedEvent> events;
  std::vector<CostKey> month_end_keys;  ///< batches whose first month end in sight is nobody's event
  Day first{};
};

/// `style` shifts shapes (how many jobs, how noisy, which traps), so that rules can be tried on accounts unlike those
/// they were tuned on. Events may be none at all.
MadeAccount make_account(std::uint64_t seed, int style);

}  // namespace lakecode::cost
