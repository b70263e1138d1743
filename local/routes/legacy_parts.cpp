// What hangs on the objects of the older SQL API, /api/2.0/preview/sql: visualizations of queries, widgets of
// dashboards, and who may do what with them. Stored: legacy_visualization, legacy_widget (id), below their query or
// dashboard. The permissions of queries and alerts are those of permissions.cpp; of dashboards there are only these,
// and nobody follows them.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/time_format.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

struct Part {
  std::string_view kind;
  std::string_view words;
  std::string_view whole;  ///< the kind that it is a part of
  std::string_view whole_words;
  std::string_view whole_id;  ///< the member of a request that names that
};
constexpr Part kVisualizations{"legacy_visualization", "Visualization", "saved_query", "Query", "query_id"};
constexpr Part kWidgets{"legacy_widget", "Widget", "legacy_dashboard", "Dashboard", "dashboard_id"};

/// Takes what a request says of a part. The times of a widget stand in its options.
Result<void> take(const Workspace& workspace, const Part& of, const JsonValue& body, JsonObject& part) {
  const std::string now = format_rfc3339(workspace.clock.now());
  if (of.kind == kVisualizations.kind) {
    copy_members(part, body, {"type", "name", "description", "options"});
    TRY_VOID(need_text(JsonValue(part), "type"));
    if (!part.contains("created_at")) part["created_at"] = now;
    part["updated_at"] = now;
    return {};
  }
  TRY_ASSIGN(const auto width, int_member(body, "width"));
  TRY_ASSIGN(const std::string shown, text_member(body, "visualization_id"));
  if (width) part["width"] = *width;
  copy_members(part, body, {"text"});
  if (!shown.empty()) {
    const auto visualization = find_body(workspace.store, kVisualizations.kind, shown);
    if (!visualization)
      return refusal(ErrorCode::NotFound, fmt::format("Visualization with ID {} does not exist.", shown));
    part["visualization"] = public_part(*visualization);
  }
  const std::string made = json::string_at(json::object_at(part, "options"), "created_at");
  JsonObject options = json::object_at(body, "options");
  options["created_at"] = made.empty() ? now : made;
  options["updated_at"] = now;
  part["options"] = std::move(options);
  return {};
}

Result<net::ServerResponse> create_part(Workspace& workspace, const Call& call, const Part& of) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string whole, need_text(*body, of.whole_id));
  if (workspace.store.find(of.whole, whole) == nullptr)
    return refusal(ErrorCode::NotFound, fmt::format("{} with ID {} does not exist.", of.whole_words, whole));
  const std::string id = new_uuid(workspace);
  JsonObject part{{"id", id}, {"lakecode_parent", whole}};
  TRY_VOID(take(workspace, of, *body, part));
  TRY_VOID(put_body(workspace, of.kind, id, part));
  return json_answer(public_part(std::move(part)));
}

Result<JsonObject> part_at(const Workspace& workspace, const Part& of, const std::string& id) {
  auto part = find_body(workspace.store, of.kind, id);
  if (!part) return refusal(ErrorCode::NotFound, fmt::format("{} with ID {} does not exist.", of.words, id));
  return std::move(*part);
}

