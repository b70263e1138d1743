// Permissions of workspace objects (API reference 3.10), not of Unity Catalog.
// Stored: permissions (id "type/id"): {"access_control_list":[{user_name|group_name|service_principal_name,
// permission_level}]}: what was set directly.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/first_permissions.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/principals.h"
#include "local/routes/records.h"
#include "local/routes/workspace_tree.h"

namespace lakecode::local {
namespace {

struct ObjectType {
  std::string_view path;         ///< of the URL: one segment or two
  std::string_view object_type;  ///< as answers spell it
  std::string_view kind;         ///< of the stored object; "" when any id will do
  std::string_view words;
  std::string_view levels;          ///< highest first, separated by blanks
  std::string_view id_member = "";  ///< of the stored object, where that is not what it is stored under
};
constexpr ObjectType kTypes[] = {
    {"jobs", "job", "job", "Job", "IS_OWNER CAN_MANAGE CAN_MANAGE_RUN CAN_VIEW"},
    {"pipelines", "pipelines", "pipeline", "Pipeline", "IS_OWNER CAN_MANAGE CAN_RUN CAN_VIEW"},
    {"clusters", "cluster", "cluster", "Cluster", "CAN_MANAGE CAN_RESTART CAN_ATTACH_TO"},
    {"cluster-policies", "cluster-policy", "cluster_policy", "Cluster policy", "CAN_USE"},
    {"instance-pools", "instance-pool", "instance_pool", "Instance pool", "CAN_MANAGE CAN_ATTACH_TO"},
    {"warehouses", "warehouses", "warehouse", "SQL warehouse", "IS_OWNER CAN_MANAGE CAN_MONITOR CAN_USE CAN_VIEW"},
    {"sql/warehouses", "warehouses", "warehouse", "SQL warehouse", "IS_OWNER CAN_MANAGE CAN_MONITOR CAN_USE CAN_VIEW"},
    {"notebooks", "notebook", "workspace_object", "Notebook", "CAN_MANAGE CAN_EDIT CAN_RUN CAN_READ"},
    {"directories", "directory", "workspace_object", "Directory", "CAN_MANAGE CAN_EDIT CAN_RUN CAN_READ"},
    {"files", "file", "workspace_object", "File", "CAN_MANAGE CAN_EDIT CAN_RUN CAN_READ"},
    {"repos", "repo", "repo", "Repo", "CAN_MANAGE CAN_EDIT CAN_RUN CAN_READ"},
    {"dashboards", "dashboard", "dashboard", "Dashboard", "CAN_MANAGE CAN_EDIT CAN_RUN CAN_READ"},
    {"serving-endpoints", "serving-endpoint", "serving_endpoint", "Serving endpoint", "CAN_MANAGE CAN_QUERY CAN_VIEW",
     "id"},
    {"queries", "query", "saved_query", "Query", "CAN_MANAGE CAN_EDIT CAN_RUN CAN_VIEW"},
    {"alerts", "alert", "alert", "Alert", "CAN_MANAGE CAN_EDIT CAN_RUN CAN_VIEW"},
    {"alertsv2", "alertv2", "alert_v2", "Alert", "CAN_MANAGE CAN_EDIT CAN_RUN CAN_VIEW"},
    {"experiments", "mlflowExperiment", "experiment", "Experiment", "CAN_MANAGE CAN_EDIT CAN_READ"},
    {"registered-models", "registered-model", "workspace_model", "Registered model",
     "CAN_MANAGE CAN_MANAGE_PRODUCTION_VERSIONS CAN_MANAGE_STAGING_VERSIONS CAN_EDIT CAN_READ", "lakecode_id"},
    {"apps", "apps", "app", "App", "CAN_MANAGE CAN_USE"},
    {"genie", "genie-space", "genie_space", "Genie space", "CAN_MANAGE CAN_EDIT CAN_RUN CAN_VIEW"},
    {"vector-search-endpoints", "vector-search-endpoint", "vector_endpoint", "Vector search endpoint",
     "CAN_MANAGE CAN_USE", "id"},
    {"database-instances", "database-instance", "database_instance", "Database instance", "CAN_MANAGE CAN_USE"},
    {"authorization", "tokens", "", "Authorization", "CAN_MANAGE CAN_USE"},
};
constexpr std::array<std::string_view, 3> kPrincipals{"user_name", "group_name", "service_principal_name"};

struct Target {
  const ObjectType* type = nullptr;
  std::string id;
  std::string owner;  ///< who made it; "" when not known
  std::string path;   ///< of a node of the workspace's tree
  [[nodiscard]] std::string key() const { return fmt::format("{}/{}", type->object_type, id); }
};

std::vector<std::string_view> levels_of(const ObjectType& type) {
  return text::split(type.levels, ' ');
}

std::string creator_of(const JsonObject& body) {
  for (const char* name : {"creator_user_name", "creator_name", "creator", "owner_user_name"}) {
    if (std::string found = json::string_at(body, name); !found.empty()) return found;
  }
  return "";
}

Result<Target> target_of(const Workspace& workspace, const std::string& path, const std::string& id) {
  const auto type =
      std::find_if(std::begin(kTypes), std::end(kTypes), [&](const ObjectType& t) { return t.path == path; });
  if (type == std::end(kTypes))
    return refusal(ErrorCode::InvalidArgument, fmt::format("Unknown object type '{}'", path));
  Target target{type, id, "", ""};
  if (type->kind.empty()) return target;
  std::optional<JsonObject> body;
  if (type->kind == "workspace_object") {
    const auto number = text::parse_int(id);
    if (number) body = find_node_by_id(workspace, *number);
  } else if (!type->id_member.empty()) {
    ListQuery query;
    query.kind = type->kind;
    query.limit = 1;
    query.filter = [&](const Record& record) { return json::string_at(body_of(record), type->id_member) == id; };
    TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
    if (!page.records.empty()) body = body_of(*page.records.front());
  } else {
    body = find_body(workspace.store, type->kind, id);
  }
  if (!body) return refusal(ErrorCode::NotFound, fmt::format("{} {} does not exist.", type->words, id));
  target.owner = creator_of(*body);
  if (type->kind == "workspace_object") target.path = json::string_at(*body, "path");
  return target;
}

/// What was set directly; for an object nobody set anything on, its owner.
JsonArray direct_list(const Workspace& workspace, const Target& target) {
  if (const auto body = find_body(workspace.store, "permissions", target.key()))
    return json::array_at(*body, "access_control_list");
  const std::vector<std::string_view> levels = levels_of(*target.type);
  const std::string owner = target.owner.empty() ? me_of(workspace.store).user_name : target.owner;
  return JsonArray{JsonObject{{member_of_user(owner), owner}, {"permission_level", levels.front()}}};
}

std::string principal_member(const JsonValue& entry) {
  for (const std::string_view name : kPrincipals) {
    if (!json::string_at(entry, name).empty()) return std::string(name);
  }
  return "";
}

bool same_principal(const JsonValue& a, const JsonValue& b) {
  const std::string member = principal_member(a);
  return member == principal_member(b) && json::string_at(a, member) == json::string_at(b, member);
}

std::string display_name(const Workspace& workspace, const std::string& member, const std::string& name) {
  if (member == "group_name") return "";
  const bool robot = member == "service_principal_name";
  ListQuery query;
  query.kind = robot ? "service_principal" : "user";
  query.limit = 1;
  query.filter = [&](const Record& record) {
    return json::string_at(body_of(record), robot ? "applicationId" : "userName") == name;
  };
  const auto page = workspace.store.list(query);
  return page && !page->records.empty() ? json::string_at(body_of(*page->records.front()), "displayName") : "";
}

JsonObject shown_entry(const Workspace& workspace, const JsonValue& entry) {
  const std::string member = principal_member(entry);
  const std::string name = json::string_at(entry, member);
  JsonObject shown{{member, name}};
  if (const std::string display = display_name(workspace, member, name); !display.empty())
    shown["display_name"] = display;
  shown["all_permissions"] =
      JsonArray{JsonObject{{"permission_level", json::string_at(entry, "permission_level")}, {"inherited", false}}};
  return shown;
}

/// What the folders above a node of the workspace's tree hand down to it, nearest first.
void add_inherited(const Workspace& workspace, const Target& target, JsonArray& list) {
  if (target.path.empty()) return;
  for (std::string at = target.path; at != "/";) {
    at = parent_path(at);
    const auto folder = find_node(workspace, at);
    const std::int64_t id = folder ? json::int_at(*folder, "object_id").value_or(0) : 0;
    const auto set = find_body(workspace.store, "permissions", fmt::format("directory/{}", id));
    if (!folder || !set) continue;
    for (const JsonValue& entry : json::array_at(*set, "access_control_list")) {
      JsonObject permission{{"permission_level", json::string_at(entry, "permission_level")},
                            {"inherited", true},
                            {"inherited_from_object", JsonArray{fmt::format("/directories/{}", id)}}};
      const auto known =
          std::find_if(list.begin(), list.end(), [&](const JsonValue& shown) { return same_principal(entry, shown); });
      if (known != list.end()) {
        known->as_object()["all_permissions"].as_array().push_back(std::move(permission));
        continue;
      }
      JsonObject shown = shown_entry(workspace, entry);
      shown["all_permissions"] = JsonArray{std::move(permission)};
      list.push_back(std::move(shown));
    }
  }
}

net::ServerResponse render(const Workspace& workspace, const Target& target) {
  JsonArray list;
  bool admins = false;
  // Warehouses have two paths, and answer with the longer one.
  const std::string_view shown_path = target.type->path == "warehouses" ? "sql/warehouses" : target.type->path;
  const std::string above = fmt::format("/{}/", shown_path);
  const std::string_view highest =
      target.type->levels.find("CAN_MANAGE") == std::string_view::npos ? "CAN_USE" : "CAN_MANAGE";
  const JsonObject inherited{
      {"permission_level", highest}, {"inherited", true}, {"inherited_from_object", JsonArray{above}}};
  for (const JsonValue& entry : direct_list(workspace, target)) {
    JsonObject shown = shown_entry(workspace, entry);
    if (json::string_at(entry, "group_name") == "admins") {
      shown["all_permissions"].as_array().push_back(inherited);
      admins = true;
    }
    list.push_back(std::move(shown));
  }
  add_inherited(workspace, target, list);
  if (!admins) list.push_back(JsonObject{{"group_name", "admins"}, {"all_permissions", JsonArray{inherited}}});
  return json_answer(JsonObject{{"object_id", fmt::format("/{}/{}", shown_path, target.id)},
                                {"object_type", target.type->object_type},
                                {"access_control_list", std::move(list)}});
}

/// The member that `name` goes by: a service principal may be given as a user too.
std::string settled_member(const Store& store, const std::string& member, const std::string& name) {
  const bool robot =
      member == "user_name" && !is_principal(store, "user", name) && is_principal(store, "service_principal", name);
  return robot ? "service_principal_name" : member;
}

/// A principal of the kind that `member` says. The platform names the one that is missing, and nothing else is changed.
Result<void> check_named(const Store& store, const std::string& member, const std::string& name) {
  const std::string kind = member.substr(0, member.rfind("_name"));
  if (is_principal(store, kind, name)) return {};
  std::string words = text::replace_all(kind, "_", " ");
  words.front() = kind == "user" ? 'U' : kind == "group" ? 'G' : 'S';
  return refusal(ErrorCode::NotFound, fmt::format("Principal: {}({}) does not exist", words, name));
}

Result<JsonArray> read_list(const Store& store, const JsonValue& body, const ObjectType& type) {
  const JsonValue* given = json::find(body, "access_control_list");
  if (given != nullptr && !given->is_null() && !given->is_array())
    return refusal(ErrorCode::InvalidArgument, "Invalid value for field 'access_control_list': expected a list");
  const std::vector<std::string_view> levels = levels_of(type);
  JsonArray list;
  for (const JsonValue& entry : json::array_at(body, "access_control_list")) {
    const std::string member = principal_member(entry);
    if (member.empty())
      return refusal(ErrorCode::InvalidArgument,
                     "Each access control needs user_name, group_name or service_principal_name");
    TRY_ASSIGN(const std::string level, need_text(entry, "permission_level"));
    if (std::find(levels.begin(), levels.end(), level) == levels.end()) {
      return refusal(ErrorCode::InvalidArgument, fmt::format("'{}' is not a permission level of a {}; it has: {}",
                                                             level, type.object_type, type.levels));
    }
    if (member == "group_name" && level == "IS_OWNER")
      return refusal(ErrorCode::InvalidArgument, fmt::format("A group cannot own a {}.", type.object_type));
    const std::string name = json::string_at(entry, member);
    const std::string known_as = settled_member(store, member, name);
    TRY_VOID(check_named(store, known_as, name));
    JsonValue set = JsonObject{{known_as, name}, {"permission_level", level}};
    // Of several levels for one principal, the last one counts.
    list.erase(std::remove_if(list.begin(), list.end(), [&](const JsonValue& e) { return same_principal(e, set); }),
               list.end());
    list.push_back(std::move(set));
  }
  return list;
}

bool is_owner(const JsonValue& entry) {
  return json::string_at(entry, "permission_level") == "IS_OWNER";
}

std::ptrdiff_t owners_in(const JsonArray& list) {
  return std::count_if(list.begin(), list.end(), is_owner);
}

/// A warehouse whose new list names no owner keeps the one it has.
JsonArray with_owner(const Workspace& workspace, const Target& target, JsonArray list) {
  if (target.type->kind != "warehouse" || owners_in(list) > 0) return list;
  for (const JsonValue& known : direct_list(workspace, target)) {
    if (is_owner(known)) list.insert(list.begin(), known);
  }
  return list;
}

Result<net::ServerResponse> store_list(Workspace& workspace, const Target& target, JsonArray list) {
  list = with_owner(workspace, target, std::move(list));
  if (target.type->levels.starts_with("IS_OWNER") && owners_in(list) != 1) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("The {} must have exactly one owner.", text::to_lower(target.type->words)));
  }
  TRY_VOID(put_body(workspace, "permissions", target.key(), {{"access_control_list", std::move(list)}}));
  return render(workspace, target);
}

}  // namespace

