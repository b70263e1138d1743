// Libraries of clusters: kept with a status, not downloaded. Installed on a cluster that is not terminated, they are
// INSTALLED at once, else PENDING. What is uninstalled from such a cluster leaves when it is restarted.
// Stored: cluster_libraries (cluster id): {"libraries", "leaving"}.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "local/routes/administration_groups.h"
#include "local/routes/answer.h"
#include "local/routes/cluster_state.h"
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

JsonArray libraries_of(const Workspace& workspace, const std::string& id, std::string_view list = "libraries") {
  const auto kept = find_body(workspace.store, "cluster_libraries", id);
  return kept ? json::array_at(*kept, list) : JsonArray();
}

bool is_up(const JsonObject& cluster) {
  return json::string_at(cluster, "state") != "TERMINATED";
}

bool has(const JsonArray& list, const JsonValue& library) {
  return std::find(list.begin(), list.end(), library) != list.end();
}

void append_without(JsonArray& to, const JsonArray& from, const JsonArray& without) {
  for (const JsonValue& library : from) {
    if (!has(without, library)) to.push_back(library);
  }
}

JsonObject status_with(const JsonValue& library, std::string_view status) {
  return {{"library", library}, {"status", status}, {"is_library_for_all_clusters", false}};
}

JsonObject status_of(const Workspace& workspace, const std::string& id, const JsonObject& cluster) {
  JsonArray statuses;
  for (const JsonValue& library : libraries_of(workspace, id))
    statuses.push_back(status_with(library, is_up(cluster) ? "INSTALLED" : "PENDING"));
  if (is_up(cluster)) {
    for (const JsonValue& library : libraries_of(workspace, id, "leaving"))
      statuses.push_back(status_with(library, "UNINSTALL_ON_RESTART"));
  }
  JsonObject answer{{"cluster_id", id}};
  if (!statuses.empty()) answer["library_statuses"] = std::move(statuses);
  return answer;
}

Result<net::ServerResponse> show_status(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string id, need_query(call, "cluster_id"));
  settle_cluster(workspace, id);
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
  TRY_ASSIGN(const JsonObject cluster, cluster_of(workspace, id));
  const JsonArray& given = json::array_at(*body, "libraries");
  if (given.empty()) return refusal(ErrorCode::InvalidArgument, "Missing required field: libraries");
  const bool installs = call.request.path.ends_with("/install");
  const JsonArray known = libraries_of(workspace, id);
  JsonArray libraries;
  JsonArray leaving;
  append_without(libraries, known, given);
  append_without(leaving, libraries_of(workspace, id, "leaving"), given);
  if (installs) libraries.insert(libraries.end(), given.begin(), given.end());
  for (const JsonValue& library : given) {
    if (!installs && is_up(cluster) && has(known, library)) leaving.push_back(library);
  }
  JsonObject kept{{"libraries", std::move(libraries)}};
  if (!leaving.empty()) kept["leaving"] = std::move(leaving);
  TRY_VOID(put_body(workspace, "cluster_libraries", id, std::move(kept)));
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
