// The groups API of 2.0, older than SCIM: by names, on the same groups.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/administration_groups.h"
#include "local/routes/answer.h"
#include "local/routes/memberships.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

RecordPointer named(const Store& store, std::string_view kind, std::string_view member, const std::string& name) {
  ListQuery query;
  query.kind = kind;
  query.limit = 1;
  query.filter = [&](const Record& record) {
    return text::equals_ignore_case(json::string_at(body_of(record), member), name);
  };
  const auto page = store.list(query);
  return page && !page->records.empty() ? page->records.front() : nullptr;
}

Result<RecordPointer> group_named(const Store& store, const std::string& name) {
  RecordPointer group = named(store, "group", "displayName", name);
  if (group == nullptr) return refusal(ErrorCode::NotFound, fmt::format("Group {} does not exist.", name));
  return group;
}

/// Who `user_name` or `group_name` names: a user, a service principal by its application id, or a group.
Result<RecordPointer> member_named(const Store& store, const std::string& user, const std::string& group) {
  if (user.empty() == group.empty())
    return refusal(ErrorCode::InvalidArgument, "Exactly one of user_name and group_name must be given");
  if (!group.empty()) return group_named(store, group);
  RecordPointer found = named(store, "user", "userName", user);
  if (found == nullptr) found = named(store, "service_principal", "applicationId", user);
  if (found == nullptr) return refusal(ErrorCode::NotFound, fmt::format("User {} does not exist.", user));
  return found;
}

Result<net::ServerResponse> create_group(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "group_name"));
  if (named(workspace.store, "group", "displayName", name) != nullptr)
    return refusal(ErrorCode::AlreadyExists, fmt::format("Group {} already exists.", name));
  const std::string id = std::to_string(new_number(workspace, "group"));
  TRY_VOID(put_body(workspace, "group", id,
                    {{"schemas", JsonArray{"urn:ietf:params:scim:schemas:core:2.0:Group"}},
                     {"id", id},
                     {"displayName", name},
                     {"meta", JsonObject{{"resourceType", "WorkspaceGroup"}}}}));
  return json_answer(JsonObject{{"group_name", name}});
}

Result<net::ServerResponse> delete_group(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "group_name"));
  TRY_ASSIGN(const RecordPointer group, group_named(workspace.store, name));
  if (name == "admins" || name == "users")
    return refusal(ErrorCode::InvalidArgument, fmt::format("The group {} is built in and cannot be deleted.", name));
  Store::Change change;
  change.erases.push_back({"group", group->id});
  TRY_VOID(leave_groups(workspace.store, group->id, change));
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> list_groups(Workspace& workspace, const Call& /*call*/) {
  ListQuery query;
  query.kind = "group";
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  JsonArray names;
  for (const RecordPointer& record : page.records) names.emplace_back(json::string_at(body_of(*record), "displayName"));
  return json_answer(JsonObject{{"group_names", std::move(names)}});
}

Result<net::ServerResponse> list_members(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string name, need_query(call, "group_name"));
  TRY_ASSIGN(const RecordPointer group, group_named(workspace.store, name));
  JsonArray members;
  const JsonObject stored = body_of(*group);
  for (const JsonValue& member : json::array_at(stored, "members")) {
    const std::string id = json::string_at(member, "value");
    if (const auto user = find_body(workspace.store, "user", id))
      members.push_back(JsonObject{{"user_name", json::string_at(*user, "userName")}});
    else if (const auto robot = find_body(workspace.store, "service_principal", id))
      members.push_back(JsonObject{{"user_name", json::string_at(*robot, "applicationId")}});
    else
      members.push_back(JsonObject{{"group_name", json::string_at(member, "display")}});
  }
  return json_answer(JsonObject{{"members", std::move(members)}});
}

/// The groups that hold it, at any depth.
Result<net::ServerResponse> list_parents(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const RecordPointer member,
             member_named(workspace.store, call.text_query("user_name"), call.text_query("group_name")));
  JsonArray names;
  for (const std::string& name : Memberships(workspace.store).names_of(member->id)) names.emplace_back(name);
  return json_answer(JsonObject{{"group_names", std::move(names)}});
}

template <bool Add>
Result<net::ServerResponse> change_member(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string parent_name, need_text(*body, "parent_name"));
  TRY_ASSIGN(const RecordPointer parent, group_named(workspace.store, parent_name));
  TRY_ASSIGN(const RecordPointer member,
             member_named(workspace.store, json::string_at(*body, "user_name"), json::string_at(*body, "group_name")));
  JsonObject group = body_of(*parent);
  JsonArray members = json::array_at(group, "members");
  const auto known = std::find_if(members.begin(), members.end(),
                                  [&](const JsonValue& m) { return json::string_at(m, "value") == member->id; });
  if (!Add && known == members.end())
    return refusal(ErrorCode::NotFound, fmt::format("Group {} does not have this member.", parent_name));
  if (Add && known != members.end())
    return refusal(ErrorCode::AlreadyExists, fmt::format("Group {} has this member already.", parent_name));
  if (Add && Memberships(workspace.store).contains(member->id, parent->id))
    return refusal(ErrorCode::InvalidArgument, fmt::format("Group {} cannot be a member of itself.", parent_name));
  if (Add) {
    const JsonObject added = body_of(*member);
    const char* plural = member->kind == "user" ? "Users" : member->kind == "group" ? "Groups" : "ServicePrincipals";
    members.push_back(JsonObject{{"display", json::string_at(added, "displayName")},
                                 {"value", member->id},
                                 {"$ref", fmt::format("{}/{}", plural, member->id)}});
  } else {
    members.erase(known);
  }
  group["members"] = std::move(members);
  TRY_VOID(put_body(workspace, "group", parent->id, std::move(group)));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> legacy_groups_routes() {
  return {{"POST", "/api/2.*/groups/create", answered<create_group>},
          {"POST", "/api/2.*/groups/delete", answered<delete_group>},
          {"GET", "/api/2.*/groups/list", answered<list_groups>},
          {"GET", "/api/2.*/groups/list-members", answered<list_members>},
          {"GET", "/api/2.*/groups/list-parents", answered<list_parents>},
          {"POST", "/api/2.*/groups/add-member", answered<change_member<true>>},
          {"POST", "/api/2.*/groups/remove-member", answered<change_member<false>>}};
}

}  // namespace lakecode::local
