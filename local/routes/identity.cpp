// Who is asking, and what this workspace is: host metadata (API reference 1.5) and SCIM Me (3.1).

#include "base/json.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"

namespace lakecode::local {
namespace {

net::ServerResponse show_host_metadata(Workspace& workspace, const Call& /*call*/) {
  return json_answer(JsonObject{{"oidc_endpoint", workspace.origin + "/oidc"},
                                {"workspace_id", workspace.workspace_id},
                                {"cloud", "AWS"},
                                {"host_type", "WORKSPACE_HOST"}});
}

net::ServerResponse show_me(Workspace& workspace, const Call& /*call*/) {
  const RecordPointer user = find_me(workspace.store);
  if (user == nullptr) return error_answer(500, "INTERNAL_ERROR", "The workspace has no users.");
  auto body = json::parse(user->text, "stored user");
  if (!body) return error_answer(body.error());
  body->as_object().stable_erase("lakecode_me");
  return json_answer(*body);
}

}  // namespace

std::vector<Route> identity_routes() {
  return {{"GET", "/.well-known/databricks-config", show_host_metadata, Access::Open},
          {"GET", "/api/2.*/preview/scim/v2/Me", show_me},
          {"GET", "/api/2.*/scim/v2/Me", show_me}};
}

}  // namespace lakecode::local