Result<net::ServerResponse> update_part(Workspace& workspace, const Call& call, const Part& of) {
  TRY_ASSIGN(JsonObject part, part_at(workspace, of, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_VOID(take(workspace, of, *body, part));
  TRY_VOID(put_body(workspace, of.kind, call.captures[0], part));
  return json_answer(public_part(std::move(part)));
}

Result<net::ServerResponse> delete_part(Workspace& workspace, const Call& call, const Part& of) {
  TRY_VOID(part_at(workspace, of, call.captures[0]));
  TRY_VOID(erase_body(workspace, of.kind, call.captures[0]));
  return json_answer(JsonObject{});
}

using PartVerb = Result<net::ServerResponse> (*)(Workspace&, const Call&, const Part&);
template <PartVerb Do, const Part& Of>
Result<net::ServerResponse> on_part(Workspace& workspace, const Call& call) {
  return Do(workspace, call, Of);
}

/// A type of object as the older API names it.
struct Guarded {
  std::string_view plural;
  std::string_view singular;
  std::string_view kind;
  std::string_view words;
  std::string_view stored;  ///< before the id of its permissions
};
constexpr std::array<Guarded, 3> kGuarded{
    {{"queries", "query", "saved_query", "Query", "query"},
     {"alerts", "alert", "alert", "Alert", "alert"},
     {"dashboards", "dashboard", "legacy_dashboard", "Dashboard", "legacy_dashboard"}}};
constexpr std::array<std::string_view, 4> kLevels{"CAN_MANAGE", "CAN_EDIT", "CAN_RUN", "CAN_VIEW"};

struct Target {
  const Guarded* type = nullptr;
  std::string id;
  JsonObject object;
};

Result<Target> target_of(const Workspace& workspace, const Call& call) {
  const auto* const type = std::find_if(kGuarded.begin(), kGuarded.end(), [&](const Guarded& known) {
    return known.plural == call.captures[0] || known.singular == call.captures[0];
  });
  if (type == kGuarded.end())
    return refusal(ErrorCode::InvalidArgument, fmt::format("Unknown object type '{}'", call.captures[0]));
  auto object = find_body(workspace.store, type->kind, call.captures[1]);
  if (!object) {
    return refusal(ErrorCode::NotFound, fmt::format("{} with ID {} does not exist.", type->words, call.captures[1]));
  }
  return Target{type, call.captures[1], std::move(*object)};
}

net::ServerResponse list_answer(const Target& target, JsonArray list) {
  return json_answer(JsonObject{{"object_id", fmt::format("{}/{}", target.type->plural, target.id)},
                                {"object_type", target.type->singular},
                                {"access_control_list", std::move(list)}});
}

Result<net::ServerResponse> show_list(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Target target, target_of(workspace, call));
  const auto stored = find_body(workspace.store, "permissions", fmt::format("{}/{}", target.type->stored, target.id));
  if (stored) return list_answer(target, json::array_at(*stored, "access_control_list"));
  JsonArray list;
  list.push_back(JsonObject{{"user_name", json::string_at(target.object, "owner_user_name")},
                            {"permission_level", kLevels.front()}});
  return list_answer(target, std::move(list));
}

Result<net::ServerResponse> set_list(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Target target, target_of(workspace, call));
  TRY_ASSIGN(const JsonBox body, call.body());
  JsonArray list;
  for (const JsonValue& entry : json::array_at(*body, "access_control_list")) {
    TRY_ASSIGN(const std::string level, need_text(entry, "permission_level"));
    if (std::find(kLevels.begin(), kLevels.end(), level) == kLevels.end())
      return refusal(ErrorCode::InvalidArgument, fmt::format("'{}' is not a permission level", level));
    const bool group = !json::string_at(entry, "group_name").empty();
    TRY_ASSIGN(const std::string name, need_text(entry, group ? "group_name" : "user_name"));
    list.push_back(JsonObject{{group ? "group_name" : "user_name", name}, {"permission_level", level}});
  }
  TRY_VOID(put_body(workspace, "permissions", fmt::format("{}/{}", target.type->stored, target.id),
                    {{"access_control_list", list}}));
  return list_answer(target, std::move(list));
}

Result<net::ServerResponse> hand_over(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(Target target, target_of(workspace, call));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string owner, need_text(*body, "new_owner"));
  ListQuery query;
  query.kind = "user";
  query.limit = 1;
  query.filter = [&](const Record& record) { return json::string_at(body_of(record), "userName") == owner; };
  TRY_ASSIGN(const RecordPage users, workspace.store.list(query));
  if (users.records.empty())
    return refusal(ErrorCode::NotFound, fmt::format("User with user name {} does not exist.", owner));
  target.object["owner_user_name"] = owner;
  TRY_VOID(put_body(workspace, target.type->kind, target.id, std::move(target.object)));
  return json_answer(JsonObject{{"message", "Success"}});
}

}  // namespace

std::vector<Route> legacy_parts_routes() {
  return {{"POST", "/api/2.*/preview/sql/visualizations", answered<on_part<create_part, kVisualizations>>},
          {"POST", "/api/2.*/preview/sql/visualizations/{}", answered<on_part<update_part, kVisualizations>>},
          {"DELETE", "/api/2.*/preview/sql/visualizations/{}", answered<on_part<delete_part, kVisualizations>>},
          {"POST", "/api/2.*/preview/sql/widgets", answered<on_part<create_part, kWidgets>>},
          {"POST", "/api/2.*/preview/sql/widgets/{}", answered<on_part<update_part, kWidgets>>},
          {"DELETE", "/api/2.*/preview/sql/widgets/{}", answered<on_part<delete_part, kWidgets>>},
          {"GET", "/api/2.*/preview/sql/permissions/{}/{}", answered<show_list>},
          {"POST", "/api/2.*/preview/sql/permissions/{}/{}", answered<set_list>},
          {"POST", "/api/2.*/preview/sql/permissions/{}/{}/transfer", answered<hand_over>}};
}

}  // namespace lakecode::local
