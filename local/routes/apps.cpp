// Apps: made, deployed, started and stopped at once; nothing runs behind their addresses.
// Stored: app (name): App; app_deployment (app/id): AppDeployment; app_update (app): the last AppUpdate.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"
#include "local/routes/workspace_tree.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kLeastName = 2;
constexpr std::size_t kMostName = 30;
const std::vector<std::string_view> kSettings{
    "description",     "resources",    "budget_policy_id", "usage_policy_id",
    "user_api_scopes", "compute_size", "git_repository",   "telemetry_export_destinations"};

std::string now_text(const Workspace& workspace) {
  return format_rfc3339(workspace.clock.now());
}

Result<JsonObject> app_at(const Workspace& workspace, const std::string& name) {
  auto app = find_body(workspace.store, "app", name);
  if (!app) return refusal(ErrorCode::NotFound, fmt::format("App with name {} does not exist or is deleted.", name));
  return std::move(*app);
}

bool is_active(const JsonObject& app) {
  return json::string_at(json::object_at(app, "compute_status"), "state") == "ACTIVE";
}

/// The app's own state follows from its compute and its deployment.
void set_compute(JsonObject& app, bool active) {
  app["compute_status"] =
      active ? JsonObject{{"state", "ACTIVE"}, {"message", "App compute is running."}}
             : JsonObject{{"state", "STOPPED"}, {"message", "Start the app compute to deploy the app."}};
  const bool deployed = app.contains("active_deployment");
  if (active && deployed)
    app["app_status"] = JsonObject{{"state", "RUNNING"}, {"message", "App has status: App is running"}};
  else
    app["app_status"] =
        JsonObject{{"state", "UNAVAILABLE"},
                   {"message", deployed || !active ? "App status is unavailable." : "App has not been deployed yet."}};
}

Result<std::string> app_name(const JsonValue& body) {
  TRY_ASSIGN(std::string name, need_text(body, "name"));
  const bool plain = std::all_of(name.begin(), name.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  if (plain && name.size() >= kLeastName && name.size() <= kMostName) return name;
  return refusal(ErrorCode::InvalidArgument,
                 "App name must be between 2 and 30 characters long and contain only lowercase letters, digits and "
                 "dashes.");
}

Result<void> store_app(Workspace& workspace, const Call& call, JsonObject& app) {
  app["updater"] = me_of(workspace.store, call.identity).user_name;
  app["update_time"] = now_text(workspace);
  return put_body(workspace, "app", json::string_at(app, "name"), app);
}

Result<net::ServerResponse> create_app(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, app_name(*body));
  if (workspace.store.find("app", name) != nullptr)
    return refusal(ErrorCode::AlreadyExists, fmt::format("An app with the same name already exists: {}", name));
  const std::string me = me_of(workspace.store, call.identity).user_name;
  JsonObject app{{"name", name}, {"description", ""}, {"compute_size", "MEDIUM"}};
  copy_members(app, *body, kSettings);
  app["id"] = new_uuid(workspace);
  app["url"] = fmt::format("https://{}-{}.apps.lakecode.example", name, workspace.workspace_id);
  app["service_principal_id"] = new_number(workspace, "app");
  app["service_principal_client_id"] = new_uuid(workspace);
  app["service_principal_name"] = "app-" + name;
  app["default_source_code_path"] = "";
  app["creator"] = me;
  app["create_time"] = now_text(workspace);
  set_compute(app, !call.flag_query("no_compute"));
  TRY_VOID(store_app(workspace, call, app));
  return json_answer(app);
}

Result<net::ServerResponse> show_app(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject app, app_at(workspace, call.captures[0]));
  return json_answer(app);
}

Result<net::ServerResponse> list_apps(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const ListQuery query, page_query(call, "app", {"", "page_size", 100, 1000}));
  return page_answer(workspace, query, "apps");
}

Result<net::ServerResponse> change_app(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject app, app_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  copy_members(app, *body, kSettings);
  TRY_VOID(store_app(workspace, call, app));
  return json_answer(app);
}

/// {update_mask, app}: the members that the mask names; "*" is all that the app has.
Result<net::ServerResponse> start_update(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject app, app_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string mask, need_text(*body, "update_mask"));
  const JsonValue given(json::object_at(*body, "app"));
  std::vector<std::string_view> members;
  for (const std::string_view member : text::split(mask, ',')) {
    const std::string_view name = text::trim(member);
    if (name == "*") members = kSettings;
    if (name != "*" && name != "name" && std::find(kSettings.begin(), kSettings.end(), name) == kSettings.end())
      return refusal(ErrorCode::InvalidArgument, fmt::format("update_mask names '{}', which cannot be changed", name));
    members.push_back(name);
  }
  std::erase(members, "name");
  copy_members(app, given, members);
  TRY_VOID(store_app(workspace, call, app));
  JsonObject update;
  copy_members(update, JsonValue(app), {"description", "resources", "compute_size", "user_api_scopes"});
  update["status"] = JsonObject{{"state", "SUCCEEDED"}, {"message", "App update completed."}};
  TRY_VOID(put_body(workspace, "app_update", call.captures[0], update));
  return json_answer(update);
}

Result<net::ServerResponse> show_update(Workspace& workspace, const Call& call) {
  TRY_VOID(app_at(workspace, call.captures[0]));
  const auto update = find_body(workspace.store, "app_update", call.captures[0]);
  return json_answer(update ? *update : JsonObject{{"status", JsonObject{{"state", "NOT_UPDATED"}}}});
}

