// Saved queries and alerts of the SQL workspace, /api/2.0/sql: kept, not run.
// Stored: saved_query (id): Query; alert (id): Alert.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

struct Saved {
  std::string_view kind;
  std::string_view wrapper;  ///< the member of a request that holds the object
  std::string_view words;
  std::string_view required;  ///< a member that a new one needs, besides display_name; "" for none
  std::string_view fields;    ///< what an update may name, blanks between
};
constexpr Saved kQueries{"saved_query", "query", "Query", "",
                         "apply_auto_limit catalog description display_name owner_user_name parameters query_text "
                         "run_as_mode schema tags warehouse_id"};
constexpr Saved kAlerts{"alert", "alert", "Alert", "query_id",
                        "condition custom_body custom_subject display_name notify_on_ok owner_user_name query_id "
                        "seconds_to_retrigger"};

Error missing(const Saved& saved, const std::string& id) {
  return refusal(ErrorCode::NotFound, fmt::format("{} with ID {} does not exist.", saved.words, id));
}

JsonObject given_in(const JsonValue& body, const Saved& saved) {
  return json::object_at(body, saved.wrapper);
}

/// Another one of that name, not in the trash, in the same folder.
Result<bool> is_name_taken(const Workspace& workspace, const Saved& saved, const JsonObject& object) {
  ListQuery query;
  query.kind = saved.kind;
  query.limit = 1;
  query.filter = [&](const Record& record) {
    const JsonObject other = body_of(record);
    return json::string_at(other, "lifecycle_state") == "ACTIVE" &&
           json::string_at(other, "id") != json::string_at(object, "id") &&
           json::string_at(other, "display_name") == json::string_at(object, "display_name") &&
           json::string_at(other, "parent_path") == json::string_at(object, "parent_path");
  };
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  return !page.records.empty();
}

/// A name that is free: with auto_resolve_display_name a number is put behind one that is not.
Result<void> settle_name(const Workspace& workspace, const Saved& saved, const JsonValue& body, JsonObject& object) {
  const std::string name = json::string_at(object, "display_name");
  TRY_ASSIGN(const bool resolves, flag_member(body, "auto_resolve_display_name"));
  for (int number = 1;; ++number) {
    TRY_ASSIGN(const bool taken, is_name_taken(workspace, saved, object));
    if (!taken) return {};
    if (!resolves)
      return refusal(ErrorCode::AlreadyExists,
                     fmt::format("{} with display name '{}' already exists.", saved.words, name));
    object["display_name"] = fmt::format("{} ({})", name, number);
  }
}

Result<net::ServerResponse> create(Workspace& workspace, const Call& call, const Saved& saved) {
  TRY_ASSIGN(const JsonBox body, call.body());
  const JsonObject given = given_in(*body, saved);
  if (given.empty())
    return refusal(ErrorCode::InvalidArgument, fmt::format("Missing required field: {}", saved.wrapper));
  TRY_VOID(need_text(given, "display_name"));
  if (!saved.required.empty()) {
    TRY_ASSIGN(const std::string query_id, need_text(given, saved.required));
    if (workspace.store.find("saved_query", query_id) == nullptr) return missing(kQueries, query_id);
  }
  const std::string me = me_of(workspace.store, call.identity).user_name;
  const std::string now = format_rfc3339(workspace.clock.now());
  JsonObject object{{"id", new_uuid(workspace)}};
  lay_over(object, given);
  object["owner_user_name"] = me;
  object["lifecycle_state"] = "ACTIVE";
  object["create_time"] = now;
  object["update_time"] = now;
  if (saved.kind == kQueries.kind) {
    object["last_modifier_user_name"] = me;
    if (!object.contains("run_as_mode")) object["run_as_mode"] = "OWNER";
  } else {
    object["state"] = "UNKNOWN";
  }
  if (!object.contains("parent_path")) object["parent_path"] = "/Workspace/Users/" + me;
  TRY_VOID(settle_name(workspace, saved, *body, object));
  const std::string id = json::string_at(object, "id");
  TRY_VOID(put_body(workspace, saved.kind, id, object));
  return json_answer(object);
}