Result<JsonObject> first_permissions(const Store& store, std::string_view type, const JsonValue& list,
                                     const std::string& maker) {
  const auto* const known =
      std::find_if(std::begin(kTypes), std::end(kTypes), [&](const ObjectType& t) { return t.path == type; });
  LAKECODE_CHECK(known != std::end(kTypes), "objects with first permissions have a type");
  TRY_ASSIGN(JsonArray entries, read_list(store, JsonValue(JsonObject{{"access_control_list", list}}), *known));
  if (owners_in(entries) > 1)
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("The {} must have exactly one owner.", text::to_lower(known->words)));
  if (owners_in(entries) == 0) {
    entries.insert(entries.begin(), JsonObject{{member_of_user(maker), maker}, {"permission_level", "IS_OWNER"}});
  }
  return JsonObject{{"access_control_list", std::move(entries)}};
}

namespace {

Result<net::ServerResponse> show(Workspace& workspace, const std::string& path, const std::string& id) {
  TRY_ASSIGN(const Target target, target_of(workspace, path, id));
  return render(workspace, target);
}

Result<net::ServerResponse> replace(Workspace& workspace, const Call& call, const std::string& path,
                                    const std::string& id) {
  TRY_ASSIGN(const Target target, target_of(workspace, path, id));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonArray list, read_list(workspace.store, *body, *target.type));
  return store_list(workspace, target, std::move(list));
}

