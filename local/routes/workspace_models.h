#pragma once
// Models of the workspace's own registry as their versions see them. Reads and writes the store.

#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/route.h"

namespace lakecode::local {

/// The stored model. A refusal when there is none.
Result<JsonObject> find_workspace_model(const Workspace& workspace, const std::string& name);
/// The versions of a model, newest first.
Result<std::vector<JsonObject>> workspace_versions_of(const Workspace& workspace, const std::string& model);
/// The newest version of each stage, of `stages` alone when there are any (case does not matter).
Result<JsonArray> latest_versions(const Workspace& workspace, const std::string& model, const JsonArray& stages);

}  // namespace lakecode::local