Result<net::ServerResponse> show(Workspace& workspace, const Call& call, const Saved& saved) {
  auto object = find_body(workspace.store, saved.kind, call.captures[0]);
  if (!object) return missing(saved, call.captures[0]);
  return json_answer(public_part(std::move(*object)));
}

Result<net::ServerResponse> list(Workspace& workspace, const Call& call, const Saved& saved) {
  TRY_ASSIGN(ListQuery query, page_query(call, saved.kind, {"", "page_size", 20, 100}));
  query.filter = [](const Record& record) { return json::string_at(body_of(record), "lifecycle_state") == "ACTIVE"; };
  return page_answer(workspace, query, "results");
}

/// Lays what `mask` names of `given` over `object`; what it names and `given` leaves out goes. "*" names all of it.
Result<void> lay_masked(const Saved& saved, const std::string& mask, const JsonObject& given, JsonObject& object) {
  if (mask == "*") {
    lay_over(object, given);
    return {};
  }
  const auto fields = text::split(saved.fields, ' ');
  for (const std::string_view path : text::split(mask, ',')) {
    const std::string_view field = text::trim(path.substr(0, path.find('.')));
    if (std::find(fields.begin(), fields.end(), field) == fields.end())
      return refusal(ErrorCode::InvalidArgument,
                     fmt::format("Invalid update_mask: '{}' is no field of a {}", field, saved.wrapper));
    if (const JsonValue* value = json::find(given, field))
      object[field] = *value;
    else
      object.stable_erase(field);
  }
  return {};
}

Result<net::ServerResponse> update(Workspace& workspace, const Call& call, const Saved& saved) {
  auto object = find_body(workspace.store, saved.kind, call.captures[0]);
  if (!object) return missing(saved, call.captures[0]);
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string mask, need_text(*body, "update_mask"));
  JsonObject given = given_in(*body, saved);
  for (const char* fixed : {"id", "create_time", "lifecycle_state"}) given.stable_erase(fixed);
  TRY_VOID(lay_masked(saved, mask, given, *object));
  TRY_VOID(settle_name(workspace, saved, *body, *object));
  object->insert_or_assign("update_time", format_rfc3339(workspace.clock.now()));
  TRY_VOID(put_body(workspace, saved.kind, call.captures[0], *object));
  return json_answer(public_part(std::move(*object)));
}

Result<net::ServerResponse> trash(Workspace& workspace, const Call& call, const Saved& saved) {
  auto object = find_body(workspace.store, saved.kind, call.captures[0]);
  if (!object) return missing(saved, call.captures[0]);
  object->insert_or_assign("lifecycle_state", "TRASHED");
  TRY_VOID(put_body(workspace, saved.kind, call.captures[0], std::move(*object)));
  return json_answer(JsonObject{});
}

using Verb = Result<net::ServerResponse> (*)(Workspace&, const Call&, const Saved&);
template <Verb Do, const Saved& Of>
Result<net::ServerResponse> on(Workspace& workspace, const Call& call) {
  return Do(workspace, call, Of);
}

template <const Saved& Of>
void add_rows(std::vector<Route>& routes, std::string_view many, std::string_view one) {
  const std::vector<Route> rows{{"GET", many, answered<on<list, Of>>},
                                {"POST", many, answered<on<create, Of>>},
                                {"GET", one, answered<on<show, Of>>},
                                {"PATCH", one, answered<on<update, Of>>},
                                {"DELETE", one, answered<on<trash, Of>>}};
  routes.insert(routes.end(), rows.begin(), rows.end());
}

}  // namespace

std::vector<Route> saved_queries_routes() {
  std::vector<Route> routes;
  add_rows<kQueries>(routes, "/api/2.*/sql/queries", "/api/2.*/sql/queries/{}");
  add_rows<kAlerts>(routes, "/api/2.*/sql/alerts", "/api/2.*/sql/alerts/{}");
  return routes;
}

}  // namespace lakecode::local