/// Sets the level of each principal named; a new owner takes the place of the old one.
Result<net::ServerResponse> update(Workspace& workspace, const Call& call, const std::string& path,
                                   const std::string& id) {
  TRY_ASSIGN(const Target target, target_of(workspace, path, id));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const JsonArray changes, read_list(workspace.store, *body, *target.type));
  JsonArray list;
  for (const JsonValue& known : direct_list(workspace, target)) {
    const bool named =
        std::any_of(changes.begin(), changes.end(), [&](const JsonValue& c) { return same_principal(c, known); });
    const bool replaced = owners_in(changes) > 0 && is_owner(known);
    if (!named && !replaced) list.push_back(known);
  }
  list.insert(list.end(), changes.begin(), changes.end());
  return store_list(workspace, target, std::move(list));
}

Result<net::ServerResponse> show_levels(Workspace& workspace, const std::string& path, const std::string& id) {
  TRY_ASSIGN(const Target target, target_of(workspace, path, id));
  JsonArray levels;
  for (const std::string_view level : levels_of(*target.type)) {
    levels.push_back(
        JsonObject{{"permission_level", level},
                   {"description", fmt::format("{} on this {}", text::replace_all(text::to_lower(level), "_", " "),
                                               text::to_lower(target.type->words))}});
  }
  return json_answer(JsonObject{{"permission_levels", std::move(levels)}});
}

