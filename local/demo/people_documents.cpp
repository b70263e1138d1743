// SCIM users, groups and service principals. Ids are decimal text, as SCIM wants them.
#include <map>
#include <string>

#include "base/json.h"
#include "local/demo/company.h"
#include "local/demo/documents.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kAdmins = "admins";

std::string scim_id(const Dice& dice, std::string_view name) {
  return std::to_string(dice.between(1'000'000'000'000'000, 8'999'999'999'999'999, name));
}

JsonObject group_link(const Dice& dice, std::string_view group) {
  const std::string id = scim_id(dice, group);
  return {{"display", group}, {"value", id}, {"type", "direct"}, {"$ref", "Groups/" + id}};
}

bool is_admin(const Person& person) {
  return person.group == "data-platform";
}

JsonObject user_body(const Person& person, const Dice& dice) {
  const std::string mail = mail_of(person.login);
  const std::string name = std::string(person.given) + " " + std::string(person.family);
  JsonArray groups{JsonValue(group_link(dice, person.group)), JsonValue(group_link(dice, "users"))};
  if (is_admin(person)) {
    groups.push_back(group_link(dice, kAdmins));
  }
  JsonObject body{{"schemas", JsonArray{JsonValue("urn:ietf:params:scim:schemas:core:2.0:User")}},
                  {"id", scim_id(dice, mail)},
                  {"userName", mail},
                  {"displayName", name},
                  {"active", person.is_active},
                  {"name", JsonObject{{"givenName", person.given}, {"familyName", person.family}}},
                  {"emails", JsonArray{JsonObject{{"type", "work"}, {"value", mail}, {"primary", true}}}},
                  {"groups", groups},
                  {"entitlements", JsonArray{JsonObject{{"value", "workspace-access"}}}}};
  if (&person == &kPeople.front()) {
    body["lakecode_me"] = true;
  }
  return body;
}

JsonObject member(const std::string& id, std::string_view display, std::string_view family) {
  return {{"value", id}, {"display", display}, {"$ref", std::string(family) + "/" + id}};
}

JsonObject group_body(const Dice& dice, std::string_view name, JsonArray members) {
  return {{"schemas", JsonArray{JsonValue("urn:ietf:params:scim:schemas:core:2.0:Group")}},
          {"id", scim_id(dice, name)},
          {"displayName", name},
          {"members", std::move(members)},
          {"meta", JsonObject{{"resourceType", name == kAdmins || name == "users" ? "WorkspaceGroup" : "Group"}}}};
}

}  // namespace

std::vector<Document> make_people_documents(const Dice& dice) {
  std::vector<Document> out;
  std::map<std::string, JsonArray, std::less<>> members;
  for (const Person& person : kPeople) {
    const std::string id = scim_id(dice, mail_of(person.login));
    const JsonObject link = member(id, std::string(person.given) + " " + std::string(person.family), "Users");
    members[std::string(person.group)].push_back(link);
    members["users"].push_back(link);
    if (is_admin(person)) {
      members[std::string(kAdmins)].push_back(link);
    }
    out.push_back({"user", id, user_body(person, dice)});
  }
  for (const auto& [name, list] : members) {
    out.push_back({"group", scim_id(dice, name), group_body(dice, name, list)});
  }
  for (const Robot& robot : kRobots) {
    const std::string id = scim_id(dice, robot.name);
    out.push_back(
        {"service_principal", id,
         JsonObject{{"schemas", JsonArray{JsonValue("urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal")}},
                    {"id", id},
                    {"applicationId", dice.uuid(robot.name)},
                    {"displayName", robot.name},
                    {"active", true}}});
  }
  return out;
}

}  // namespace lakecode::local
