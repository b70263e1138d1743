// Quality monitors of tables: what they are set to, and their refreshes, which measure nothing and succeed at once.
// Stored: quality_monitor (table's full name): MonitorInfo; monitor_refresh (table/id): MonitorRefreshInfo.

#include <fmt/format.h>

#include "base/json.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

const std::vector<std::string_view> kSettings{"output_schema_name",
                                              "assets_dir",
                                              "baseline_table_name",
                                              "custom_metrics",
                                              "data_classification_config",
                                              "inference_log",
                                              "notifications",
                                              "schedule",
                                              "slicing_exprs",
                                              "snapshot",
                                              "time_series",
                                              "dashboard_id"};

std::string refresh_key(const Securable& table, std::int64_t id) {
  return fmt::format("{}/{}", table.name, id);
}

Result<JsonObject> monitor_of(const Workspace& workspace, const Securable& table) {
  auto body = find_body(workspace.store, "quality_monitor", table.name);
  if (!body) return refusal(ErrorCode::NotFound, fmt::format("Monitor for table '{}' does not exist.", table.name));
  return std::move(*body);
}

Result<net::ServerResponse> create_monitor(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string schema, need_text(*body, "output_schema_name"));
  TRY_VOID(need_text(*body, "assets_dir"));
  if (workspace.store.find("quality_monitor", table.name) != nullptr)
    return refusal(ErrorCode::AlreadyExists, fmt::format("Table '{}' already has a monitor", table.name));
  const std::string name = table.name.substr(table.name.rfind('.') + 1);
  JsonObject monitor{{"table_name", table.name},
                     {"status", "MONITOR_STATUS_ACTIVE"},
                     {"monitor_version", 0},
                     {"dashboard_id", workspace.random.hex(16)},
                     {"profile_metrics_table_name", fmt::format("{}.{}_profile_metrics", schema, name)},
                     {"drift_metrics_table_name", fmt::format("{}.{}_drift_metrics", schema, name)}};
  copy_members(monitor, *body, kSettings);
  TRY_VOID(put_body(workspace, "quality_monitor", table.name, monitor));
  return json_answer(monitor);
}

Result<net::ServerResponse> show_monitor(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", call.captures[0]));
  TRY_ASSIGN(const JsonObject monitor, monitor_of(workspace, table));
  return json_answer(monitor);
}

Result<net::ServerResponse> update_monitor(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", call.captures[0]));
  TRY_ASSIGN(JsonObject monitor, monitor_of(workspace, table));
  TRY_ASSIGN(const JsonBox body, call.body());
  copy_members(monitor, *body, kSettings);
  monitor["monitor_version"] = json::int_at(monitor, "monitor_version").value_or(0) + 1;
  TRY_VOID(put_body(workspace, "quality_monitor", table.name, monitor));
  return json_answer(monitor);
}

Result<net::ServerResponse> delete_monitor(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", call.captures[0]));
  TRY_VOID(monitor_of(workspace, table));
  TRY_VOID(erase_body(workspace, "quality_monitor", table.name));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> list_refreshes(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", call.captures[0]));
  TRY_VOID(monitor_of(workspace, table));
  JsonArray refreshes;
  for (std::int64_t id = 1; auto body = find_body(workspace.store, "monitor_refresh", refresh_key(table, id)); ++id)
    refreshes.push_back(std::move(*body));
  return json_answer(JsonObject{{"refreshes", std::move(refreshes)}});
}

Result<net::ServerResponse> run_refresh(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", call.captures[0]));
  TRY_VOID(monitor_of(workspace, table));
  std::int64_t id = 1;
  while (workspace.store.find("monitor_refresh", refresh_key(table, id)) != nullptr) ++id;
  const std::int64_t now = now_ms(workspace);
  const JsonObject refresh{{"refresh_id", id},     {"state", "SUCCESS"}, {"trigger", "MANUAL"},
                           {"start_time_ms", now}, {"end_time_ms", now}, {"message", ""}};
  TRY_VOID(put_body(workspace, "monitor_refresh", refresh_key(table, id), refresh));
  return json_answer(refresh);
}

Result<JsonObject> refresh_of(const Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", call.captures[0]));
  auto body = find_body(workspace.store, "monitor_refresh", table.name + "/" + call.captures[1]);
  if (body) return std::move(*body);
  return refusal(ErrorCode::NotFound,
                 fmt::format("Refresh {} of the monitor for table '{}' does not exist.", call.captures[1], table.name));
}

Result<net::ServerResponse> show_refresh(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject refresh, refresh_of(workspace, call));
  return json_answer(refresh);
}

/// A refresh that has ended stays as it is.
Result<net::ServerResponse> cancel_refresh(Workspace& workspace, const Call& call) {
  TRY_VOID(refresh_of(workspace, call));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> quality_monitors_routes() {
  constexpr std::string_view kOne = "/api/2.*/unity-catalog/tables/{}/monitor";
  return {{"GET", kOne, answered<show_monitor>},
          {"POST", kOne, answered<create_monitor>},
          {"PUT", kOne, answered<update_monitor>},
          {"DELETE", kOne, answered<delete_monitor>},
          {"GET", "/api/2.*/unity-catalog/tables/{}/monitor/refreshes", answered<list_refreshes>},
          {"POST", "/api/2.*/unity-catalog/tables/{}/monitor/refreshes", answered<run_refresh>},
          {"GET", "/api/2.*/unity-catalog/tables/{}/monitor/refreshes/{}", answered<show_refresh>},
          {"POST", "/api/2.*/unity-catalog/tables/{}/monitor/refreshes/{}/cancel", answered<cancel_refresh>}};
}

}  // namespace lakecode::local
