#pragma once
// Starting and stopping warehouses, for their own routes and for statements, which start a stopped one.

#include <string>
#include <string_view>

#include "base/result.h"
#include "local/routes/route.h"

namespace lakecode::local {

/// Stores `state` (RUNNING or STOPPED) in warehouse `id`. NotFound when there is none.
Result<void> set_warehouse_state(Workspace& workspace, const std::string& id, std::string_view state);

/// Makes sure that warehouse `id` runs. False when there is none.
bool wake_warehouse(Workspace& workspace, const std::string& id);

}  // namespace lakecode::local
