#pragma once
// Which SQL warehouse to use when nobody named one. Reads only; thread-safe.

#include <string>

#include "base/call_context.h"
#include "base/ids.h"
#include "base/result.h"
#include "databricks/client.h"
#include "databricks/warehouses.h"

namespace lakecode::databricks {

enum class Idle { MayStart, StaysStopped };

struct WarehousePick {
  Warehouse warehouse;
  std::string why;  ///< "it is running", "none is running, …"
};

/// The smallest warehouse that runs, else the smallest that is starting, else with MayStart a stopped one (the platform
/// starts it for a statement): a serverless one, which is there in seconds, before others, then the smallest.
/// Calls GET sql/warehouses. Errors: NotFound (there is none one may use), FailedPrecondition (with StaysStopped: none
/// runs; names one to pass), and those of the read.
Result<WarehousePick> pick_warehouse(Client& client, Idle idle, const CallContext& ctx);
/// The same without the reason.
Result<WarehouseId> choose_warehouse(Client& client, Idle idle, const CallContext& ctx);

}  // namespace lakecode::databricks
