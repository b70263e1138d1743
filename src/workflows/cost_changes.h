#pragma once
// Who changed what pays for a cost event just before it began: a warehouse resized, a job reset, a pipeline refreshed
// whole. From the audit log; a workspace without it still tells the event.

#include <string>
#include <vector>

#include "analysis/cost/cost_event.h"
#include "base/clock.h"
#include "workflows/cost_names.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

struct CostChange {
  WallTime when;
  std::string who;
  CostKeyName object;  ///< "warehouse" and its id
  std::string what;    ///< the action, and the sizes it set: "editWarehouse (cluster_size Large)"
};

/// The things behind one event, and the day it began.
struct ChangedBefore {
  std::vector<CostKeyName> objects;  ///< jobs, warehouses, clusters, pipelines and endpoints; others are passed over
  cost::Day start{};
};

/// The changes of each question's objects from three days before its start to that day's end, oldest first. One
/// statement for all; none is sent when there is nothing to ask about.
std::vector<std::vector<CostChange>> find_changes(Run& run, const std::vector<ChangedBefore>& questions);

}  // namespace lakecode::workflows
