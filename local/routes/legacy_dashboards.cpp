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
                 {"widgets", legacy_parts(workspace, "legacy_widget", json::string_at(dashboard, "id"))},
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

Result<void> take(const Workspace& workspace, const Call& /*call*/, const JsonValue& body, JsonObject& dashboard) {
  TRY_VOID(text_member(body, "name"));
  copy_members(dashboard, body, {"name", "tags", "run_as_role"});
  dashboard["update_time"] = format_rfc3339(workspace.clock.now());
  return {};
}

constexpr LegacyNoun kNoun{kKind, "Dashboard", shown, take};

}  // namespace

std::vector<Route> legacy_dashboards_routes() {
  std::vector<Route> routes =
      legacy_rows<kNoun>("/api/2.*/preview/sql/dashboards", "/api/2.*/preview/sql/dashboards/trash/{}",
                         "/api/2.*/preview/sql/dashboards/{}");
  routes.push_back({"POST", "/api/2.*/preview/sql/dashboards", answered<create>});
  return routes;
}

}  // namespace lakecode::local
