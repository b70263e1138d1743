// Dashboards of the older SQL API, /api/2.0/preview/sql/dashboards: kept and shown, not drawn; those of Lakeview are
// others. Stored: legacy_dashboard (id): Dashboard, its times and its trash as saved queries have them.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/routes/answer.h"
#include "local/routes/legacy_sql.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kKind = "legacy_dashboard";

Result<JsonObject> dashboard_at(const Workspace& workspace, const std::string& id) {
  auto dashboard = find_body(workspace.store, kKind, id);
  if (!dashboard) return refusal(ErrorCode::NotFound, fmt::format("Dashboard with ID {} does not exist.", id));
  return std::move(*dashboard);
}

/// "Sales, weekly" as "sales-weekly".
std::string slug_of(std::string_view name) {
  std::string slug;
  for (const char c : text::to_lower(name)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) slug += c;
    if (!kept && !slug.empty() && slug.back() != '-') slug += '-';
  }
  while (slug.ends_with('-')) slug.pop_back();
  return slug;
}

JsonObject shown(const Workspace& workspace, const JsonObject& dashboard) {
  const JsonObject owner = legacy_user(workspace, json::string_at(dashboard, "owner_user_name"));
  JsonObject options;
  if (const std::string at = json::string_at(dashboard, "lakecode_trashed_at"); !at.empty())
    options["moved_to_trash_at"] = at;
  JsonObject out{{"id", json::string_at(dashboard, "id")},
                 {"name", json::string_at(dashboard, "name")},
                 {"slug", slug_of(json::string_at(dashboard, "name"))},
                 {"tags", json::array_at(dashboard, "tags")},
                 {"dashboard_filters_enabled", json::bool_at(dashboard, "dashboard_filters_enabled").value_or(false)},
                 {"is_archived", is_trashed(dashboard)},
                 {"is_draft", false},
                 {"is_favorite", json::bool_at(dashboard, "is_favorite").value_or(false)},
                 {"can_edit", true},
                 {"permission_tier", "CAN_MANAGE"},
                 {"options", std::move(options)},
                 {"user", owner},
                 {"widgets", JsonArray()},
                 {"created_at", json::string_at(dashboard, "create_time")},
                 {"updated_at", json::string_at(dashboard, "update_time")}};
  copy_members(out, JsonValue(dashboard), {"parent", "run_as_role"});
  if (const JsonValue* id = json::find(owner, "id")) out["user_id"] = *id;
  return out;
}

Result<net::ServerResponse> create(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "name"));
  const std::string id = new_uuid(workspace);
  const std::string now = format_rfc3339(workspace.clock.now());
  JsonObject dashboard{{"id", id},
                       {"name", name},
                       {"owner_user_name", me_of(workspace.store, call.identity).user_name},
                       {"lifecycle_state", "ACTIVE"},
                       {"create_time", now},
                       {"update_time", now}};
  copy_members(dashboard, *body, {"tags", "parent", "is_favorite", "dashboard_filters_enabled", "run_as_role"});
  TRY_VOID(put_body(workspace, kKind, id, dashboard));
  return json_answer(shown(workspace, dashboard));
}

Result<net::ServerResponse> show(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject dashboard, dashboard_at(workspace, call.captures[0]));
  return json_answer(shown(workspace, dashboard));
}

Result<net::ServerResponse> list(Workspace& workspace, const Call& call) {
  return legacy_page(workspace, call, kKind,
                     [&workspace](const JsonObject& dashboard) { return shown(workspace, dashboard); });
}

Result<net::ServerResponse> update(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject dashboard, dashboard_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_VOID(text_member(*body, "name"));
  copy_members(dashboard, *body, {"name", "tags", "run_as_role"});
  dashboard["update_time"] = format_rfc3339(workspace.clock.now());
  TRY_VOID(put_body(workspace, kKind, call.captures[0], dashboard));
  return json_answer(shown(workspace, dashboard));
}

Result<net::ServerResponse> move(Workspace& workspace, const Call& call, bool trashed) {
  TRY_ASSIGN(JsonObject dashboard, dashboard_at(workspace, call.captures[0]));
  set_trashed(workspace, dashboard, trashed);
  TRY_VOID(put_body(workspace, kKind, call.captures[0], std::move(dashboard)));
  return json_answer(JsonObject{});
}
Result<net::ServerResponse> trash(Workspace& workspace, const Call& call) {
  return move(workspace, call, true);
}
Result<net::ServerResponse> restore(Workspace& workspace, const Call& call) {
  return move(workspace, call, false);
}

}  // namespace

std::vector<Route> legacy_dashboards_routes() {
  return {{"GET", "/api/2.*/preview/sql/dashboards", answered<list>},
          {"POST", "/api/2.*/preview/sql/dashboards", answered<create>},
          {"POST", "/api/2.*/preview/sql/dashboards/trash/{}", answered<restore>},
          {"GET", "/api/2.*/preview/sql/dashboards/{}", answered<show>},
          {"POST", "/api/2.*/preview/sql/dashboards/{}", answered<update>},
          {"DELETE", "/api/2.*/preview/sql/dashboards/{}", answered<trash>}};
}

}  // namespace lakecode::local
