// Shares of Delta Sharing: what they hold and who may read them. Nobody reads through them here.
// Stored: share (name): ShareInfo with its objects; grants ("share name"): privilege_assignments.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

Result<JsonObject> share_at(const Workspace& workspace, const std::string& name) {
  auto share = find_body(workspace.store, "share", text::to_lower(name));
  if (!share)
    return refusal(ErrorCode::NotFound, "SHARE_DOES_NOT_EXIST", fmt::format("Share '{}' does not exist.", name));
  return std::move(*share);
}

JsonObject shown(JsonObject share, bool whole) {
  share = public_part(std::move(share));
  if (!whole) share.stable_erase("objects");
  return share;
}

Error share_exists(const std::string& name) {
  return refusal(ErrorCode::AlreadyExists, "SHARE_ALREADY_EXISTS", fmt::format("Share '{}' already exists.", name));
}

Result<net::ServerResponse> create_share(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, uc_name(*body, "name"));
  if (workspace.store.find("share", name) != nullptr) return share_exists(name);
  JsonObject share{{"name", name}};
  copy_members(share, *body, {"comment", "storage_root"});
  share["id"] = new_uuid(workspace);
  stamp_created(workspace, call, share);
  share.stable_erase("metastore_id");
  share["objects"] = JsonArray();
  TRY_VOID(put_body(workspace, "share", name, share));
  return json_answer(shown(std::move(share), false));
}

Result<net::ServerResponse> show_share(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject share, share_at(workspace, call.captures[0]));
  return json_answer(shown(std::move(share), call.flag_query("include_shared_data")));
}

Result<net::ServerResponse> list_shares(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const ListQuery query, page_query(call, "share", {"", "max_results", 100, 1000}));
  return page_answer(workspace, query, "shares", [](JsonObject share) { return shown(std::move(share), false); });
}

/// ADD, REMOVE or UPDATE of one object of the share, by its name.
Result<void> apply(const Workspace& workspace, JsonArray& objects, const JsonValue& update, const std::string& me) {
  const std::string action = json::string_at(update, "action");
  const JsonObject& given = json::object_at(update, "data_object");
  const std::string name = json::string_at(given, "name");
  if (name.empty()) return refusal(ErrorCode::InvalidArgument, "Missing required field: data_object.name");
  auto* const at = std::find_if(objects.begin(), objects.end(), [&](const JsonValue& object) {
    return text::equals_ignore_case(json::string_at(object, "name"), name);
  });
  if (action == "ADD") {
    if (at != objects.end())
      return refusal(ErrorCode::AlreadyExists, fmt::format("Object '{}' is in the share already.", name));
    const std::string type = text::to_lower(json::string_at(given, "data_object_type"));
    if (type.empty() || type == "table" || type == "schema" || type == "volume")
      TRY_VOID(find_securable(workspace, type.empty() ? "table" : type, name));
    JsonObject object = given;
    if (type.empty()) object["data_object_type"] = "TABLE";
    object["added_at"] = now_ms(workspace);
    object["added_by"] = me;
    object["status"] = "ACTIVE";
    objects.push_back(std::move(object));
    return {};
  }
  if (action != "REMOVE" && action != "UPDATE")
    return refusal(ErrorCode::InvalidArgument, fmt::format("Unknown action '{}' of an update", action));
  if (at == objects.end()) return refusal(ErrorCode::NotFound, fmt::format("Object '{}' is not in the share.", name));
  if (action == "REMOVE")
    objects.erase(at);
  else
    lay_over(at->as_object(), given);
  return {};
}

