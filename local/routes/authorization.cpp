#include "local/routes/authorization.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/json.h"
#include "base/text.h"
#include "local/engine/privilege_check.h"
#include "local/routes/answer.h"
#include "local/routes/job_access.h"
#include "local/routes/me.h"
#include "local/routes/memberships.h"
#include "local/routes/object_access.h"
#include "local/routes/records.h"
#include "local/routes/workspace_access.h"
#include "local/routes/workspace_tree.h"

namespace lakecode::local {
namespace {

/// Who asks, with what is needed to decide.
struct Asker {
  const Workspace& workspace;
  const Call& call;
  Rights rights;
  std::string user;
};

/// The engine's refusal in the words of REST.
Error told(const Error& error) {
  std::string message = error.reason;
  if (const std::size_t begin = message.find("User does not have"); begin != std::string::npos) message.erase(0, begin);
  if (const std::size_t end = message.find(" SQLSTATE"); end != std::string::npos) message.erase(end);
  return refusal(ErrorCode::PermissionDenied, message);
}

Result<void> as_told(Result<void> checked) {
  if (checked) return checked;
  return told(checked.error());
}

bool is_there(const Asker& asker, std::string_view kind, const std::string& name) {
  return asker.workspace.store.find(kind, name) != nullptr;
}

std::string name_of(const Asker& asker) {
  return text::to_lower(asker.call.captures.empty() ? std::string() : asker.call.captures.front());
}

Result<void> reads_table(const Asker& asker) {
  const std::string name = name_of(asker);
  if (!is_there(asker, "table", name)) return {};
  return as_told(asker.rights.check("table", name, "SELECT"));
}

template <const char* const& Type>
Result<void> manages(const Asker& asker) {
  const std::string name = name_of(asker);
  const std::string type = Type;
  if (!is_there(asker, type == "function" && !is_there(asker, type, name) ? "registered_model" : type, name)) return {};
  return as_told(asker.rights.check_manages(type, name));
}
constexpr const char* kTable = "table";
constexpr const char* kSchema = "schema";
constexpr const char* kCatalog = "catalog";
constexpr const char* kVolume = "volume";
constexpr const char* kFunction = "function";

Result<void> manages_grants(const Asker& asker) {
  const std::string type = text::to_lower(asker.call.captures[0]);
  return as_told(asker.rights.check_manages(type, text::to_lower(asker.call.captures[1])));
}

Result<void> creates_catalog(const Asker& asker) {
  return as_told(asker.rights.check_creates("CREATE_CATALOG", ""));
}

/// "catalog.schema" or "catalog" of a request for a new object.
std::string parent_in_body(const Asker& asker, bool schema) {
  const auto body = asker.call.body();
  if (!body) return "";
  const JsonValue* wrapped = json::find(**body, "function_info");
  const JsonValue& given = wrapped != nullptr && wrapped->is_object() ? *wrapped : **body;
  const std::string catalog = text::to_lower(json::string_at(given, "catalog_name"));
  return schema ? catalog + "." + text::to_lower(json::string_at(given, "schema_name")) : catalog;
}

Result<void> creates_schema(const Asker& asker) {
  const std::string parent = parent_in_body(asker, false);
  if (!is_there(asker, "catalog", parent)) return {};
  return as_told(asker.rights.check_creates("CREATE_SCHEMA", parent));
}

Result<void> creates_below(const Asker& asker, std::string_view privilege) {
  const std::string parent = parent_in_body(asker, true);
  if (!is_there(asker, "schema", parent)) return {};
  return as_told(asker.rights.check_creates(privilege, parent));
}
Result<void> creates_table(const Asker& asker) {
  return creates_below(asker, "CREATE_TABLE");
}
Result<void> creates_volume(const Asker& asker) {
  return creates_below(asker, "CREATE_VOLUME");
}
Result<void> creates_function(const Asker& asker) {
  return creates_below(asker, "CREATE_FUNCTION");
}
Result<void> creates_model(const Asker& asker) {
  return creates_below(asker, "CREATE_MODEL");
}

/// Files of /Volumes/catalog/schema/volume/...
Result<void> uses_files(const Asker& asker) {
  std::string path = asker.call.captures.empty() ? "" : asker.call.captures.back();
  while (path.starts_with('/')) path.erase(0, 1);
  const auto parts = text::split(path, '/');
  if (parts.size() < 4 || parts[0] != "Volumes") return {};
  const std::string volume = text::to_lower(fmt::format("{}.{}.{}", parts[1], parts[2], parts[3]));
  if (!is_there(asker, "volume", volume)) return {};
  const std::string& method = asker.call.request.method;
  const bool reads = method == "GET" || method == "HEAD";
  return as_told(asker.rights.check("volume", volume, reads ? "READ_VOLUME" : "WRITE_VOLUME"));
}

Result<void> reads_volume(const Asker& asker) {
  const std::string name = name_of(asker);
  if (!is_there(asker, "volume", name)) return {};
  return as_told(asker.rights.check("volume", name, "READ_VOLUME"));
}

Result<void> administrates(const Asker& asker) {
  return refusal(ErrorCode::PermissionDenied,
                 fmt::format("User {} is not an admin of this workspace, and only admins may do this.", asker.user));
}

std::string job_id_of(const Asker& asker) {
  std::string id = asker.call.text_query("job_id");
  std::string run = asker.call.text_query("run_id");
  if (const auto body = asker.call.body(); body && asker.call.request.method != "GET") {
    if (const auto number = json::int_at(**body, "job_id")) id = std::to_string(*number);
    if (const auto number = json::int_at(**body, "run_id")) run = std::to_string(*number);
  }
  if (!id.empty() || run.empty()) return id;
  const RecordPointer record = asker.workspace.store.find_by_alias("run", run);
  return record == nullptr ? "" : record->parent;
}

Result<void> needs_job(const Asker& asker, std::initializer_list<std::string_view> enough, std::string_view words) {
  const std::string id = job_id_of(asker);
  const auto job = find_body(asker.workspace.store, "job", id);
  if (!job) return {};
  if (JobAccess(asker.workspace, asker.call.identity).holds(id, *job, enough)) return {};
  return refusal(ErrorCode::PermissionDenied,
                 fmt::format("User {} does not have {} permissions on job {}", asker.user, words, id));
}
Result<void> views_job(const Asker& asker) {
  return needs_job(asker, {"IS_OWNER", "CAN_MANAGE", "CAN_MANAGE_RUN", "CAN_VIEW"},
                   "View or Admin or Manage Run or Owner");
}
Result<void> runs_job(const Asker& asker) {
  return needs_job(asker, {"IS_OWNER", "CAN_MANAGE", "CAN_MANAGE_RUN"}, "Admin or Manage Run or Owner");
}
Result<void> manages_job(const Asker& asker) {
  return needs_job(asker, {"IS_OWNER", "CAN_MANAGE"}, "Admin or Owner");
}

std::string cluster_id_of(const Asker& asker) {
  if (asker.call.request.method == "GET") return asker.call.text_query("cluster_id");
  const auto body = asker.call.body();
  return body ? json::string_at(**body, "cluster_id") : "";
}

Result<void> needs_cluster(const Asker& asker, std::initializer_list<std::string_view> enough, std::string_view words) {
  const std::string id = cluster_id_of(asker);
  const auto cluster = find_body(asker.workspace.store, "cluster", id);
  if (!cluster || ObjectAccess(asker.workspace, asker.call.identity, kLeveledClusters).holds(id, *cluster, enough))
    return {};
  return refusal(
      ErrorCode::PermissionDenied,
      fmt::format("{} does not have {} permissions on {}. Please contact the owner or an administrator for access.",
                  asker.user, words, id));
}
Result<void> attaches_cluster(const Asker& asker) {
  return needs_cluster(asker, {"CAN_MANAGE", "CAN_RESTART", "CAN_ATTACH_TO"}, "Attach");
}
Result<void> restarts_cluster(const Asker& asker) {
  return needs_cluster(asker, {"CAN_MANAGE", "CAN_RESTART"}, "Restart");
}
Result<void> manages_cluster(const Asker& asker) {
  return needs_cluster(asker, {"CAN_MANAGE"}, "Manage");
}

/// The entitlement, of the caller or of a group around it; or a policy that the caller may use.
Result<void> creates_cluster(const Asker& asker) {
  constexpr std::string_view kEntitlement = "allow-cluster-create";
  const auto entitled = [&](std::string_view kind, const std::string& id) {
    const auto body = find_body(asker.workspace.store, kind, id);
    if (!body) return false;
    const JsonArray& list = json::array_at(*body, "entitlements");
    return std::any_of(list.begin(), list.end(),
                       [&](const JsonValue& entry) { return json::string_at(entry, "value") == kEntitlement; });
  };
  const Caller& caller = asker.call.identity;
  if (entitled(caller.kind, caller.id)) return {};
  for (const JsonValue& group : Memberships(asker.workspace.store).groups_of(caller.id)) {
    if (entitled("group", json::string_at(group, "value"))) return {};
  }
  const auto body = asker.call.body();
  const std::string id = body ? json::string_at(**body, "policy_id") : "";
  constexpr LeveledKind kLeveledPolicies{"cluster_policy", "cluster-policy", "CAN_USE"};
  const auto policy = find_body(asker.workspace.store, kLeveledPolicies.kind, id);
  if (policy && ObjectAccess(asker.workspace, caller, kLeveledPolicies).holds(id, *policy, {"CAN_USE"})) return {};
  return refusal(
      ErrorCode::PermissionDenied,
      fmt::format("{} is not authorized to create clusters. Please contact your administrator.", asker.user));
}

Result<void> needs_pipeline(const Asker& asker, std::initializer_list<std::string_view> enough,
                            std::string_view words) {
  const std::string& id = asker.call.captures[0];
  const auto pipeline = find_body(asker.workspace.store, "pipeline", id);
  if (!pipeline || ObjectAccess(asker.workspace, asker.call.identity, kLeveledPipelines).holds(id, *pipeline, enough))
    return {};
  return refusal(ErrorCode::PermissionDenied,
                 fmt::format("User {} does not have {} permissions on pipeline {}", asker.user, words, id));
}
Result<void> views_pipeline(const Asker& asker) {
  return needs_pipeline(asker, {"IS_OWNER", "CAN_MANAGE", "CAN_RUN", "CAN_VIEW"}, "View");
}
Result<void> runs_pipeline(const Asker& asker) {
  return needs_pipeline(asker, {"IS_OWNER", "CAN_MANAGE", "CAN_RUN"}, "Run");
}
Result<void> manages_pipeline(const Asker& asker) {
  return needs_pipeline(asker, {"IS_OWNER", "CAN_MANAGE"}, "Manage");
}

/// The scope that a request is about, in its query or its body.
std::string secret_scope_of(const Asker& asker) {
  if (asker.call.request.method == "GET") return asker.call.text_query("scope");
  const auto body = asker.call.body();
  return body ? json::string_at(**body, "scope") : "";
}

/// READ, WRITE and MANAGE: each holds what stands before it.
Result<void> needs_secrets(const Asker& asker, std::initializer_list<std::string_view> enough, std::string_view words) {
  const std::string scope = secret_scope_of(asker);
  if (!is_there(asker, "secret_scope", scope)) return {};
  std::vector<std::string> names = Memberships(asker.workspace.store).names_of(asker.call.identity.id);
  names.push_back(asker.user);
  names.emplace_back("users");
  const bool held = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const auto acl = find_body(asker.workspace.store, "secret_acl", scope + "/" + name);
    return acl && std::find(enough.begin(), enough.end(), json::string_at(*acl, "permission")) != enough.end();
  });
  if (held) return {};
  return refusal(ErrorCode::PermissionDenied,
                 fmt::format("User {} does not have {} permission on scope {}.", asker.user, words, scope));
}
Result<void> reads_secrets(const Asker& asker) {
  return needs_secrets(asker, {"READ", "WRITE", "MANAGE"}, "READ");
}
Result<void> writes_secrets(const Asker& asker) {
  return needs_secrets(asker, {"WRITE", "MANAGE"}, "WRITE");
}
Result<void> manages_secrets(const Asker& asker) {
  return needs_secrets(asker, {"MANAGE"}, "MANAGE");
}

