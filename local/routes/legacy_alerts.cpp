// Alerts as the older SQL API tells them, /api/2.0/preview/sql/alerts: the objects of saved_queries.cpp. An alert that
// is deleted here is gone: the older API has no trash for alerts.

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

constexpr std::string_view kKind = "alert";

struct Comparison {
  std::string_view sign;
  std::string_view word;
};
constexpr std::array<Comparison, 6> kComparisons{{{">", "GREATER_THAN"},
                                                  {">=", "GREATER_THAN_OR_EQUAL"},
                                                  {"<", "LESS_THAN"},
                                                  {"<=", "LESS_THAN_OR_EQUAL"},
                                                  {"==", "EQUAL"},
                                                  {"!=", "NOT_EQUAL"}}};

Result<JsonObject> alert_at(const Workspace& workspace, const std::string& id) {
  auto alert = find_body(workspace.store, kKind, id);
  if (!alert) return refusal(ErrorCode::NotFound, fmt::format("Alert with ID {} does not exist.", id));
  return std::move(*alert);
}

/// {"double_value"} or {"string_value"} or {"bool_value"} of any scalar.
JsonObject threshold_of(const JsonValue& value) {
  if (value.is_bool()) return {{"bool_value", value}};
  if (value.is_number()) return {{"double_value", value}};
  return {{"string_value", json::as_string(value).value_or("")}};
}

Result<JsonObject> condition_of(const JsonObject& options) {
  TRY_ASSIGN(const std::string column, need_text(JsonValue(options), "column"));
  TRY_ASSIGN(const std::string sign, need_text(JsonValue(options), "op"));
  const auto* const known = std::find_if(kComparisons.begin(), kComparisons.end(),
                                         [&](const Comparison& comparison) { return comparison.sign == sign; });
  if (known == kComparisons.end())
    return refusal(ErrorCode::InvalidArgument, fmt::format("op must be >, >=, <, <=, == or !=, got {}", sign));
  const JsonValue* value = json::find(options, "value");
  if (value == nullptr || value->is_null()) return refusal(ErrorCode::InvalidArgument, "Missing required field: value");
  JsonObject condition{{"op", known->word},
                       {"operand", JsonObject{{"column", JsonObject{{"name", column}}}}},
                       {"threshold", JsonObject{{"value", threshold_of(*value)}}}};
  if (const std::string empty = json::string_at(options, "empty_result_state"); !empty.empty())
    condition["empty_result_state"] = text::to_upper(empty);
  return condition;
}

JsonObject options_of(const JsonObject& alert) {
  const JsonValue condition(json::object_at(alert, "condition"));
  JsonObject options{{"column", json::string_at_path(condition, {"operand", "column", "name"})}};
  const std::string word = json::string_at(condition, "op");
  for (const Comparison& comparison : kComparisons) {
    if (comparison.word == word) options["op"] = comparison.sign;
  }
  const JsonValue threshold(json::object_at(condition, "threshold"));
  for (const auto& value : json::object_at(threshold, "value")) options["value"] = value.value();
  options["muted"] = json::bool_at(alert, "lakecode_muted").value_or(false);
  copy_members(options, JsonValue(alert), {"custom_subject", "custom_body"});
  if (const std::string empty = json::string_at(condition, "empty_result_state"); !empty.empty())
    options["empty_result_state"] = text::to_lower(empty);
  return options;
}

JsonObject query_part(const Workspace& workspace, const std::string& id) {
  JsonObject part{{"id", id}};
  const auto query = find_body(workspace.store, "saved_query", id);
  if (!query) return part;
  part["name"] = json::string_at(*query, "display_name");
  part["query"] = json::string_at(*query, "query_text");
  part["data_source_id"] = json::string_at(*query, "warehouse_id");
  part["created_at"] = json::string_at(*query, "create_time");
  part["updated_at"] = json::string_at(*query, "update_time");
  part["is_archived"] = is_trashed(*query);
  part["is_draft"] = false;
  return part;
}