Result<net::ServerResponse> update_share(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject share, share_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  const std::string old = json::string_at(share, "name");
  const std::string me = me_of(workspace.store, call.identity).user_name;
  copy_members(share, *body, {"comment", "owner", "storage_root"});
  JsonArray objects = json::array_at(share, "objects");
  for (const JsonValue& update : json::array_at(*body, "updates")) TRY_VOID(apply(workspace, objects, update, me));
  share["objects"] = std::move(objects);
  stamp_updated(workspace, call, share);
  Store::Change change;
  if (json::find(*body, "new_name") != nullptr) {
    TRY_ASSIGN(const std::string name, uc_name(*body, "new_name"));
    if (name != old && workspace.store.find("share", name) != nullptr) return share_exists(name);
    if (auto grants = find_body(workspace.store, "grants", "share " + old); grants && name != old) {
      change.erases.push_back({"grants", "share " + old});
      change.puts.push_back({"grants", "share " + name, JsonBox(std::move(*grants))});
    }
    if (name != old) change.erases.push_back({"share", old});
    share["name"] = name;
  }
  change.puts.push_back({"share", json::string_at(share, "name"), JsonBox(share)});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(shown(std::move(share), true));
}

Result<net::ServerResponse> delete_share(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject share, share_at(workspace, call.captures[0]));
  const std::string name = json::string_at(share, "name");
  Store::Change change;
  change.erases = {{"share", name}, {"grants", "share " + name}};
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

JsonArray assignments_of(const Workspace& workspace, const std::string& name) {
  const auto grants = find_body(workspace.store, "grants", "share " + name);
  return grants ? json::array_at(*grants, "privilege_assignments") : JsonArray();
}

Result<net::ServerResponse> show_share_permissions(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject share, share_at(workspace, call.captures[0]));
  return json_answer(JsonObject{{"privilege_assignments", assignments_of(workspace, json::string_at(share, "name"))}});
}

/// The privileges of `principal` taken out of `assignments`.
JsonArray take_privileges(JsonArray& assignments, const std::string& principal) {
  auto* const at = std::find_if(assignments.begin(), assignments.end(), [&](const JsonValue& entry) {
    return json::string_at(entry, "principal") == principal;
  });
  if (at == assignments.end()) return {};
  JsonArray privileges = json::array_at(*at, "privileges");
  assignments.erase(at);
  return privileges;
}

Result<net::ServerResponse> change_share_permissions(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject share, share_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  const std::string name = json::string_at(share, "name");
  JsonArray assignments = assignments_of(workspace, name);
  for (const JsonValue& entry : json::array_at(*body, "changes")) {
    TRY_ASSIGN(const std::string principal, need_text(entry, "principal"));
    if (workspace.store.find("recipient", text::to_lower(principal)) == nullptr) {
      return refusal(ErrorCode::NotFound, "RECIPIENT_DOES_NOT_EXIST",
                     fmt::format("Recipient '{}' does not exist.", principal));
    }
    JsonArray privileges = take_privileges(assignments, principal);
    const auto has = [](const JsonArray& list, const JsonValue& value) {
      return std::find(list.begin(), list.end(), value) != list.end();
    };
    for (const JsonValue& added : json::array_at(entry, "add")) {
      if (added != JsonValue("SELECT"))
        return refusal(ErrorCode::InvalidArgument, "Only SELECT can be granted on a share");
      if (!has(privileges, added)) privileges.push_back(added);
    }
    JsonArray left;
    for (const JsonValue& privilege : privileges) {
      if (!has(json::array_at(entry, "remove"), privilege)) left.push_back(privilege);
    }
    if (!left.empty()) assignments.push_back(JsonObject{{"principal", principal}, {"privileges", std::move(left)}});
  }
  TRY_VOID(put_body(workspace, "grants", "share " + name, JsonObject{{"privilege_assignments", assignments}}));
  return json_answer(JsonObject{{"privilege_assignments", std::move(assignments)}});
}

}  // namespace

std::vector<Route> shares_routes() {
  return {{"GET", "/api/2.*/unity-catalog/shares", answered<list_shares>},
          {"POST", "/api/2.*/unity-catalog/shares", answered<create_share>},
          {"GET", "/api/2.*/unity-catalog/shares/{}", answered<show_share>},
          {"PATCH", "/api/2.*/unity-catalog/shares/{}", answered<update_share>},
          {"DELETE", "/api/2.*/unity-catalog/shares/{}", answered<delete_share>},
          {"GET", "/api/2.*/unity-catalog/shares/{}/permissions", answered<show_share_permissions>},
          {"PATCH", "/api/2.*/unity-catalog/shares/{}/permissions", answered<change_share_permissions>}};
}

}  // namespace lakecode::local