/// The type and id of a call: the path has one segment for the type, or two.
struct Named {
  std::string path;
  std::string id;
};
Named named(const Call& call) {
  if (call.captures.size() == 2) return {call.captures[0], call.captures[1]};
  return {call.captures[0] + "/" + call.captures[1], call.captures[2]};
}

Result<net::ServerResponse> get_permissions(Workspace& workspace, const Call& call) {
  const Named name = named(call);
  return show(workspace, name.path, name.id);
}
Result<net::ServerResponse> put_permissions(Workspace& workspace, const Call& call) {
  const Named name = named(call);
  return replace(workspace, call, name.path, name.id);
}
Result<net::ServerResponse> patch_permissions(Workspace& workspace, const Call& call) {
  const Named name = named(call);
  return update(workspace, call, name.path, name.id);
}
Result<net::ServerResponse> get_levels(Workspace& workspace, const Call& call) {
  const Named name = named(call);
  return show_levels(workspace, name.path, name.id);
}

}  // namespace

std::vector<Route> permissions_routes() {
  return {{"GET", "/api/2.*/permissions/{}/{}/permissionLevels", answered<get_levels>},
          {"GET", "/api/2.*/permissions/{}/{}/{}/permissionLevels", answered<get_levels>},
          {"GET", "/api/2.*/permissions/{}/{}", answered<get_permissions>},
          {"PUT", "/api/2.*/permissions/{}/{}", answered<put_permissions>},
          {"PATCH", "/api/2.*/permissions/{}/{}", answered<patch_permissions>},
          {"GET", "/api/2.*/permissions/{}/{}/{}", answered<get_permissions>},
          {"PUT", "/api/2.*/permissions/{}/{}/{}", answered<put_permissions>},
          {"PATCH", "/api/2.*/permissions/{}/{}/{}", answered<patch_permissions>}};
}

}  // namespace lakecode::local
