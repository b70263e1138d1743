#pragma once
// Global init scripts: what an admin has every classic cluster of the workspace run. Source: Databricks REST reference,
// global init scripts API 2.0.

#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/client.h"

namespace lakecode::databricks {

/// GET global-init-scripts: the names of those that are enabled, in the order they run. Errors: PermissionDenied for
/// anybody but admins.
Result<std::vector<std::string>> fetch_global_init_scripts(Client& client, const CallContext& ctx);

}  // namespace lakecode::databricks
