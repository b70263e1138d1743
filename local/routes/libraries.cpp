// Libraries of clusters: kept with a status, not downloaded. Installed on a cluster that is not terminated, they are
// INSTALLED at once, else PENDING; uninstalling waits for the cluster's end on the platform, here they go at once.
// Stored: cluster_libraries (cluster id): {"libraries"}.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "local/routes/administration_groups.h"
#include "local/routes/answer.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

Result<JsonObject> cluster_of(const Workspace& workspace, const std::string& id) {
  auto cluster = find_body(workspace.store, "cluster", id);
  if (!cluster) {
    return refusal(ErrorCode::InvalidArgument, "INVALID_PARAMETER_VALUE", fmt::format("Cluster {} does not exist", id));
  }
  return std::move(*cluster);
}

JsonArray libraries_of(const Workspace& workspace, const std::string& id) {
  const auto kept = find_body(workspace.store, "cluster_libraries", id);
  return kept ? json::array_at(*kept, "libraries") : JsonArray();
}

JsonObject status_of(const Workspace& workspace, const std::string& id, const JsonObject& cluster) {
  const bool up = json::string_at(cluster, "state") != "TERMINATED";
  JsonArray statuses;
  for (const JsonValue& library : libraries_of(workspace, id))
    statuses.push_back(JsonObject{
        {"library", library}, {"status", up ? "INSTALLED" : "PENDING"}, {"is_library_for_all_clusters", false}});
  JsonObject answer{{"cluster_id", id}};
  if (!statuses.empty()) answer["library_statuses"] = std::move(statuses);
  return answer;
}

Result<net::ServerResponse> show_status(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string id, need_query(call, "cluster_id"));
  TRY_ASSIGN(const JsonObject cluster, cluster_of(workspace, id));
  return json_answer(status_of(workspace, id, cluster));
}

Result<net::ServerResponse> show_all(Workspace& workspace, const Call& /*call*/) {
  ListQuery query;
  query.kind = "cluster_libraries";
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  JsonArray statuses;
  for (const RecordPointer& record : page.records) {
    const auto cluster = find_body(workspace.store, "cluster", record->id);
    if (cluster) statuses.push_back(status_of(workspace, record->id, *cluster));
  }
  return json_answer(JsonObject{{"statuses", std::move(statuses)}});
}

Result<net::ServerResponse> change(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string id, need_text(*body, "cluster_id"));
  TRY_VOID(cluster_of(workspace, id));
  const JsonArray& given = json::array_at(*body, "libraries");
  if (given.empty()) return refusal(ErrorCode::InvalidArgument, "Missing required field: libraries");
  const bool installs = call.request.path.ends_with("/install");
  JsonArray libraries;
  for (const JsonValue& known : libraries_of(workspace, id)) {
    if (std::find(given.begin(), given.end(), known) == given.end()) libraries.push_back(known);
  }
  if (installs) libraries.insert(libraries.end(), given.begin(), given.end());
  TRY_VOID(put_body(workspace, "cluster_libraries", id, JsonObject{{"libraries", std::move(libraries)}}));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> libraries_routes() {
  return {{"POST", "/api/2.*/libraries/install", answered<change>},
          {"POST", "/api/2.*/libraries/uninstall", answered<change>},
          {"GET", "/api/2.*/libraries/cluster-status", answered<show_status>},
          {"GET", "/api/2.*/libraries/all-cluster-statuses", answered<show_all>}};
}

}  // namespace lakecode::local