struct LeveledPath {
  std::string_view path;
  const LeveledKind& kind;
};
constexpr LeveledPath kLeveledPaths[] = {
    {"jobs", kLeveledJobs}, {"clusters", kLeveledClusters}, {"pipelines", kLeveledPipelines}};

/// Only those of jobs, clusters, pipelines and of the workspace's tree are enforced.
Result<void> manages_permissions(const Asker& asker) {
  const std::string& path = asker.call.captures[0];
  const std::string& id = asker.call.captures[1];
  if (path == "notebooks" || path == "directories" || path == "files") {
    const auto number = text::parse_int(id);
    const auto node = number ? find_node_by_id(asker.workspace, *number) : std::nullopt;
    if (!node) return {};
    return NodeAccess(asker.workspace, asker.call.identity).check(json::string_at(*node, "path"), NodeRight::Manage);
  }
  const auto* const known = std::find_if(std::begin(kLeveledPaths), std::end(kLeveledPaths),
                                         [&](const LeveledPath& candidate) { return candidate.path == path; });
  if (known == std::end(kLeveledPaths)) return {};
  const auto object = find_body(asker.workspace.store, known->kind.kind, id);
  if (!object) return {};
  const ObjectAccess access(asker.workspace, asker.call.identity, known->kind);
  if (access.holds(id, *object, {"IS_OWNER", "CAN_MANAGE"})) return {};
  return refusal(ErrorCode::PermissionDenied, fmt::format("User {} does not have Admin or Owner permissions on {} {}",
                                                          asker.user, known->kind.kind, id));
}

