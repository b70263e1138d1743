// SCIM (API reference 3.1): users, groups and service principals, for the workspace. Stored as they are shown, but for
// `groups`, which follows from the groups that list a member.

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/memberships.h"
#include "local/routes/records.h"
#include "local/routes/scim_filter.h"
#include "local/routes/scim_patch.h"
#include "local/routes/workspace_tree.h"

namespace lakecode::local {
namespace {

struct Family {
  std::string_view kind;
  std::string_view plural;  ///< of the path and of $ref
  std::string_view schema;  ///< last part of the schema's URN
  std::string_view name;    ///< the attribute that must be there and unique
  std::string_view in_words;
};
constexpr Family kUsers{"user", "Users", "User", "userName", "User"};
constexpr Family kGroups{"group", "Groups", "Group", "displayName", "Group"};
constexpr Family kRobots{"service_principal", "ServicePrincipals", "ServicePrincipal", "applicationId",
                         "Service principal"};

constexpr std::int64_t kUsualCount = 100;
constexpr std::int64_t kMostCount = 10'000;

net::ServerResponse scim_error(int status, std::string_view type, std::string_view detail) {
  JsonObject body{{"schemas", JsonArray{"urn:ietf:params:scim:api:messages:2.0:Error"}},
                  {"detail", detail},
                  {"status", std::to_string(status)}};
  if (!type.empty()) body["scimType"] = type;
  net::ServerResponse response = json_answer(body);
  response.status = status;
  return response;
}

net::ServerResponse invalid(const Error& error) {
  return scim_error(400, "invalidValue", error.reason);
}

net::ServerResponse missing(const Family& family, const std::string& id) {
  return scim_error(404, "", fmt::format("{} with id {} not found.", family.in_words, id));
}

/// As it is shown: without our members, groups computed.
JsonObject shown(JsonObject body, const Memberships& memberships) {
  JsonObject out = public_part(std::move(body));
  JsonArray groups = memberships.groups_of(json::string_at(out, "id"));
  // A group that is only named in the object itself stays.
  for (const JsonValue& known : json::array_at(out, "groups")) {
    if (!memberships.knows_group(json::string_at(known, "value"))) groups.push_back(known);
  }
  if (groups.empty()) {
    out.stable_erase("groups");
  } else {
    out["groups"] = std::move(groups);
  }
  return out;
}

std::vector<std::string> name_list(const std::string& text) {
  std::vector<std::string> names;
  for (const std::string_view part : text::split(text, ',')) {
    const std::string_view name = text::trim(part);
    if (!name.empty()) names.emplace_back(name.substr(0, name.find('.')));
  }
  return names;
}

JsonObject projected(JsonObject body, const std::vector<std::string>& only, const std::vector<std::string>& without) {
  const auto named = [](const std::vector<std::string>& list, std::string_view name) {
    return std::any_of(list.begin(), list.end(),
                       [&](const std::string& entry) { return text::equals_ignore_case(entry, name); });
  };
  JsonObject out;
  for (auto& member : body) {
    const std::string_view key = member.key();
    if (key != "id" && ((!only.empty() && !named(only, key)) || named(without, key))) continue;
    out[key] = std::move(member.value());
  }
  return out;
}

void sort_by(std::vector<JsonObject>& objects, const std::string& attribute, bool descending) {
  if (attribute.empty()) return;
  const auto key = [&](const JsonObject& object) { return text::to_lower(json::string_at(object, attribute)); };
  std::stable_sort(objects.begin(), objects.end(), [&](const JsonObject& a, const JsonObject& b) {
    return descending ? key(b) < key(a) : key(a) < key(b);
  });
}

net::ServerResponse list(Workspace& workspace, const Call& call, const Family& family) {
  const auto filter = ScimFilter::parse(call.text_query("filter"));
  if (!filter) return scim_error(400, "invalidFilter", filter.error().reason);
  const auto start = call.int_query("startIndex");
  const auto count = call.int_query("count");
  if (!start) return invalid(start.error());
  if (!count) return invalid(count.error());
  ListQuery query;
  query.kind = family.kind;
  query.limit = SIZE_MAX;
  const auto page = workspace.store.list(query);
  if (!page) return error_answer(page.error());
  const Memberships memberships(workspace.store);
  std::vector<JsonObject> found;
  for (const RecordPointer& record : page->records) {
    JsonObject body = shown(body_of(*record), memberships);
    if (filter->matches(body)) found.push_back(std::move(body));
  }
  sort_by(found, call.text_query("sortBy"), call.text_query("sortOrder") == "descending");
  const std::int64_t total = static_cast<std::int64_t>(found.size());
  const std::int64_t first = std::max<std::int64_t>(start->value_or(1), 1);
  const std::int64_t size = std::clamp<std::int64_t>(count->value_or(kUsualCount), 0, kMostCount);
  const std::vector<std::string> only = name_list(call.text_query("attributes"));
  const std::vector<std::string> without = name_list(call.text_query("excludedAttributes"));
  JsonArray resources;
  for (std::int64_t i = first - 1; i < std::min(total, first - 1 + size); ++i)
    resources.push_back(projected(std::move(found[static_cast<std::size_t>(i)]), only, without));
  JsonObject answer{{"schemas", JsonArray{"urn:ietf:params:scim:api:messages:2.0:ListResponse"}},
                    {"totalResults", total},
                    {"startIndex", first},
                    {"itemsPerPage", resources.size()}};
  if (!resources.empty()) answer["Resources"] = std::move(resources);
  return json_answer(answer);
}

net::ServerResponse show(Workspace& workspace, const Call& call, const Family& family) {
  auto body = find_body(workspace.store, family.kind, call.captures[0]);
  if (!body) return missing(family, call.captures[0]);
  return json_answer(projected(shown(std::move(*body), Memberships(workspace.store)),
                               name_list(call.text_query("attributes")),
                               name_list(call.text_query("excludedAttributes"))));
}

/// The id of another object of the family with that name.
bool is_taken(const Store& store, const Family& family, std::string_view name, std::string_view own_id) {
  ListQuery query;
  query.kind = family.kind;
  query.limit = 1;
  query.filter = [&](const Record& record) {
    return record.id != own_id && text::equals_ignore_case(json::string_at(body_of(record), family.name), name);
  };
  const auto page = store.list(query);
  return page && !page->records.empty();
}

/// Display name and kind of a member, from its own document.
std::optional<JsonObject> make_member(const Store& store, const std::string& id) {
  for (const Family* family : {&kUsers, &kGroups, &kRobots}) {
    const auto body = find_body(store, family->kind, id);
    if (!body) continue;
    std::string display = json::string_at(*body, "displayName");
    if (display.empty()) display = json::string_at(*body, family->name);
    return JsonObject{{"display", display}, {"value", id}, {"$ref", fmt::format("{}/{}", family->plural, id)}};
  }
  return std::nullopt;
}

/// Fills in what a client leaves out of members, and refuses unknown ones and circles.
std::optional<net::ServerResponse> settle_members(const Workspace& workspace, JsonObject& group) {
  if (!group.contains("members")) return std::nullopt;
  const std::string id = json::string_at(group, "id");
  const Memberships memberships(workspace.store);
  JsonArray members;
  for (const JsonValue& given : json::array_at(group, "members")) {
    const std::string member = json::string_at(given, "value");
    auto settled = make_member(workspace.store, member);
    if (!settled) return scim_error(400, "invalidValue", fmt::format("There is no principal with id '{}'.", member));
    if (memberships.contains(member, id))
      return scim_error(400, "invalidValue", fmt::format("Group {} cannot be a member of itself.", id));
    members.push_back(std::move(*settled));
  }
  group["members"] = std::move(members);
  return std::nullopt;
}

/// Checks `body` and fills what the platform fills; the refusal when it cannot be stored.
std::optional<net::ServerResponse> settle(const Workspace& workspace, const Family& family, JsonObject& body) {
  const std::string name = json::string_at(body, family.name);
  if (name.empty()) return scim_error(400, "invalidValue", fmt::format("{} is required.", family.name));
  // Clients send it as a text too.
  if (const std::string word = text::to_lower(json::string_at(body, "active")); word == "true" || word == "false")
    body["active"] = word == "true";
  if (const JsonValue* active = body.if_contains("active"); active != nullptr && !active->is_bool())
    return scim_error(400, "invalidValue", "active must be true or false.");
  const std::string id = json::string_at(body, "id");
  if (is_taken(workspace.store, family, name, id)) {
    return scim_error(409, "uniqueness",
                      fmt::format("{} with {} {} already exists.", family.in_words, family.name, name));
  }
  if (family.kind == kGroups.kind) return settle_members(workspace, body);
  if (!body.contains("active")) body["active"] = true;
  if (!body.contains("displayName")) body["displayName"] = name;
  if (family.kind == kUsers.kind && json::array_at(body, "emails").empty())
    body["emails"] = JsonArray{JsonObject{{"type", "work"}, {"value", name}, {"primary", true}}};
  body.stable_erase("groups");
  return std::nullopt;
}

/// Users and service principals have a folder of their own from the start.
Result<void> make_home(Workspace& workspace, const Family& family, const JsonObject& body) {
  if (family.kind == kGroups.kind) return {};
  const std::string owner = json::string_at(body, family.kind == kRobots.kind ? "applicationId" : family.name);
  TRY_ASSIGN(const std::string home, workspace_path("/Users/" + owner));
  return make_folders(workspace, home);
}

net::ServerResponse create(Workspace& workspace, const Call& call, const Family& family) {
  const auto given = call.body();
  if (!given) return scim_error(400, "invalidSyntax", given.error().reason);
  JsonObject body{{"schemas", JsonArray{fmt::format("urn:ietf:params:scim:schemas:core:2.0:{}", family.schema)}},
                  {"id", std::to_string(new_number(workspace, family.kind))}};
  for (const auto& member : (*given)->as_object()) {
    const std::string_view key = member.key();
    if (key != "id" && key != "schemas" && !key.starts_with("lakecode_")) body[key] = member.value();
  }
  if (family.kind == kRobots.kind && !body.contains("applicationId")) body["applicationId"] = new_uuid(workspace);
  if (family.kind == kGroups.kind) body["meta"] = JsonObject{{"resourceType", "WorkspaceGroup"}};
  if (auto refused = settle(workspace, family, body)) return std::move(*refused);
  const std::string id = json::string_at(body, "id");
  if (const auto stored = put_body(workspace, family.kind, id, body); !stored) return error_answer(stored.error());
  if (const auto home = make_home(workspace, family, body); !home) return error_answer(home.error());
  net::ServerResponse response = json_answer(shown(std::move(body), Memberships(workspace.store)));
  response.status = 201;
  return response;
}

net::ServerResponse store_changed(Workspace& workspace, const Family& family, JsonObject body) {
  if (auto refused = settle(workspace, family, body)) return std::move(*refused);
  const std::string id = json::string_at(body, "id");
  if (const auto stored = put_body(workspace, family.kind, id, body); !stored) return error_answer(stored.error());
  return json_answer(shown(std::move(body), Memberships(workspace.store)));
}

net::ServerResponse replace(Workspace& workspace, const Call& call, const Family& family) {
  const auto known = find_body(workspace.store, family.kind, call.captures[0]);
  if (!known) return missing(family, call.captures[0]);
  const auto given = call.body();
  if (!given) return scim_error(400, "invalidSyntax", given.error().reason);
  JsonObject body;
  copy_members(body, *known, {"schemas", "id", "applicationId", "meta", "lakecode_me"});
  for (const auto& member : (*given)->as_object()) {
    const std::string_view key = member.key();
    if (key != "id" && key != "schemas" && key != "meta" && !key.starts_with("lakecode_")) body[key] = member.value();
  }
  return store_changed(workspace, family, std::move(body));
}

net::ServerResponse patch(Workspace& workspace, const Call& call, const Family& family) {
  auto body = find_body(workspace.store, family.kind, call.captures[0]);
  if (!body) return missing(family, call.captures[0]);
  const auto given = call.body();
  if (!given) return scim_error(400, "invalidSyntax", given.error().reason);
  if (const auto applied = apply_scim_patch(*body, **given); !applied) return invalid(applied.error());
  return store_changed(workspace, family, std::move(*body));
}

/// Every workspace has these groups.
bool is_built_in(const Family& family, std::string_view name) {
  return family.kind == kGroups.kind && (name == "admins" || name == "users");
}

net::ServerResponse remove(Workspace& workspace, const Call& call, const Family& family) {
  const std::string& id = call.captures[0];
  const auto known = find_body(workspace.store, family.kind, id);
  if (!known) return missing(family, id);
  if (const std::string name = json::string_at(*known, family.name); is_built_in(family, name))
    return scim_error(400, "invalidValue", fmt::format("The group {} is built in and cannot be deleted.", name));
  if (known->contains("lakecode_me"))
    return scim_error(403, "", "The owner of the workspace's access token cannot be deleted.");
  Store::Change change;
  change.erases.push_back({std::string(family.kind), id});
  if (const auto left = leave_groups(workspace.store, id, change); !left) return error_answer(left.error());
  if (const auto stored = workspace.store.commit(change); !stored) return error_answer(stored.error());
  net::ServerResponse response;
  response.status = 204;
  return response;
}

using Verb = net::ServerResponse (*)(Workspace&, const Call&, const Family&);
template <Verb Do, const Family& Of>
net::ServerResponse on(Workspace& workspace, const Call& call) {
  return Do(workspace, call, Of);
}

net::ServerResponse show_me(Workspace& workspace, const Call& call) {
  std::optional<JsonObject> body;
  if (!call.identity.id.empty()) body = find_body(workspace.store, call.identity.kind, call.identity.id);
  if (!body) {
    const RecordPointer user = find_me(workspace.store);
    if (user == nullptr) return scim_error(500, "", "The workspace has no users.");
    body = body_of(*user);
  }
  // A service principal's user name is its application id.
  if (body->contains("applicationId") && !body->contains("userName"))
    (*body)["userName"] = json::string_at(*body, "applicationId");
  return json_answer(shown(std::move(*body), Memberships(workspace.store)));
}

template <const Family& Of>
void add_rows(std::vector<Route>& routes, std::string_view many, std::string_view one) {
  const std::vector<Route> rows{{"GET", many, on<list, Of>},   {"POST", many, on<create, Of>},
                                {"GET", one, on<show, Of>},    {"PUT", one, on<replace, Of>},
                                {"PATCH", one, on<patch, Of>}, {"DELETE", one, on<remove, Of>}};
  routes.insert(routes.end(), rows.begin(), rows.end());
}

}  // namespace

std::vector<Route> scim_routes() {
  std::vector<Route> routes{{"GET", "/api/2.*/preview/scim/v2/Me", show_me}, {"GET", "/api/2.*/scim/v2/Me", show_me}};
  add_rows<kUsers>(routes, "/api/2.*/preview/scim/v2/Users", "/api/2.*/preview/scim/v2/Users/{}");
  add_rows<kGroups>(routes, "/api/2.*/preview/scim/v2/Groups", "/api/2.*/preview/scim/v2/Groups/{}");
  add_rows<kRobots>(routes, "/api/2.*/preview/scim/v2/ServicePrincipals",
                    "/api/2.*/preview/scim/v2/ServicePrincipals/{}");
  return routes;
}

}  // namespace lakecode::local
