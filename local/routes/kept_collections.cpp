// Collections whose objects are kept as they come and shown again: global init scripts, IP access lists, notification
// destinations, alerts of the second generation, schedules and subscriptions of dashboards, visualizations. Nothing is
// done with them.

#include <fmt/format.h>

#include <arpa/inet.h>

#include <array>
#include <utility>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/jobs/cron.h"
#include "local/routes/administration_groups.h"
#include "local/routes/kept_collection.h"
#include "local/routes/me.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

Result<void> check_script(const Workspace& /*workspace*/, const Call& /*call*/, const JsonObject& script) {
  if (crypto::base64_decode(json::string_at(script, "script"))) return {};
  return refusal(ErrorCode::InvalidArgument, "script must be base64");
}

/// An address of either family, with or without a length of prefix.
bool is_address(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string address = text.substr(0, slash);
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  const bool four = ::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
  if (!four && ::inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return false;
  if (slash == std::string::npos) return true;
  const auto length = text::parse_int(std::string_view(text).substr(slash + 1));
  return length && *length >= 0 && *length <= (four ? 32 : 128);
}

Result<void> check_access_list(const Workspace& /*workspace*/, const Call& /*call*/, const JsonObject& list) {
  const std::string type = json::string_at(list, "list_type");
  if (type != "ALLOW" && type != "BLOCK")
    return refusal(ErrorCode::InvalidArgument, fmt::format("list_type must be ALLOW or BLOCK, got {}", type));
  for (const JsonValue& address : json::array_at(list, "ip_addresses")) {
    const std::string text = json::as_string(address).value_or("");
    if (!is_address(text))
      return refusal(ErrorCode::InvalidArgument, fmt::format("'{}' is no IP address and no range of them", text));
  }
  return {};
}

Result<void> check_dashboard(const Workspace& workspace, const Call& call) {
  if (workspace.store.find("dashboard", call.captures.front()) != nullptr) return {};
  return refusal(ErrorCode::NotFound, fmt::format("Unable to find dashboard [dashboardId={}]", call.captures.front()));
}

Result<void> check_schedule(const Workspace& workspace, const Call& call, const JsonObject& schedule) {
  TRY_VOID(check_dashboard(workspace, call));
  const JsonObject& cron = json::object_at(schedule, "cron_schedule");
  const std::string expression = json::string_at(cron, "quartz_cron_expression");
  if (!CronExpression::parse(expression))
    return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid quartz_cron_expression: '{}'", expression));
  const std::string zone = json::string_at(cron, "timezone_id");
  if (!zone.empty() && !TimeZone::find(zone))
    return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid timezone_id: '{}'", zone));
  return {};
}

Result<void> check_subscription(const Workspace& workspace, const Call& call, const JsonObject& /*subscription*/) {
  TRY_VOID(check_dashboard(workspace, call));
  const std::string id = call.captures[0] + "/" + call.captures[1];
  if (workspace.store.find("dashboard_schedule", id) != nullptr) return {};
  return refusal(ErrorCode::NotFound, fmt::format("Schedule with ID {} does not exist.", call.captures[1]));
}

void complete_script(Workspace& workspace, const Call& call, JsonObject& script, bool fresh) {
  if (!fresh) return;
  script["created_by"] = me_of(workspace.store, call.identity).user_name;
  if (!script.contains("enabled")) script["enabled"] = false;
  if (!script.contains("position")) script["position"] = workspace.store.count("global_init_script");
}

void complete_access_list(Workspace& workspace, const Call& call, JsonObject& list, bool fresh) {
  if (fresh) list["created_by"] = me_of(workspace.store, call.identity).user_id;
  if (fresh && !list.contains("enabled")) list["enabled"] = true;
  list["address_count"] = json::array_at(list, "ip_addresses").size();
}

void complete_destination(Workspace& /*workspace*/, const Call& /*call*/, JsonObject& destination, bool /*fresh*/) {
  for (const auto& [member, type] :
       {std::pair("email", "EMAIL"), std::pair("slack", "SLACK"), std::pair("pagerduty", "PAGERDUTY"),
        std::pair("microsoft_teams", "MICROSOFT_TEAMS"), std::pair("generic_webhook", "WEBHOOK")}) {
    if (json::object_at(destination, "config").contains(member)) destination["destination_type"] = type;
  }
}

void complete_alert(Workspace& workspace, const Call& call, JsonObject& alert, bool fresh) {
  if (!fresh) return;
  const std::string me = me_of(workspace.store, call.identity).user_name;
  alert["owner_user_name"] = me;
  alert["effective_run_as"] = JsonObject{{member_of_user(me), me}};
  alert["lifecycle_state"] = "ACTIVE";
}

void complete_schedule(Workspace& workspace, const Call& call, JsonObject& schedule, bool fresh) {
  if (!fresh) return;
  schedule["dashboard_id"] = call.captures.front();
  schedule["etag"] = workspace.random.hex(8);
  if (!schedule.contains("pause_status")) schedule["pause_status"] = "UNPAUSED";
}

void complete_subscription(Workspace& workspace, const Call& call, JsonObject& subscription, bool fresh) {
  if (!fresh) return;
  subscription["dashboard_id"] = call.captures.front();
  subscription["etag"] = workspace.random.hex(8);
  subscription["schedule_id"] = call.captures.back();
}

constexpr Collection kScripts{.kind = "global_init_script",
                              .words = "Global init script",
                              .id = "script_id",
                              .array = "scripts",
                              .required = "name script",
                              .times = KeptTimes::Millis,
                              .answers_id_alone = true,
                              .hidden = "script",
                              .complete = complete_script,
                              .check = check_script};
constexpr Collection kAccessLists{.kind = "ip_access_list",
                                  .words = "IP access list",
                                  .id = "list_id",
                                  .array = "ip_access_lists",
                                  .required = "label list_type ip_addresses",
                                  .shown = "ip_access_list",
                                  .times = KeptTimes::Millis,
                                  .complete = complete_access_list,
                                  .check = check_access_list};
constexpr Collection kDestinations{.kind = "notification_destination",
                                   .words = "Notification destination",
                                   .id = "id",
                                   .array = "results",
                                   .required = "display_name",
                                   .complete = complete_destination};
constexpr Collection kAlerts{.kind = "alert_v2",
                             .words = "Alert",
                             .id = "id",
                             .array = "alerts",
                             .required = "display_name query_text",
                             .trashes = true,
                             .complete = complete_alert};
constexpr Collection kSchedules{.kind = "dashboard_schedule",
                                .words = "Schedule",
                                .id = "schedule_id",
                                .array = "schedules",
                                .required = "cron_schedule",
                                .complete = complete_schedule,
                                .check = check_schedule};
constexpr Collection kSubscriptions{.kind = "dashboard_subscription",
                                    .words = "Subscription",
                                    .id = "subscription_id",
                                    .array = "subscriptions",
                                    .required = "subscriber",
                                    .complete = complete_subscription,
                                    .check = check_subscription};
constexpr Collection kVisualizations{.kind = "visualization",
                                     .words = "Visualization",
                                     .id = "id",
                                     .array = "results",
                                     .required = "display_name",
                                     .given = "visualization"};

Result<net::ServerResponse> list_visualizations(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(ListQuery query, page_query(call, kVisualizations.kind, {"", "page_size", 20, 100}));
  query.filter = [&](const Record& record) { return json::string_at(body_of(record), "query_id") == call.captures[0]; };
  return page_answer(workspace, query, kVisualizations.array);
}

}  // namespace