JsonObject shown(const Workspace& workspace, const JsonObject& alert) {
  JsonObject out{{"id", json::string_at(alert, "id")},
                 {"name", json::string_at(alert, "display_name")},
                 {"options", options_of(alert)},
                 {"state", text::to_lower(json::string_at(alert, "state"))},
                 {"query", query_part(workspace, json::string_at(alert, "query_id"))},
                 {"user", legacy_user(workspace, json::string_at(alert, "owner_user_name"))},
                 {"created_at", json::string_at(alert, "create_time")},
                 {"updated_at", json::string_at(alert, "update_time")}};
  if (const JsonValue* again = json::find(alert, "seconds_to_retrigger")) out["rearm"] = *again;
  if (const JsonValue* parent = json::find(alert, "lakecode_parent_folder")) out["parent"] = *parent;
  return out;
}

Result<void> take(const Workspace& workspace, const JsonValue& body, JsonObject& alert) {
  TRY_ASSIGN(const std::string name, need_text(body, "name"));
  TRY_ASSIGN(const std::string query, need_text(body, "query_id"));
  if (workspace.store.find("saved_query", query) == nullptr)
    return refusal(ErrorCode::NotFound, fmt::format("Query with ID {} does not exist.", query));
  const JsonObject options = json::object_at(body, "options");
  TRY_ASSIGN(JsonObject condition, condition_of(options));
  TRY_ASSIGN(const auto rearm, int_member(body, "rearm"));
  alert["display_name"] = name;
  alert["query_id"] = query;
  alert["condition"] = std::move(condition);
  alert["lakecode_muted"] = json::bool_at(options, "muted").value_or(false);
  copy_members(alert, JsonValue(options), {"custom_subject", "custom_body"});
  if (rearm) alert["seconds_to_retrigger"] = *rearm;
  alert["update_time"] = format_rfc3339(workspace.clock.now());
  return {};
}

Result<net::ServerResponse> create(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  const std::string me = me_of(workspace.store, call.identity).user_name;
  const std::string id = new_uuid(workspace);
  JsonObject alert{{"id", id},
                   {"owner_user_name", me},
                   {"lifecycle_state", "ACTIVE"},
                   {"state", "UNKNOWN"},
                   {"parent_path", "/Workspace/Users/" + me},
                   {"create_time", format_rfc3339(workspace.clock.now())}};
  TRY_ASSIGN(const std::string parent, text_member(*body, "parent"));
  if (!parent.empty()) alert["lakecode_parent_folder"] = parent;
  TRY_VOID(take(workspace, *body, alert));
  TRY_VOID(put_body(workspace, kKind, id, alert));
  return json_answer(shown(workspace, alert));
}

Result<net::ServerResponse> show(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject alert, alert_at(workspace, call.captures[0]));
  return json_answer(shown(workspace, alert));
}

/// A plain list, without pages.
Result<net::ServerResponse> list(Workspace& workspace, const Call& /*call*/) {
  ListQuery query;
  query.kind = kKind;
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage all, workspace.store.list(query));
  JsonArray alerts;
  for (const RecordPointer& record : all.records) {
    const JsonObject alert = body_of(*record);
    if (!is_trashed(alert)) alerts.push_back(shown(workspace, alert));
  }
  return json_answer(JsonValue(std::move(alerts)));
}

Result<net::ServerResponse> update(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject alert, alert_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_VOID(take(workspace, *body, alert));
  TRY_VOID(put_body(workspace, kKind, call.captures[0], std::move(alert)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> remove(Workspace& workspace, const Call& call) {
  TRY_VOID(alert_at(workspace, call.captures[0]));
  TRY_VOID(erase_body(workspace, kKind, call.captures[0]));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> legacy_alerts_routes() {
  return {{"GET", "/api/2.*/preview/sql/alerts", answered<list>},
          {"POST", "/api/2.*/preview/sql/alerts", answered<create>},
          {"GET", "/api/2.*/preview/sql/alerts/{}", answered<show>},
          {"PUT", "/api/2.*/preview/sql/alerts/{}", answered<update>},
          {"DELETE", "/api/2.*/preview/sql/alerts/{}", answered<remove>}};
}

}  // namespace lakecode::local
