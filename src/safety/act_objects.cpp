#include "safety/act_objects.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "safety/argv_reader.h"
#include "safety/rest_rules.h"

namespace lakecode::safety {
namespace {

/// Where requests name an object: a segment of the path ("{}"), or a member of the body or the query.
struct RequestObject {
  std::string_view path;
  std::string_view key;  ///< "" when the path names it
  std::string_view type;
  bool is_part = false;  ///< the act is about a part or the state of the object: a deletion does not remove the object
};

// The first row that fits counts.
constexpr RequestObject kRequestObjects[] = {
    {"/api/*/jobs/runs/{}", "run_id", "run"},
    {"/api/*/jobs/{}", "job_id", "job"},
    {"/api/*/clusters/permanent-delete", "cluster_id", "cluster"},
    {"/api/*/clusters/{}", "cluster_id", "cluster", true},
    {"/api/*/libraries/{}", "cluster_id", "cluster", true},
    {"/api/*/instance-pools/{}", "instance_pool_id", "instance_pool"},
    {"/api/*/policies/clusters/{}", "policy_id", "cluster_policy"},
    {"/api/*/workspace/{}", "path", "workspace_object"},
    {"/api/*/dbfs/{}", "path", "path"},
    {"/api/*/secrets/scopes/delete", "scope", "secret_scope"},
    {"/api/*/secrets/{}", "scope", "secret_scope", true},
    {"/api/*/secrets/{}/{}", "scope", "secret_scope", true},
    {"/api/*/token/{}", "token_id", "token"},
    {"/api/*/pipelines/{}", "", "pipeline"},
    {"/api/*/pipelines/{}/{+}", "", "pipeline", true},
    {"/api/*/serving-endpoints/{}", "", "serving_endpoint"},
    {"/api/*/serving-endpoints/{}/{+}", "", "serving_endpoint", true},
    {"/api/*/sql/warehouses/{}", "", "warehouse"},
    {"/api/*/sql/warehouses/{}/{}", "", "warehouse", true},
    {"/api/*/sql/queries/{}", "", "query"},
    {"/api/*/sql/alerts/{}", "", "alert"},
    {"/api/*/lakeview/dashboards/{}", "", "dashboard"},
    {"/api/*/lakeview/dashboards/{}/{+}", "", "dashboard", true},
    {"/api/*/apps/{}", "", "app"},
    {"/api/*/apps/{}/{+}", "", "app", true},
    {"/api/*/repos/{}", "", "repo"},
    {"/api/*/preview/scim/v2/Groups/{}", "", "group"},
    {"/api/*/preview/scim/v2/Users/{}", "", "user"},
    {"/api/*/preview/scim/v2/ServicePrincipals/{}", "", "service_principal"},
    {"/api/*/vector-search/indexes/{}", "", "vector_index"},
    {"/api/*/vector-search/endpoints/{}", "", "vector_endpoint"},
    {"/api/*/unity-catalog/tables/{}", "", "table"},
    {"/api/*/unity-catalog/schemas/{}", "", "schema"},
    {"/api/*/unity-catalog/catalogs/{}", "", "catalog"},
    {"/api/*/unity-catalog/volumes/{}", "", "volume"},
    {"/api/*/unity-catalog/functions/{}", "", "function"},
    {"/api/*/unity-catalog/models/{}", "", "model"},
    {"/api/*/unity-catalog/models/{}/{+}", "", "model", true},
    {"/api/*/unity-catalog/shares/{}", "", "share"},
    {"/api/*/unity-catalog/recipients/{}", "", "recipient"},
    {"/api/*/unity-catalog/connections/{}", "", "connection"},
    {"/api/*/unity-catalog/external-locations/{}", "", "external_location"},
    {"/api/*/unity-catalog/storage-credentials/{}", "", "credential"},
    {"/api/*/unity-catalog/credentials/{}", "", "credential"},
};

/// Groups of commands whose first argument names the object.
struct CommandObject {
  std::string_view group;
  std::string_view type;
};
constexpr CommandObject kCommandObjects[] = {
    {"jobs", "job"},
    {"clusters", "cluster"},
    {"pipelines", "pipeline"},
    {"serving-endpoints", "serving_endpoint"},
    {"warehouses", "warehouse"},
    {"workspace", "workspace_object"},
    {"fs", "path"},
    {"secrets", "secret_scope"},
    {"tables", "table"},
    {"schemas", "schema"},
    {"catalogs", "catalog"},
    {"volumes", "volume"},
    {"functions", "function"},
    {"registered-models", "model"},
    {"model-versions", "model"},
    {"instance-pools", "instance_pool"},
    {"cluster-policies", "cluster_policy"},
    {"lakeview", "dashboard"},
    {"queries", "query"},
    {"alerts", "alert"},
    {"apps", "app"},
    {"repos", "repo"},
    {"shares", "share"},
    {"recipients", "recipient"},
    {"connections", "connection"},
    {"external-locations", "external_location"},
    {"storage-credentials", "credential"},
    {"tokens", "token"},
    {"groups", "group"},
    {"users", "user"},
    {"service-principals", "service_principal"},
};
/// Verbs of these groups whose first argument is something else: a parent, a run, a name that is not there yet.
constexpr std::array<std::string_view, 12> kOtherVerbs = {
    "list",       "create",     "submit",         "cancel-run", "get-run",   "delete-run",
    "export-run", "repair-run", "get-run-output", "cp",         "list-runs", "cancel-all-runs"};

std::string_view access_of(EffectClass effect_class, bool removes) {
  if (effect_class == EffectClass::ReadOnly) return "read";
  return removes ? "drop" : "write";
}

/// A string or a number; "" for anything else.
std::string text_at(const JsonValue& body, std::string_view key) {
  const JsonValue* value = json::find(body, key);
  if (value == nullptr) return {};
  if (const auto text = json::as_string(*value)) return *text;
  return value->is_int64() ? std::to_string(value->as_int64()) : std::string();
}

std::string query_value(std::string_view query, std::string_view key) {
  for (const std::string_view part : text::split(query, '&')) {
    if (part.size() > key.size() && part.starts_with(key) && part[key.size()] == '=')
      return std::string(part.substr(key.size() + 1));
  }
  return {};
}

/// The segment that the first "{}" stands for.
std::string_view first_hole(std::string_view pattern, std::string_view path) {
  const auto wanted = text::split(pattern, '/');
  const auto found = text::split(path, '/');
  for (std::size_t i = 0; i < wanted.size() && i < found.size(); ++i) {
    if (wanted[i] == "{}") return found[i];
  }
  return {};
}

std::optional<TouchedObject> object_of_request(EffectClass effect_class, const RestEffect& request) {
  std::string_view path = request.path;
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  for (const RequestObject& row : kRequestObjects) {
    if (!matches_path(row.path, path)) continue;
    TouchedObject object{.type = row.type, .name = {}, .access = {}};
    if (row.key.empty()) {
      object.name = first_hole(row.path, path);
    } else if (const auto body = json::parse(request.body.empty() ? "{}" : request.body, "body")) {
      object.name = text_at(*body, row.key);
      if (object.name.empty()) object.name = query_value(request.query, row.key);
    }
    if (object.name.empty()) return std::nullopt;
    const bool removes = request.method == "DELETE" || path.ends_with("delete");
    object.access = access_of(effect_class, removes && !row.is_part);
    return object;
  }
  return std::nullopt;
}

std::optional<TouchedObject> object_of_command(EffectClass effect_class, const ArgvEffect& command) {
  const ArgvWords words = read_argv(command.argv);
  if (words.words.size() < 3 || !words.loose.empty() || !words.doubtful.empty()) return std::nullopt;
  const std::string& verb = words.words[1];
  const auto* row = std::find_if(std::begin(kCommandObjects), std::end(kCommandObjects),
                                 [&](const CommandObject& known) { return known.group == words.words[0]; });
  if (row == std::end(kCommandObjects)) return std::nullopt;
  if (std::find(kOtherVerbs.begin(), kOtherVerbs.end(), verb) != kOtherVerbs.end()) return std::nullopt;
  // "clusters delete" terminates, and a version is only a part of its model.
  const bool is_part = words.words[0] == "clusters" || words.words[0] == "model-versions";
  const bool removes = verb == "permanent-delete" || verb == "delete-scope" || verb == "rm" || verb == "trash" ||
                       (verb == "delete" && !is_part);
  return TouchedObject{.type = row->type, .name = words.words[2], .access = access_of(effect_class, removes)};
}

}  // namespace

std::optional<TouchedObject> object_of_act(std::string_view kind, EffectClass effect_class, const Effect& effect) {
  if (kind == "UNKNOWN" || kind == "HELP") return std::nullopt;
  if (const auto* request = std::get_if<RestEffect>(&effect)) return object_of_request(effect_class, *request);
  const auto* command = std::get_if<ArgvEffect>(&effect);
  return command == nullptr ? std::nullopt : object_of_command(effect_class, *command);
}

}  // namespace lakecode::safety