Result<net::ServerResponse> delete_app(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject app, app_at(workspace, call.captures[0]));
  Store::Change change;
  change.erases = {
      {"app", call.captures[0]}, {"app_update", call.captures[0]}, {"permissions", "apps/" + call.captures[0]}};
  ListQuery query;
  query.kind = "app_deployment";
  query.parent = call.captures[0];
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage deployments, workspace.store.list(query));
  for (const RecordPointer& record : deployments.records) change.erases.push_back({"app_deployment", record->id});
  TRY_VOID(workspace.store.commit(change));
  app["compute_status"] = JsonObject{{"state", "DELETING"}, {"message", "App is being deleted."}};
  return json_answer(app);
}

template <bool Active>
Result<net::ServerResponse> switch_compute(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject app, app_at(workspace, call.captures[0]));
  if (is_active(app) == Active) {
    return refusal(ErrorCode::InvalidArgument, "BAD_REQUEST",
                   fmt::format("App {} is already {}.", call.captures[0], Active ? "active" : "stopped"));
  }
  if (!Active) app.stable_erase("active_deployment");
  set_compute(app, Active);
  TRY_VOID(store_app(workspace, call, app));
  return json_answer(app);
}

/// What deploying from `path` ends with.
JsonObject deployment_status(const Workspace& workspace, const std::string& path) {
  const auto folder = workspace_path(path);
  const auto node = folder ? find_node(workspace, *folder) : std::nullopt;
  if (node && is_folder(*node)) return {{"state", "SUCCEEDED"}, {"message", "Deployment succeeded"}};
  return {{"state", "FAILED"}, {"message", fmt::format("Source code path {} is no folder of the workspace.", path)}};
}

Result<net::ServerResponse> deploy(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject app, app_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  if (!is_active(app)) {
    return refusal(
        ErrorCode::InvalidArgument, "BAD_REQUEST",
        fmt::format("Cannot deploy app {} as its compute is stopped. Start the app first.", call.captures[0]));
  }
  TRY_ASSIGN(std::string path, text_member(*body, "source_code_path"));
  if (path.empty()) path = json::string_at(app, "default_source_code_path");
  if (path.empty()) return refusal(ErrorCode::InvalidArgument, "Missing required field: source_code_path");
  TRY_ASSIGN(const std::string mode, text_member(*body, "mode"));
  const std::string now = now_text(workspace);
  JsonObject deployment{{"deployment_id", workspace.random.hex(16)},
                        {"source_code_path", path},
                        {"mode", mode.empty() ? "SNAPSHOT" : mode},
                        {"status", deployment_status(workspace, path)},
                        {"creator", me_of(workspace.store, call.identity).user_name},
                        {"create_time", now},
                        {"update_time", now}};
  copy_members(deployment, *body, {"env_vars", "command", "git_source"});
  if (json::string_at(json::object_at(deployment, "status"), "state") == "SUCCEEDED") {
    app["active_deployment"] = deployment;
    app["default_source_code_path"] = path;
    set_compute(app, true);
    TRY_VOID(store_app(workspace, call, app));
  }
  JsonObject stored = deployment;
  stored["lakecode_parent"] = call.captures[0];
  stored["lakecode_order"] = -now_ms(workspace);
  TRY_VOID(put_body(workspace, "app_deployment", call.captures[0] + "/" + json::string_at(deployment, "deployment_id"),
                    stored));
  return json_answer(deployment);
}

Result<net::ServerResponse> show_deployment(Workspace& workspace, const Call& call) {
  TRY_VOID(app_at(workspace, call.captures[0]));
  auto deployment = find_body(workspace.store, "app_deployment", call.captures[0] + "/" + call.captures[1]);
  if (!deployment)
    return refusal(ErrorCode::NotFound,
                   fmt::format("Deployment {} of app {} does not exist.", call.captures[1], call.captures[0]));
  return json_answer(public_part(std::move(*deployment)));
}

Result<net::ServerResponse> list_deployments(Workspace& workspace, const Call& call) {
  TRY_VOID(app_at(workspace, call.captures[0]));
  TRY_ASSIGN(ListQuery query, page_query(call, "app_deployment", {"", "page_size", 100, 1000}));
  query.parent = call.captures[0];
  return page_answer(workspace, query, "app_deployments");
}

}  // namespace

std::vector<Route> apps_routes() {
  return {{"GET", "/api/2.*/apps", answered<list_apps>},
          {"POST", "/api/2.*/apps", answered<create_app>},
          {"GET", "/api/2.*/apps/{}", answered<show_app>},
          {"PATCH", "/api/2.*/apps/{}", answered<change_app>},
          {"DELETE", "/api/2.*/apps/{}", answered<delete_app>},
          {"POST", "/api/2.*/apps/{}/update", answered<start_update>},
          {"GET", "/api/2.*/apps/{}/update", answered<show_update>},
          {"POST", "/api/2.*/apps/{}/start", answered<switch_compute<true>>},
          {"POST", "/api/2.*/apps/{}/stop", answered<switch_compute<false>>},
          {"POST", "/api/2.*/apps/{}/deployments", answered<deploy>},
          {"GET", "/api/2.*/apps/{}/deployments", answered<list_deployments>},
          {"GET", "/api/2.*/apps/{}/deployments/{}", answered<show_deployment>}};
}

}  // namespace lakecode::local
