// AI/BI dashboards (Lakeview): drafts, and what was published of them.
// Stored: dashboard (id): Dashboard; published_dashboard (id): PublishedDashboard.

#include <fmt/format.h>

#include "base/json.h"
#include "base/time_format.h"
#include "local/routes/answer.h"
#include "local/routes/dashboard_layout.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/records.h"
#include "local/routes/workspace_tree.h"

namespace lakecode::local {
namespace {

Result<JsonObject> dashboard_at(const Workspace& workspace, const std::string& id) {
  auto body = find_body(workspace.store, "dashboard", id);
  if (!body) return refusal(ErrorCode::NotFound, fmt::format("Unable to find dashboard [dashboardId={}]", id));
  return std::move(*body);
}

/// A number that changes with every version; of a new dashboard, one that says nothing.
std::int64_t next_etag(Workspace& workspace, const JsonObject& dashboard) {
  const auto before = json::int_at(dashboard, "etag");
  if (before) return *before + 1;
  return 10'000'000 + new_number(workspace, "dashboard_etag") % 10'000'000;
}

Result<void> store_draft(Workspace& workspace, JsonObject& dashboard) {
  dashboard["etag"] = std::to_string(next_etag(workspace, dashboard));
  dashboard["update_time"] = format_rfc3339(workspace.clock.now());
  return put_body(workspace, "dashboard", json::string_at(dashboard, "dashboard_id"), dashboard);
}

std::string path_of(const JsonObject& dashboard) {
  const std::string parent = json::string_at(dashboard, "parent_path");
  return fmt::format("{}/{}.lvdash.json", parent == "/" ? "" : parent, json::string_at(dashboard, "display_name"));
}

/// Shows the dashboard as an object of the workspace.
Result<void> put_in_tree(Workspace& workspace, const JsonObject& dashboard, bool overwrite) {
  const std::string path = json::string_at(dashboard, "path");
  const std::string layout = json::string_at(dashboard, "serialized_dashboard");
  TRY_ASSIGN(JsonObject node, put_node(workspace, path, {"DASHBOARD", nullptr, layout, false}, overwrite));
  node["resource_id"] = json::string_at(dashboard, "dashboard_id");
  return put_body(workspace, "workspace_object", path, std::move(node));
}

/// The layout of the body, as it is kept; nothing when it has none.
Result<std::optional<std::string>> layout_in(const Call& call, const JsonValue& body) {
  TRY_ASSIGN(const std::string layout, text_member(body, "serialized_dashboard"));
  if (layout.empty()) return std::optional<std::string>();
  TRY_ASSIGN(std::string kept,
             kept_layout(layout, {call.text_query("dataset_catalog"), call.text_query("dataset_schema")}));
  return std::optional(std::move(kept));
}

Result<net::ServerResponse> create_dashboard(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "display_name"));
  TRY_ASSIGN(std::string parent, text_member(*body, "parent_path"));
  TRY_ASSIGN(const auto layout, layout_in(call, *body));
  if (parent.empty()) parent = "/Users/" + me_of(workspace.store, call.identity).user_name;
  TRY_ASSIGN(parent, workspace_path(parent));
  const auto folder = find_node(workspace, parent);
  if (!folder || !is_folder(*folder)) return missing_node(parent);
  const std::string id = workspace.random.hex(16);
  JsonObject dashboard{{"dashboard_id", id},
                       {"display_name", name},
                       {"path", ""},
                       {"parent_path", parent},
                       {"create_time", format_rfc3339(workspace.clock.now())},
                       {"lifecycle_state", "ACTIVE"},
                       {"serialized_dashboard", layout.value_or("{}")},
                       {"creator_name", me_of(workspace.store, call.identity).user_name}};
  copy_members(dashboard, *body, {"warehouse_id"});
  dashboard["path"] = path_of(dashboard);
  TRY_VOID(put_in_tree(workspace, dashboard, false));
  TRY_VOID(store_draft(workspace, dashboard));
  return json_answer(public_part(std::move(dashboard)));
}

Result<net::ServerResponse> show_dashboard(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject dashboard, dashboard_at(workspace, call.captures[0]));
  return json_answer(public_part(std::move(dashboard)));
}

