#pragma once
// Which SQL warehouse to use when nobody named one. Reads only; thread-safe.

#include "base/call_context.h"
#include "base/ids.h"
#include "base/result.h"
#include "databricks/client.h"

namespace lakecode::databricks {

enum class Idle { MayStart, StaysStopped };

/// The smallest warehouse that runs, else the smallest that is starting, else with MayStart the smallest stopped one
/// (the platform starts it for a statement). Calls GET sql/warehouses. Errors: NotFound (there is none one may use),
/// FailedPrecondition (with StaysStopped: none runs; names one to pass), and those of the read.
Result<WarehouseId> choose_warehouse(Client& client, Idle idle, const CallContext& ctx);

}  // namespace lakecode::databricks
