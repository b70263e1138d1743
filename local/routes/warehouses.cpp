// SQL warehouses (API reference 3.4). They have no machine behind them: start and stop take effect at once.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/records.h"
#include "local/routes/warehouse_state.h"

namespace lakecode::local {
namespace {

net::ServerResponse not_found(const std::string& id) {
  return error_answer(404, "RESOURCE_DOES_NOT_EXIST", fmt::format("SQL warehouse {} does not exist.", id));
}

net::ServerResponse show_warehouse(Workspace& workspace, const Call& call) {
  const RecordPointer record = workspace.store.find("warehouse", call.captures[0]);
  return record == nullptr ? not_found(call.captures[0]) : text_answer(record->text);
}

net::ServerResponse list_warehouses(Workspace& workspace, const Call& call) {
  const auto size = call.int_query("page_size");
  if (!size) return error_answer(size.error());
  ListQuery query;
  query.kind = "warehouse";
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(size->value_or(1000), 1, 1000));
  query.page_token = call.text_query("page_token");
  const auto page = workspace.store.list(query);
  if (!page) return error_answer(page.error());
  std::string body = R"({"warehouses":[)";
  for (const RecordPointer& record : page->records) body += (body.back() == '[' ? "" : ",") + record->text;
  body += "]";
  if (!page->next_page_token.empty()) body += fmt::format(R"(,"next_page_token":"{}")", page->next_page_token);
  return text_answer(body + "}");
}

constexpr std::array<std::string_view, 9> kSizes{"2X-Small", "X-Small",  "Small",    "Medium",  "Large",
                                                 "X-Large",  "2X-Large", "3X-Large", "4X-Large"};
constexpr std::int64_t kMostClusters = 40;
constexpr std::int64_t kLeastStopMinutes = 10;  // serverless ones may stop sooner
const std::vector<std::string_view> kSettings{"name",
                                              "cluster_size",
                                              "auto_stop_mins",
                                              "min_num_clusters",
                                              "max_num_clusters",
                                              "enable_photon",
                                              "enable_serverless_compute",
                                              "spot_instance_policy",
                                              "warehouse_type",
                                              "channel",
                                              "tags",
                                              "instance_profile_arn"};

/// Refuses settings that the platform refuses.
Result<void> check_settings(const Workspace& workspace, const JsonObject& info) {
  TRY_ASSIGN(const std::string name, need_text(info, "name"));
  TRY_ASSIGN(const std::string size, text_member(info, "cluster_size"));
  if (std::find(kSizes.begin(), kSizes.end(), size) == kSizes.end())
    return refusal(ErrorCode::InvalidArgument, fmt::format("'{}' is not a valid cluster_size", size));
  TRY_ASSIGN(const auto least, int_member(info, "min_num_clusters"));
  TRY_ASSIGN(const auto most, int_member(info, "max_num_clusters"));
  TRY_ASSIGN(const auto stop, int_member(info, "auto_stop_mins"));
  if (least.value_or(1) < 1 || most.value_or(1) < least.value_or(1))
    return refusal(ErrorCode::InvalidArgument,
                   "max_num_clusters must not be below min_num_clusters, which is at least 1");
  if (most.value_or(1) > kMostClusters) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("max_num_clusters must not be above {}, got {}", kMostClusters, *most));
  }
  const bool serverless = json::bool_at(info, "enable_serverless_compute").value_or(false);
  if (const std::int64_t minutes = stop.value_or(0);
      minutes < 0 || (minutes > 0 && minutes < kLeastStopMinutes && !serverless)) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("auto_stop_mins must be 0 or at least {}, got {}", kLeastStopMinutes, minutes));
  }
  ListQuery query;
  query.kind = "warehouse";
  query.limit = 1;
  const std::string id = json::string_at(info, "id");
  query.filter = [&](const Record& record) { return record.id != id && record.label == text::to_lower(name); };
  const auto page = workspace.store.list(query);
  if (page && !page->records.empty()) {
    return refusal(ErrorCode::InvalidArgument, fmt::format("SQL warehouse with name `{}` already exists", name));
  }
  return {};
}

Result<net::ServerResponse> create_warehouse(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  const std::string id = workspace.random.hex(8);
  JsonObject info{{"id", id},
                  {"name", ""},
                  {"cluster_size", "X-Small"},
                  {"min_num_clusters", 1},
                  {"max_num_clusters", 1},
                  {"auto_stop_mins", 120},
                  {"enable_photon", true},
                  {"enable_serverless_compute", false},
                  {"spot_instance_policy", "COST_OPTIMIZED"},
                  {"warehouse_type", "PRO"},
                  {"channel", JsonObject{{"name", "CHANNEL_NAME_CURRENT"}}}};
  copy_members(info, *body, kSettings);
  info["creator_name"] = me_of(workspace.store, call.identity).user_name;
  info["num_clusters"] = 1;
  info["num_active_sessions"] = 0;
  info["state"] = "RUNNING";
  info["health"] = JsonObject{{"status", "HEALTHY"}};
  info["jdbc_url"] = fmt::format("jdbc:spark://127.0.0.1:443/default;httpPath=/sql/1.0/warehouses/{}", id);
  info["odbc_params"] = JsonObject{
      {"hostname", "127.0.0.1"}, {"path", "/sql/1.0/warehouses/" + id}, {"port", 443}, {"protocol", "https"}};
  TRY_VOID(check_settings(workspace, info));
  TRY_VOID(put_body(workspace, "warehouse", id, std::move(info)));
  return json_answer(JsonObject{{"id", id}});
}

