#include "local/routes/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/routes/me.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMostBody = 256U << 10U;
constexpr std::size_t kMostText = 2'000;
constexpr std::size_t kMostKept = 50'000;

/// `path` without "/api/2.*/"; `captured` names what the {} stand for, in order.
struct Act {
  std::string_view method;
  std::string_view path;
  std::string_view service;
  std::string_view action;
  std::string_view captured = "";
};

constexpr Act kActs[] = {
    {"POST", "jobs/create", "jobs", "create"},
    {"POST", "jobs/reset", "jobs", "reset"},
    {"POST", "jobs/update", "jobs", "update"},
    {"POST", "jobs/delete", "jobs", "delete"},
    {"POST", "jobs/run-now", "jobs", "runNow"},
    {"POST", "jobs/runs/submit", "jobs", "submitRun"},
    {"POST", "jobs/runs/cancel", "jobs", "cancel"},
    {"POST", "jobs/runs/cancel-all", "jobs", "cancelAllRuns"},
    {"POST", "jobs/runs/delete", "jobs", "deleteRun"},
    {"POST", "jobs/runs/repair", "jobs", "repairRun"},
    {"POST", "clusters/create", "clusters", "create"},
    {"POST", "clusters/edit", "clusters", "edit"},
    {"POST", "clusters/start", "clusters", "start"},
    {"POST", "clusters/restart", "clusters", "restart"},
    {"POST", "clusters/resize", "clusters", "resize"},
    {"POST", "clusters/delete", "clusters", "delete"},
    {"POST", "clusters/permanent-delete", "clusters", "permanentDelete"},
    {"POST", "sql/warehouses", "databrickssql", "createEndpoint"},
    {"POST", "sql/warehouses/{}/edit", "databrickssql", "editEndpoint", "endpointId"},
    {"POST", "sql/warehouses/{}/start", "databrickssql", "startEndpoint", "endpointId"},
    {"POST", "sql/warehouses/{}/stop", "databrickssql", "stopEndpoint", "endpointId"},
    {"DELETE", "sql/warehouses/{}", "databrickssql", "deleteEndpoint", "endpointId"},
    {"GET", "unity-catalog/tables/{}", "unityCatalog", "getTable", "full_name_arg"},
    {"POST", "unity-catalog/tables", "unityCatalog", "createTable"},
    {"PATCH", "unity-catalog/tables/{}", "unityCatalog", "updateTables", "full_name_arg"},
    {"DELETE", "unity-catalog/tables/{}", "unityCatalog", "deleteTable", "full_name_arg"},
    {"POST", "unity-catalog/catalogs", "unityCatalog", "createCatalog"},
    {"PATCH", "unity-catalog/catalogs/{}", "unityCatalog", "updateCatalog", "name_arg"},
    {"DELETE", "unity-catalog/catalogs/{}", "unityCatalog", "deleteCatalog", "name_arg"},
    {"POST", "unity-catalog/schemas", "unityCatalog", "createSchema"},
    {"PATCH", "unity-catalog/schemas/{}", "unityCatalog", "updateSchema", "full_name_arg"},
    {"DELETE", "unity-catalog/schemas/{}", "unityCatalog", "deleteSchema", "full_name_arg"},
    {"POST", "unity-catalog/volumes", "unityCatalog", "createVolume"},
    {"PATCH", "unity-catalog/volumes/{}", "unityCatalog", "updateVolume", "volume_full_name"},
    {"DELETE", "unity-catalog/volumes/{}", "unityCatalog", "deleteVolume", "volume_full_name"},
    {"PATCH", "unity-catalog/permissions/{}/{}", "unityCatalog", "updatePermissions",
     "securable_type securable_full_name"},
    {"POST", "workspace/import", "workspace", "fileCreate"},
    {"POST", "workspace/delete", "workspace", "workspaceDelete"},
    {"GET", "workspace/export", "workspace", "workspaceExport"},
    {"POST", "secrets/put", "secrets", "putSecret"},
    {"POST", "secrets/delete", "secrets", "deleteSecret"},
    {"POST", "secrets/scopes/create", "secrets", "createScope"},
    {"POST", "secrets/scopes/delete", "secrets", "deleteScope"},
    {"POST", "secrets/acls/put", "secrets", "putAcl"},
    {"POST", "pipelines", "deltaPipelines", "create"},
    {"PUT", "pipelines/{}", "deltaPipelines", "edit", "pipeline_id"},
    {"DELETE", "pipelines/{}", "deltaPipelines", "delete", "pipeline_id"},
    {"POST", "pipelines/{}/updates", "deltaPipelines", "startUpdate", "pipeline_id"},
    {"POST", "pipelines/{}/clone", "deltaPipelines", "create", "pipeline_id"},
    {"POST", "serving-endpoints", "serverlessRealTimeInference", "createServingEndpoint"},
    {"DELETE", "serving-endpoints/{}", "serverlessRealTimeInference", "deleteServingEndpoint", "name"},
    {"PUT", "serving-endpoints/{}/config", "serverlessRealTimeInference", "updateServingEndpoint", "name"},
    {"POST", "token/create", "accounts", "generateDbToken"},
    {"POST", "token/delete", "accounts", "revokeDbToken"},
    {"POST", "preview/scim/v2/Users", "accounts", "add"},
    {"DELETE", "preview/scim/v2/Users/{}", "accounts", "delete", "targetUserId"},
    {"POST", "preview/scim/v2/Groups", "accounts", "createGroup"},
    {"PATCH", "preview/scim/v2/Groups/{}", "accounts", "updateGroup", "targetGroupId"},
    {"DELETE", "preview/scim/v2/Groups/{}", "accounts", "removeGroup", "targetGroupId"},
};

