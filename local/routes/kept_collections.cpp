// Collections whose objects are kept as they come and shown again: global init scripts, IP access lists, notification
// destinations, alerts of the second generation, schedules and subscriptions of dashboards, visualizations. Nothing is
// done with them. Stored: the kind of each collection, id the captured parts of its path joined with "/".

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/routes/administration_groups.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

enum class Times { Millis, Rfc3339 };

struct Collection {
  std::string_view kind;
  std::string_view words;     ///< for messages
  std::string_view id;        ///< the member that holds the id
  std::string_view array;     ///< of the list's answer
  std::string_view required;  ///< members that a new one needs, blanks between
  std::string_view given;     ///< the member of a request that wraps the object; "" for the body itself
  std::string_view shown;     ///< the member of an answer that wraps the object; "" for none
  Times times = Times::Rfc3339;
  bool answers_id_alone = false;  ///< of a new one
  std::string_view hidden = "";   ///< a member that lists do not show
};

constexpr Collection kScripts{"global_init_script",
                              "Global init script",
                              "script_id",
                              "scripts",
                              "name script",
                              "",
                              "",
                              Times::Millis,
                              true,
                              "script"};
constexpr Collection kAccessLists{
    "ip_access_list", "IP access list", "list_id", "ip_access_lists", "label list_type ip_addresses", "",
    "ip_access_list", Times::Millis};
constexpr Collection kDestinations{
    "notification_destination", "Notification destination", "id", "results", "display_name", "", ""};
constexpr Collection kAlerts{"alert_v2", "Alert", "id", "alerts", "display_name query_text", "", ""};
constexpr Collection kSchedules{"dashboard_schedule", "Schedule", "schedule_id", "schedules", "cron_schedule", "", ""};
constexpr Collection kSubscriptions{
    "dashboard_subscription", "Subscription", "subscription_id", "subscriptions", "subscriber", "", ""};
constexpr Collection kVisualizations{"visualization", "Visualization", "id", "results",
                                     "display_name",  "visualization", ""};

std::string joined(const std::vector<std::string>& captures) {
  std::string out;
  for (const std::string& part : captures) out += (out.empty() ? "" : "/") + part;
  return out;
}

Error missing(const Collection& of, const std::string& id) {
  return refusal(ErrorCode::NotFound, fmt::format("{} with ID {} does not exist.", of.words, id));
}

Result<JsonObject> kept_at(const Workspace& workspace, const Call& call, const Collection& of) {
  auto body = find_body(workspace.store, of.kind, joined(call.captures));
  if (!body) return missing(of, call.captures.back());
  return std::move(*body);
}

/// What the request says of the object.
Result<JsonObject> given_in(const Call& call, const Collection& of) {
  TRY_ASSIGN(const JsonBox body, call.body());
  if (of.given.empty()) return body->as_object();
  return JsonObject(json::object_at(*body, of.given));
}

JsonObject shown(const Collection& of, JsonObject object) {
  object = public_part(std::move(object));
  if (of.shown.empty()) return object;
  return {{of.shown, std::move(object)}};
}

void stamp(const Workspace& workspace, const Collection& of, JsonObject& object, bool fresh) {
  if (of.times == Times::Millis) {
    if (fresh) object["created_at"] = now_ms(workspace);
    object["updated_at"] = now_ms(workspace);
    return;
  }
  const std::string now = format_rfc3339(workspace.clock.now());
  if (fresh) object["create_time"] = now;
  object["update_time"] = now;
}

/// What follows from the rest of the object.
void derive(const Collection& of, JsonObject& object) {
  if (of.kind == kAccessLists.kind) object["address_count"] = json::array_at(object, "ip_addresses").size();
  if (of.kind != kDestinations.kind) return;
  for (const auto& [member, type] :
       {std::pair("email", "EMAIL"), std::pair("slack", "SLACK"), std::pair("pagerduty", "PAGERDUTY"),
        std::pair("microsoft_teams", "MICROSOFT_TEAMS"), std::pair("generic_webhook", "WEBHOOK")}) {
    if (json::object_at(object, "config").contains(member)) object["destination_type"] = type;
  }
}

