#pragma once
// Experiments of MLflow as their runs see them. Reads the store.

#include <string>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/route.h"

namespace lakecode::local {

/// The stored experiment, deleted or not. A refusal when there is none.
Result<JsonObject> find_experiment(const Workspace& workspace, const std::string& id);
/// True when an object in `stage` ("active", "deleted") is asked for by `view` (ACTIVE_ONLY, DELETED_ONLY, ALL).
bool is_in_view(const std::string& stage, const std::string& view);

}  // namespace lakecode::local
