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

struct ModelVersionName {
  std::string model;
  std::string number;
};
struct StageMove {
  std::string stage;
  bool archive_others = false;  ///< versions that are in that stage go to Archived
};
/// The stored version. A refusal when there is none.
Result<JsonObject> find_workspace_version(const Workspace& workspace, const std::string& name,
                                          const std::string& number);
/// The body's stage, spelled as the platform does. A refusal for another word.
Result<std::string> model_stage_in(const JsonValue& body);
/// Adds to `change` what moves the version; the version as it will be.
Result<JsonObject> add_stage_move(const Workspace& workspace, const ModelVersionName& named, const StageMove& move,
                                  Store::Change& change);

}  // namespace lakecode::local