Result<net::ServerResponse> list_dashboards(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(ListQuery query, page_query(call, "dashboard", {"", "page_size", 100, 1000}));
  const bool trashed = call.flag_query("show_trashed");
  query.filter = [trashed](const Record& record) {
    return trashed || json::string_at(body_of(record), "lifecycle_state") == "ACTIVE";
  };
  return page_answer(workspace, query, "dashboards", [](JsonObject stored) {
    JsonObject shown = public_part(std::move(stored));
    for (const char* detail : {"serialized_dashboard", "path", "parent_path", "etag"}) shown.stable_erase(detail);
    return shown;
  });
}

Result<net::ServerResponse> update_dashboard(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject dashboard, dashboard_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const auto layout, layout_in(call, *body));
  const std::string etag = json::string_at(*body, "etag");
  if (!etag.empty() && etag != json::string_at(dashboard, "etag"))
    return refusal(ErrorCode::AlreadyExists, "RESOURCE_CONFLICT",
                   "The dashboard was changed since that etag; read it again");
  const std::string old = json::string_at(dashboard, "path");
  copy_members(dashboard, *body, {"display_name", "warehouse_id"});
  if (layout) dashboard["serialized_dashboard"] = *layout;
  const std::string path = path_of(dashboard);
  dashboard["path"] = path;
  if (json::string_at(dashboard, "lifecycle_state") == "ACTIVE") {
    TRY_VOID(put_in_tree(workspace, dashboard, path == old));
    if (path != old && find_node(workspace, old)) TRY_VOID(forget_node(workspace, old));
  }
  TRY_VOID(store_draft(workspace, dashboard));
  return json_answer(public_part(std::move(dashboard)));
}

Result<net::ServerResponse> trash_dashboard(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject dashboard, dashboard_at(workspace, call.captures[0]));
  const std::string path = json::string_at(dashboard, "path");
  dashboard["lifecycle_state"] = "TRASHED";
  dashboard["parent_path"] = fmt::format("/Users/{}/Trash", me_of(workspace.store, call.identity).user_name);
  dashboard.stable_erase("path");
  TRY_VOID(put_body(workspace, "dashboard", call.captures[0], std::move(dashboard)));
  TRY_VOID(erase_body(workspace, "published_dashboard", call.captures[0]));
  if (find_node(workspace, path)) TRY_VOID(forget_node(workspace, path));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> publish_dashboard(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject dashboard, dashboard_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const bool embed, flag_member(*body, "embed_credentials"));
  JsonObject published{{"display_name", json::string_at(dashboard, "display_name")},
                       {"embed_credentials", embed},
                       {"revision_create_time", format_rfc3339(workspace.clock.now())}};
  copy_members(published, dashboard, {"warehouse_id"});
  copy_members(published, *body, {"warehouse_id"});
  TRY_VOID(put_body(workspace, "published_dashboard", call.captures[0], published));
  return json_answer(published);
}

Error not_published(const std::string& id) {
  return refusal(ErrorCode::NotFound, fmt::format("Unable to find published dashboard [dashboardId={}]", id));
}

Result<net::ServerResponse> show_published(Workspace& workspace, const Call& call) {
  TRY_VOID(dashboard_at(workspace, call.captures[0]));
  const auto published = find_body(workspace.store, "published_dashboard", call.captures[0]);
  if (!published) return not_published(call.captures[0]);
  return json_answer(*published);
}

Result<net::ServerResponse> unpublish(Workspace& workspace, const Call& call) {
  TRY_VOID(dashboard_at(workspace, call.captures[0]));
  if (workspace.store.find("published_dashboard", call.captures[0]) == nullptr) return not_published(call.captures[0]);
  TRY_VOID(erase_body(workspace, "published_dashboard", call.captures[0]));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> lakeview_routes() {
  return {{"GET", "/api/2.*/lakeview/dashboards", answered<list_dashboards>},
          {"POST", "/api/2.*/lakeview/dashboards", answered<create_dashboard>},
          {"GET", "/api/2.*/lakeview/dashboards/{}", answered<show_dashboard>},
          {"PATCH", "/api/2.*/lakeview/dashboards/{}", answered<update_dashboard>},
          {"DELETE", "/api/2.*/lakeview/dashboards/{}", answered<trash_dashboard>},
          {"POST", "/api/2.*/lakeview/dashboards/{}/published", answered<publish_dashboard>},
          {"GET", "/api/2.*/lakeview/dashboards/{}/published", answered<show_published>},
          {"DELETE", "/api/2.*/lakeview/dashboards/{}/published", answered<unpublish>}};
}

}  // namespace lakecode::local