Result<net::ServerResponse> edit_warehouse(Workspace& workspace, const Call& call) {
  auto info = find_body(workspace.store, "warehouse", call.captures[0]);
  if (!info) return not_found(call.captures[0]);
  TRY_ASSIGN(const JsonBox body, call.body());
  copy_members(*info, *body, kSettings);
  TRY_VOID(check_settings(workspace, *info));
  TRY_VOID(put_body(workspace, "warehouse", call.captures[0], std::move(*info)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_warehouse(Workspace& workspace, const Call& call) {
  if (workspace.store.find("warehouse", call.captures[0]) == nullptr) return not_found(call.captures[0]);
  Store::Change change;
  change.erases = {{"warehouse", call.captures[0]}, {"permissions", "warehouses/" + call.captures[0]}};
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

/// GetWorkspaceWarehouseConfigResponse, as set before or as a new workspace has it.
Result<net::ServerResponse> show_config(Workspace& workspace, const Call& /*call*/) {
  const auto stored = find_body(workspace.store, "warehouse_config", "self");
  if (stored) return json_answer(*stored);
  JsonArray types;
  for (const char* type : {"PRO", "CLASSIC"}) types.push_back(JsonObject{{"warehouse_type", type}, {"enabled", true}});
  return json_answer(
      JsonObject{{"security_policy", "DATA_ACCESS_CONTROL"}, {"enabled_warehouse_types", std::move(types)}});
}

Result<net::ServerResponse> set_config(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_VOID(put_body(workspace, "warehouse_config", "self", body->as_object()));
  return json_answer(JsonObject{});
}

/// The older list of what a query can run on; the CLI looks warehouses up in it.
Result<net::ServerResponse> list_data_sources(Workspace& workspace, const Call& /*call*/) {
  ListQuery query;
  query.kind = "warehouse";
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  JsonArray sources;
  for (const RecordPointer& record : page.records) {
    const JsonObject info = body_of(*record);
    sources.push_back(JsonObject{{"id", record->id},
                                 {"name", json::string_at(info, "name")},
                                 {"type", "databricks_internal"},
                                 {"syntax", "sql"},
                                 {"paused", 0},
                                 {"supports_auto_limit", true},
                                 {"view_only", false},
                                 {"warehouse_id", record->id}});
  }
  return json_answer(sources);
}

net::ServerResponse change_state(Workspace& workspace, const Call& call, std::string_view state) {
  if (workspace.store.find("warehouse", call.captures[0]) == nullptr) return not_found(call.captures[0]);
  const auto changed = set_warehouse_state(workspace, call.captures[0], state);
  return changed ? json_answer(JsonObject{}) : error_answer(changed.error());
}

net::ServerResponse start_warehouse(Workspace& workspace, const Call& call) {
  return change_state(workspace, call, "RUNNING");
}

net::ServerResponse stop_warehouse(Workspace& workspace, const Call& call) {
  return change_state(workspace, call, "STOPPED");
}

}  // namespace

Result<void> set_warehouse_state(Workspace& workspace, const std::string& id, std::string_view state) {
  const RecordPointer record = workspace.store.find("warehouse", id);
  if (record == nullptr) {
    return Error{.code = ErrorCode::NotFound,
                 .action = "change SQL warehouse",
                 .subject = id,
                 .reason = "it does not exist",
                 .advice = ""};
  }
  TRY_ASSIGN(JsonValue body, json::parse(record->text, "stored warehouse"));
  if (json::string_at(body, "state") == state) return {};
  body.as_object()["state"] = state;
  body.as_object()["num_clusters"] = state == "RUNNING" ? 1 : 0;
  return workspace.store.put({"warehouse", id, JsonBox(std::move(body))});
}

bool wake_warehouse(Workspace& workspace, const std::string& id) {
  return set_warehouse_state(workspace, id, "RUNNING").has_value();
}

std::vector<Route> warehouses_routes() {
  return {{"GET", "/api/2.*/sql/warehouses", list_warehouses},
          {"POST", "/api/2.*/sql/warehouses", answered<create_warehouse>},
          {"POST", "/api/2.*/sql/warehouses/{}/edit", answered<edit_warehouse>},
          {"DELETE", "/api/2.*/sql/warehouses/{}", answered<delete_warehouse>},
          {"GET", "/api/2.*/sql/config/warehouses", answered<show_config>},
          {"PUT", "/api/2.*/sql/config/warehouses", answered<set_config>},
          {"GET", "/api/2.*/preview/sql/data_sources", answered<list_data_sources>},
          {"GET", "/api/2.*/sql/warehouses/{}", show_warehouse},
          {"POST", "/api/2.*/sql/warehouses/{}/start", start_warehouse},
          {"POST", "/api/2.*/sql/warehouses/{}/stop", stop_warehouse}};
}

}  // namespace lakecode::local
