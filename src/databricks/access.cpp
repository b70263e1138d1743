#include "databricks/access.h"

#include "base/json.h"
#include "base/text.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

std::string_view member_of(PrincipalKind kind) {
  switch (kind) {
    case PrincipalKind::Group:
      return "group_name";
    case PrincipalKind::ServicePrincipal:
      return "service_principal_name";
    case PrincipalKind::User:
      break;
  }
  return "user_name";
}

std::string access_path(const AccessObject& object) {
  // The type is one of the API's own words and may have two segments: "sql/warehouses".
  std::string path = "/api/2.0/permissions";
  for (const std::string_view part : text::split(object.type, '/')) path += "/" + net::encode_component(part);
  return path + "/" + net::encode_component(object.id);
}

std::string grants_path(const Securable& securable) {
  return "/api/2.1/unity-catalog/permissions/" + net::encode_component(securable.type) + "/" +
         net::encode_component(securable.full_name);
}

std::string described(const AccessObject& object) {
  return "of " + object.type + " " + object.id;
}

std::string described(const Securable& securable) {
  return "on " + securable.type + " " + securable.full_name;
}

Change access_change(std::string method, const AccessObject& object, const std::vector<AccessEntry>& entries) {
  JsonArray list;
  for (const AccessEntry& entry : entries) {
    if (entry.inherited) continue;
    list.push_back(JsonObject{{member_of(entry.kind), entry.principal}, {"permission_level", entry.permission_level}});
  }
  return {.action = "change permissions",
          .subject = described(object),
          .request = {.method = std::move(method),
                      .path = access_path(object),
                      .query = "",
                      .body = json::serialize(JsonObject{{"access_control_list", std::move(list)}})}};
}

void read_entries(const JsonValue& value, std::vector<AccessEntry>& entries) {
  for (const PrincipalKind kind : {PrincipalKind::User, PrincipalKind::Group, PrincipalKind::ServicePrincipal}) {
    const std::string principal = json::string_at(value, member_of(kind));
    if (principal.empty()) continue;
    for (const JsonValue& permission : json::array_at(value, "all_permissions")) {
      entries.push_back({.kind = kind,
                         .principal = principal,
                         .permission_level = json::string_at(permission, "permission_level"),
                         .inherited = json::bool_at(permission, "inherited").value_or(false)});
    }
    return;
  }
}

Call access_call(const AccessObject& object) {
  return {.naming = {.action = "read permissions", .subject = described(object)},
          .path = access_path(object),
          .query = {},
          .body = ""};
}

Result<std::vector<AccessEntry>> entries_of(Result<Answer> answer) {
  if (!answer) return std::move(answer).error();
  std::vector<AccessEntry> entries;
  for (const JsonValue& value : json::array_at(*answer->body, "access_control_list")) read_entries(value, entries);
  return entries;
}

JsonArray texts(const std::vector<std::string>& values) {
  JsonArray array;
  for (const std::string& value : values) array.emplace_back(value);
  return array;
}

}  // namespace

Result<std::vector<AccessEntry>> fetch_access(Client& client, const AccessObject& object, const CallContext& ctx) {
  return entries_of(Wire(client).fetch(access_call(object), ctx));
}

std::vector<Result<std::vector<AccessEntry>>> fetch_accesses(Client& client, const std::vector<AccessObject>& objects,
                                                             const CallContext& ctx) {
  std::vector<Call> calls;
  for (const AccessObject& object : objects) calls.push_back(access_call(object));
  std::vector<Result<std::vector<AccessEntry>>> lists;
  lists.reserve(objects.size());
  for (auto& answer : Wire(client).fetch_all(calls, ctx)) lists.push_back(entries_of(std::move(answer)));
  return lists;
}

Change make_add_access(const AccessObject& object, const std::vector<AccessEntry>& entries) {
  return access_change("PATCH", object, entries);
}

Change make_replace_access(const AccessObject& object, const std::vector<AccessEntry>& entries) {
  return access_change("PUT", object, entries);
}

Result<std::vector<Grant>> fetch_grants(Client& client, const Securable& securable, const CallContext& ctx) {
  std::vector<Grant> grants;
  const Call call{.naming = {.action = "read grants", .subject = described(securable)},
                  .path = grants_path(securable),
                  .query = {},
                  .body = ""};
  const auto on_page = [&](const JsonValue& page) {
    for (const JsonValue& value : json::array_at(page, "privilege_assignments")) {
      Grant grant{.principal = json::string_at(value, "principal"), .privileges = {}};
      for (const JsonValue& privilege : json::array_at(value, "privileges"))
        grant.privileges.push_back(json::as_string(privilege).value_or(""));
      grants.push_back(std::move(grant));
    }
    return true;
  };
  TRY_VOID(Wire(client).fetch_pages(call, on_page, ctx));
  return grants;
}

Change make_change_grants(const Securable& securable, const std::vector<GrantChange>& changes) {
  JsonArray list;
  for (const GrantChange& change : changes) {
    list.push_back(
        JsonObject{{"principal", change.principal}, {"add", texts(change.add)}, {"remove", texts(change.remove)}});
  }
  return {.action = "change grants",
          .subject = described(securable),
          .request = {.method = "PATCH",
                      .path = grants_path(securable),
                      .query = "",
                      .body = json::serialize(JsonObject{{"changes", std::move(list)}})}};
}

Change make_delete_table(const std::string& full_name) {
  return {.action = "delete table",
          .subject = full_name,
          .request = {.method = "DELETE",
                      .path = "/api/2.1/unity-catalog/tables/" + net::encode_component(full_name),
                      .query = "",
                      .body = ""}};
}

}  // namespace lakecode::databricks