Result<net::ServerResponse> create(Workspace& workspace, const Call& call, const Collection& of) {
  TRY_ASSIGN(const JsonObject given, given_in(call, of));
  for (const std::string_view member : text::split(of.required, ' ')) {
    const JsonValue* value = json::find(given, member);
    if (value == nullptr || value->is_null())
      return refusal(ErrorCode::InvalidArgument, fmt::format("Missing required field: {}", member));
  }
  const std::string parent = joined(call.captures);
  const std::string id = new_uuid(workspace);
  const std::string me = me_of(workspace.store, call.identity).user_name;
  JsonObject object{{of.id, id}};
  lay_over(object, given);
  object[of.id] = id;
  stamp(workspace, of, object, true);
  if (of.kind == kScripts.kind) object["created_by"] = me;
  if (of.kind == kAccessLists.kind) object["created_by"] = me_of(workspace.store, call.identity).user_id;
  if (of.kind == kAccessLists.kind && !object.contains("enabled")) object["enabled"] = true;
  if (of.kind == kScripts.kind && !object.contains("enabled")) object["enabled"] = false;
  if (of.kind == kScripts.kind && !object.contains("position")) object["position"] = workspace.store.count(of.kind);
  if (of.kind == kAlerts.kind) {
    object["owner_user_name"] = me;
    object["run_as_user_name"] = me;
    object["lifecycle_state"] = "ACTIVE";
  }
  if (of.kind == kSchedules.kind || of.kind == kSubscriptions.kind) {
    object["dashboard_id"] = call.captures.front();
    object["etag"] = workspace.random.hex(8);
    if (of.kind == kSchedules.kind && !object.contains("pause_status")) object["pause_status"] = "UNPAUSED";
    if (of.kind == kSubscriptions.kind) object["schedule_id"] = call.captures.back();
  }
  derive(of, object);
  object["lakecode_parent"] = parent;
  TRY_VOID(put_body(workspace, of.kind, parent.empty() ? id : parent + "/" + id, object));
  if (of.answers_id_alone) return json_answer(JsonObject{{of.id, id}});
  return json_answer(shown(of, std::move(object)));
}

Result<net::ServerResponse> show(Workspace& workspace, const Call& call, const Collection& of) {
  TRY_ASSIGN(JsonObject object, kept_at(workspace, call, of));
  return json_answer(shown(of, std::move(object)));
}

Result<net::ServerResponse> list(Workspace& workspace, const Call& call, const Collection& of) {
  TRY_ASSIGN(ListQuery query, page_query(call, of.kind, {"", "page_size", 100, 1000}));
  query.parent = joined(call.captures);
  query.filter = [](const Record& record) {
    return record.text.find("\"lifecycle_state\":\"DELETED\"") == std::string::npos;
  };
  return page_answer(workspace, query, of.array, [&of](JsonObject object) {
    object = public_part(std::move(object));
    if (!of.hidden.empty()) object.stable_erase(of.hidden);
    return object;
  });
}

Result<net::ServerResponse> change(Workspace& workspace, const Call& call, const Collection& of) {
  TRY_ASSIGN(JsonObject object, kept_at(workspace, call, of));
  TRY_ASSIGN(JsonObject given, given_in(call, of));
  for (const std::string_view fixed :
       {of.id, std::string_view("created_at"), std::string_view("create_time"), std::string_view("update_mask")})
    given.stable_erase(fixed);
  lay_over(object, given);
  stamp(workspace, of, object, false);
  derive(of, object);
  TRY_VOID(put_body(workspace, of.kind, joined(call.captures), object));
  if (of.answers_id_alone) return json_answer(JsonObject{});
  return json_answer(shown(of, std::move(object)));
}

Result<net::ServerResponse> remove(Workspace& workspace, const Call& call, const Collection& of) {
  TRY_ASSIGN(JsonObject object, kept_at(workspace, call, of));
  if (of.kind == kAlerts.kind) {
    object["lifecycle_state"] = "DELETED";
    TRY_VOID(put_body(workspace, of.kind, joined(call.captures), std::move(object)));
  } else {
    TRY_VOID(erase_body(workspace, of.kind, joined(call.captures)));
  }
  return json_answer(JsonObject{});
}

using Verb = Result<net::ServerResponse> (*)(Workspace&, const Call&, const Collection&);
template <Verb Do, const Collection& Of>
Result<net::ServerResponse> on(Workspace& workspace, const Call& call) {
  return Do(workspace, call, Of);
}

template <const Collection& Of>
void add_rows(std::vector<Route>& routes, std::string_view many, std::string_view one) {
  const std::vector<Route> rows{{"GET", many, answered<on<list, Of>>},  {"POST", many, answered<on<create, Of>>},
                                {"GET", one, answered<on<show, Of>>},   {"PATCH", one, answered<on<change, Of>>},
                                {"PUT", one, answered<on<change, Of>>}, {"DELETE", one, answered<on<remove, Of>>}};
  routes.insert(routes.end(), rows.begin(), rows.end());
}

}  // namespace

std::vector<Route> kept_collections_routes() {
  std::vector<Route> routes;
  add_rows<kScripts>(routes, "/api/2.*/global-init-scripts", "/api/2.*/global-init-scripts/{}");
  add_rows<kAccessLists>(routes, "/api/2.*/ip-access-lists", "/api/2.*/ip-access-lists/{}");
  add_rows<kDestinations>(routes, "/api/2.*/notification-destinations", "/api/2.*/notification-destinations/{}");
  add_rows<kAlerts>(routes, "/api/2.*/alerts", "/api/2.*/alerts/{}");
  add_rows<kSchedules>(routes, "/api/2.*/lakeview/dashboards/{}/schedules",
                       "/api/2.*/lakeview/dashboards/{}/schedules/{}");
  add_rows<kSubscriptions>(routes, "/api/2.*/lakeview/dashboards/{}/schedules/{}/subscriptions",
                           "/api/2.*/lakeview/dashboards/{}/schedules/{}/subscriptions/{}");
  add_rows<kVisualizations>(routes, "/api/2.*/sql/visualizations", "/api/2.*/sql/visualizations/{}");
  return routes;
}

}  // namespace lakecode::local