struct Rule {
  std::string_view methods;  ///< blanks between
  std::string_view path;     ///< without "/api/2.*/"; "{" at its end: whatever follows
  Result<void> (*check)(const Asker&);
};
constexpr Rule kRules[] = {
    {"GET", "unity-catalog/tables/{}", reads_table},
    {"PATCH DELETE", "unity-catalog/tables/{}", manages<kTable>},
    {"PATCH DELETE", "unity-catalog/schemas/{}", manages<kSchema>},
    {"PATCH DELETE", "unity-catalog/catalogs/{}", manages<kCatalog>},
    {"PATCH DELETE", "unity-catalog/volumes/{}", manages<kVolume>},
    {"PATCH DELETE", "unity-catalog/functions/{}", manages<kFunction>},
    {"GET", "unity-catalog/volumes/{}", reads_volume},
    {"PATCH", "unity-catalog/permissions/{}/{}", manages_grants},
    {"POST", "unity-catalog/catalogs", creates_catalog},
    {"POST", "unity-catalog/schemas", creates_schema},
    {"POST", "unity-catalog/tables", creates_table},
    {"POST", "unity-catalog/volumes", creates_volume},
    {"POST", "unity-catalog/functions", creates_function},
    {"POST", "unity-catalog/models", creates_model},
    {"POST PATCH DELETE", "unity-catalog/external-locations{", administrates},
    {"POST PATCH DELETE", "unity-catalog/storage-credentials{", administrates},
    {"POST PATCH DELETE", "unity-catalog/connections{", administrates},
    {"GET HEAD PUT POST DELETE", "fs/files{", uses_files},
    {"GET HEAD PUT DELETE", "fs/directories{", uses_files},
    {"POST PUT PATCH DELETE", "preview/scim/v2/{", administrates},
    {"POST PUT PATCH DELETE", "token-management/{", administrates},
    {"PATCH", "workspace-conf", administrates},
    {"POST PUT PATCH DELETE", "ip-access-lists{", administrates},
    {"GET POST PATCH DELETE", "global-init-scripts{", administrates},
    {"PATCH DELETE", "settings/{", administrates},
    {"GET", "jobs/get", views_job},
    {"GET", "jobs/runs/get", views_job},
    {"GET", "jobs/runs/get-output", views_job},
    {"GET", "jobs/runs/export", views_job},
    {"POST", "jobs/run-now", runs_job},
    {"POST", "jobs/runs/cancel", runs_job},
    {"POST", "jobs/runs/cancel-all", runs_job},
    {"POST", "jobs/runs/repair", runs_job},
    {"POST", "jobs/runs/delete", manages_job},
    {"POST", "jobs/update", manages_job},
    {"POST", "jobs/reset", manages_job},
    {"POST", "jobs/delete", manages_job},
    {"GET", "clusters/get", attaches_cluster},
    {"POST", "clusters/events", attaches_cluster},
    {"POST", "clusters/create", creates_cluster},
    {"POST", "clusters/start", restarts_cluster},
    {"POST", "clusters/restart", restarts_cluster},
    {"POST", "clusters/delete", restarts_cluster},
    {"POST", "clusters/edit", manages_cluster},
    {"POST", "clusters/resize", manages_cluster},
    {"POST", "clusters/update", manages_cluster},
    {"POST", "clusters/permanent-delete", manages_cluster},
    {"POST", "clusters/pin", administrates},
    {"POST", "clusters/unpin", administrates},
    {"POST", "clusters/change-owner", administrates},
    {"POST", "libraries/install", manages_cluster},
    {"POST", "libraries/uninstall", manages_cluster},
    {"GET", "pipelines/{}", views_pipeline},
    {"GET", "pipelines/{}/events", views_pipeline},
    {"GET", "pipelines/{}/updates", views_pipeline},
    {"GET", "pipelines/{}/updates/{}", views_pipeline},
    {"POST", "pipelines/{}/updates", runs_pipeline},
    {"POST", "pipelines/{}/clone", runs_pipeline},
    {"POST", "pipelines/{}/stop", runs_pipeline},
    {"PUT", "pipelines/{}", manages_pipeline},
    {"DELETE", "pipelines/{}", manages_pipeline},
    {"PUT PATCH", "permissions/{}/{}", manages_permissions},
    {"GET", "secrets/get", reads_secrets},
    {"GET", "secrets/list", reads_secrets},
    {"POST", "secrets/put", writes_secrets},
    {"POST", "secrets/delete", writes_secrets},
    {"POST", "secrets/scopes/delete", manages_secrets},
    {"GET", "secrets/acls/{", manages_secrets},
    {"POST", "secrets/acls/{", manages_secrets},
};

