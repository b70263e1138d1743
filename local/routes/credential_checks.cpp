// Checks and temporary credentials of Unity Catalog. No cloud is asked: a check tells what is recorded, and no
// credential is ever handed out.

#include <fmt/format.h>

#include "base/json.h"
#include "local/routes/administration_groups.h"
#include "local/routes/answer.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

JsonArray checks() {
  JsonArray results;
  for (const char* operation : {"READ", "LIST", "WRITE", "DELETE", "PATH_EXISTS"})
    results.push_back(JsonObject{{"operation", operation}, {"result", "SKIP"}, {"message", "No cloud is asked."}});
  return results;
}

Result<net::ServerResponse> check_storage(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, text_member(*body, "storage_credential_name"));
  TRY_ASSIGN(const std::string location, text_member(*body, "external_location_name"));
  if (!name.empty()) TRY_VOID(find_securable(workspace, "storage_credential", name));
  if (!location.empty()) TRY_VOID(find_securable(workspace, "external_location", location));
  return json_answer(JsonObject{{"isDir", true}, {"results", checks()}});
}

Result<net::ServerResponse> check_credential(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, text_member(*body, "credential_name"));
  if (!name.empty()) TRY_VOID(find_securable(workspace, "credential", name));
  JsonArray results;
  results.push_back(JsonObject{{"result", "SKIP"}, {"message", "No cloud is asked."}});
  return json_answer(JsonObject{{"results", std::move(results)}});
}

Result<net::ServerResponse> refuse_credentials(Workspace& /*workspace*/, const Call& /*call*/) {
  return refusal(ErrorCode::PermissionDenied,
                 "The embedded workspace hands out no credentials of a cloud; read the data through it.");
}

}  // namespace

std::vector<Route> credential_checks_routes() {
  return {{"POST", "/api/2.*/unity-catalog/validate-storage-credentials", answered<check_storage>},
          {"POST", "/api/2.*/unity-catalog/validate-credentials", answered<check_credential>},
          {"POST", "/api/2.*/unity-catalog/temporary-table-credentials", answered<refuse_credentials>},
          {"POST", "/api/2.*/unity-catalog/temporary-path-credentials", answered<refuse_credentials>},
          {"POST", "/api/2.*/unity-catalog/temporary-volume-credentials", answered<refuse_credentials>},
          {"POST", "/api/2.*/unity-catalog/temporary-service-credentials", answered<refuse_credentials>}};
}

}  // namespace lakecode::local