std::vector<Route> kept_collections_routes() {
  std::vector<Route> routes;
  add_kept_rows<kScripts>(routes, "/api/2.*/global-init-scripts", "/api/2.*/global-init-scripts/{}");
  add_kept_rows<kAccessLists>(routes, "/api/2.*/ip-access-lists", "/api/2.*/ip-access-lists/{}");
  add_kept_rows<kDestinations>(routes, "/api/2.*/notification-destinations", "/api/2.*/notification-destinations/{}");
  add_kept_rows<kAlerts>(routes, "/api/2.*/alerts", "/api/2.*/alerts/{}");
  add_kept_rows<kSchedules>(routes, "/api/2.*/lakeview/dashboards/{}/schedules",
                            "/api/2.*/lakeview/dashboards/{}/schedules/{}");
  add_kept_rows<kSubscriptions>(routes, "/api/2.*/lakeview/dashboards/{}/schedules/{}/subscriptions",
                                "/api/2.*/lakeview/dashboards/{}/schedules/{}/subscriptions/{}");
  add_kept_rows<kVisualizations>(routes, "/api/2.*/sql/visualizations", "/api/2.*/sql/visualizations/{}");
  routes.push_back({"GET", "/api/2.*/sql/queries/{}/visualizations", answered<list_visualizations>});
  return routes;
}

}  // namespace lakecode::local
