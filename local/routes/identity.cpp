// What this workspace is: host metadata (API reference 1.5).

#include "base/json.h"
#include "local/engine/system_tables.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"

namespace lakecode::local {
namespace {

net::ServerResponse show_host_metadata(Workspace& workspace, const Call& /*call*/) {
  return json_answer(JsonObject{{"oidc_endpoint", workspace.origin + "/oidc"},
                                {"account_id", account_of(workspace.metastore_id)},
                                {"workspace_id", workspace.workspace_id},
                                {"cloud", "AWS"},
                                {"host_type", "WORKSPACE_HOST"}});
}

}  // namespace

std::vector<Route> identity_routes() {
  return {{"GET", "/.well-known/databricks-config", show_host_metadata, Access::Open}};
}

}  // namespace lakecode::local