bool fits(const Rule& rule, std::string_view method, std::string_view path) {
  const auto methods = text::split(rule.methods, ' ');
  if (std::find(methods.begin(), methods.end(), method) == methods.end()) return false;
  if (rule.path.ends_with('{')) return path.starts_with(rule.path.substr(0, rule.path.size() - 1));
  return rule.path == path;
}

}  // namespace

std::optional<net::ServerResponse> refuse_unauthorized(const Workspace& workspace, const Route& route,
                                                       const Call& call) {
  if (call.identity.id.empty()) return std::nullopt;  // the owner of the workspace's token
  constexpr std::string_view kPrefix = "/api/2.*/";
  if (!route.pattern.starts_with(kPrefix)) return std::nullopt;
  const std::string_view path = route.pattern.substr(kPrefix.size());
  const auto* const rule =
      std::find_if(std::begin(kRules), std::end(kRules), [&](const Rule& r) { return fits(r, route.method, path); });
  if (rule == std::end(kRules)) return std::nullopt;
  const std::string user = me_of(workspace.store, call.identity).user_name;
  Asker asker{workspace, call, Rights(workspace.store, user), user};
  if (asker.rights.unbounded()) return std::nullopt;
  const Result<void> allowed = rule->check(asker);
  if (allowed) return std::nullopt;
  return error_answer(allowed.error());
}

}  // namespace lakecode::local