/// Members of bodies and queries that may be told.
constexpr std::string_view kTold[] = {"job_id",       "run_id",      "cluster_id",   "cluster_name", "name",
                                      "catalog_name", "schema_name", "warehouse_id", "path",         "scope",
                                      "key",          "principal",   "run_name",     "userName",     "displayName",
                                      "new_name",     "owner",       "token_id"};

std::string_view without_version(std::string_view pattern) {
  constexpr std::string_view kPrefix = "/api/2.*/";
  return pattern.starts_with(kPrefix) ? pattern.substr(kPrefix.size()) : pattern;
}

const Act* act_of(const Route& route) {
  const std::string_view path = without_version(route.pattern);
  const auto* const found = std::find_if(std::begin(kActs), std::end(kActs), [&](const Act& act) {
    return act.method == route.method && act.path == path;
  });
  return found == std::end(kActs) ? nullptr : found;
}

JsonObject parameters_of(const Act& act, const Call& call) {
  JsonObject told;
  const auto names = text::split(act.captured, ' ');
  for (std::size_t i = 0; i < names.size() && i < call.captures.size(); ++i) told[names[i]] = call.captures[i];
  for (const std::string_view name : kTold) {
    if (const std::string value = call.text_query(name); !value.empty()) told[name] = value.substr(0, kMostText);
  }
  if (call.request.body.size() > kMostBody || call.request.body.empty()) return told;
  const auto body = call.body();
  if (!body) return told;
  for (const std::string_view name : kTold) {
    const JsonValue* value = json::find(**body, name);
    if (value == nullptr || value->is_object() || value->is_array() || value->is_null()) continue;
    const auto text = json::as_string(*value);
    told[name] = (text ? *text : json::serialize(*value)).substr(0, kMostText);
  }
  if (act.action == "updatePermissions")
    told["changes"] = json::serialize(JsonValue(json::array_at(**body, "changes"))).substr(0, kMostText);
  return told;
}

JsonObject response_of(const net::ServerResponse& response) {
  JsonObject out{{"status_code", response.status}};
  if (response.status < 400) return out;
  const auto body = json::parse(response.body, "an answer of ours");
  if (body) out["error_message"] = json::string_at(*body, "message").substr(0, kMostText);
  return out;
}

}  // namespace

void record_act(Workspace& workspace, const Route& route, const Call& call, const net::ServerResponse& response) {
  const Act* act = act_of(route);
  if (act == nullptr || workspace.store.count("audit") >= kMostKept) return;
  // Ids from a count, not drawn: an act must not change what the workspace draws for others.
  const std::string id = fmt::format("{:08}", workspace.store.count("audit"));
  const std::string event_id = crypto::sha256_hex(fmt::format("{} {}", id, workspace.metastore_id)).substr(0, 32);
  JsonObject event{{"event_time", now_ms(workspace)},
                   {"event_id", event_id},
                   {"request_id", event_id},
                   {"user", me_of(workspace.store, call.identity).user_name},
                   {"source_ip_address", "127.0.0.1"},
                   {"user_agent", call.request.headers.find("User-Agent").value_or("").substr(0, kMostText)},
                   {"service_name", act->service},
                   {"action_name", act->action},
                   {"request_params", parameters_of(*act, call)},
                   {"response", response_of(response)}};
  ignore_result(workspace.store.put({"audit", id, JsonBox(std::move(event))}, Store::Durability::ProcessDeath),
                "an act that cannot be told is done all the same");
}

}  // namespace lakecode::local
