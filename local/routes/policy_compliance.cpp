// Whether clusters and jobs follow their cluster policies. A cluster that follows one when it is made can fall behind
// when the policy is edited; so can the clusters that a job makes for itself and its tasks.

#include <fmt/format.h>

#include "base/json.h"
#include "local/routes/answer.h"
#include "local/routes/cluster_policy.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

struct Checked {
  std::string_view kind;
  std::string_view words;
  std::string_view id;     ///< the member that names one
  std::string_view array;  ///< of a list's answer
};
constexpr Checked kClusters{"cluster", "Cluster", "cluster_id", "clusters"};
constexpr Checked kJobs{"job", "Job", "job_id", "jobs"};

Result<void> check_there(const Workspace& workspace, const Checked& of, const std::string& id) {
  if (workspace.store.find(of.kind, id) != nullptr) return {};
  return refusal(ErrorCode::InvalidArgument, fmt::format("{} {} does not exist.", of.words, id));
}

/// What is found against a stored object.
Violations violations_of(const Workspace& workspace, const Checked& of, const JsonObject& object) {
  if (of.kind == kJobs.kind)
    return job_violations(workspace, JsonValue(json::object_at(object, "settings"))).value_or(Violations());
  const auto definition = definition_for(workspace, object);
  return definition ? policy_violations(workspace, object, *definition) : Violations();
}

template <const Checked& Of>
Result<net::ServerResponse> show_compliance(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string id, need_query(call, Of.id));
  TRY_VOID(check_there(workspace, Of, id));
  JsonObject shown;
  for (const auto& [path, why] : violations_of(workspace, Of, *find_body(workspace.store, Of.kind, id)))
    shown[path] = why;
  return json_answer(JsonObject{{"is_compliant", shown.empty()}, {"violations", shown}});
}

/// The ids of what uses the policy, in any cluster of it.
template <const Checked& Of>
Result<net::ServerResponse> list_compliance(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string policy, need_query(call, "policy_id"));
  if (workspace.store.find("cluster_policy", policy) == nullptr)
    return refusal(ErrorCode::NotFound, fmt::format("Can't find a cluster policy with id: {}.", policy));
  TRY_ASSIGN(ListQuery query, page_query(call, Of.kind, {"", "page_size", 20, 100}));
  const std::string wanted = fmt::format("\"policy_id\":{}", json::serialize(JsonValue(policy)));
  query.filter = [wanted](const Record& record) { return record.text.find(wanted) != std::string::npos; };
  return page_answer(workspace, query, Of.array, [&workspace](const JsonObject& object) {
    JsonObject shown;
    if (const JsonValue* id = json::find(object, Of.id)) shown[Of.id] = *id;
    JsonObject found;
    for (const auto& [path, why] : violations_of(workspace, Of, object)) found[path] = why;
    shown["is_compliant"] = found.empty();
    if (!found.empty()) shown["violations"] = std::move(found);
    return shown;
  });
}

/// Text of a value that changes, as the platform tells it.
std::string told(const JsonValue* value) {
  if (value == nullptr) return "";
  return json::as_string(*value).value_or(json::serialize(*value));
}

/// What differs between two specifications of one cluster; fields begin with `prefix`.
void add_changes(const JsonObject& before, const JsonObject& after, const std::string& prefix, JsonArray& changes) {
  JsonObject names = before;
  lay_over(names, after);
  for (const auto& member : names) {
    const std::string was = told(before.if_contains(member.key()));
    const std::string is = told(after.if_contains(member.key()));
    if (was == is) continue;
    changes.push_back(
        JsonObject{{"field", prefix + std::string(member.key())}, {"previous_value", was}, {"new_value", is}});
  }
}

/// A copy of `cluster` that follows its policy.
Result<JsonObject> enforced(const Workspace& workspace, const JsonObject& cluster) {
  JsonObject after = cluster;
  TRY_ASSIGN(const std::string definition, definition_for(workspace, cluster));
  enforce_policy(workspace, after, definition);
  if (const Violations left = policy_violations(workspace, after, definition); !left.empty()) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("Validation failed for {}, {}", left.begin()->first, left.begin()->second));
  }
  return after;
}

/// Makes the clusters in `array` of a job's settings follow their policies.
Result<void> enforce_in(const Workspace& workspace, JsonObject& settings, const char* array, JsonArray& changes) {
  const auto found = settings.find(array);
  if (found == settings.end() || !found->value().is_array()) return {};
  const char* key = std::string_view(array) == "tasks" ? "task_key" : "job_cluster_key";
  for (JsonValue& holder : found->value().as_array()) {
    if (!holder.is_object()) continue;
    JsonValue* cluster = holder.as_object().if_contains("new_cluster");
    if (cluster == nullptr || !cluster->is_object()) continue;
    TRY_ASSIGN(JsonObject after, enforced(workspace, cluster->as_object()));
    add_changes(cluster->as_object(), after, json::string_at(holder, key) + ".new_cluster.", changes);
    *cluster = std::move(after);
  }
  return {};
}

/// As for a cluster, for all that the job makes.
Result<net::ServerResponse> enforce_on_job(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  const JsonValue* given = json::find(*body, "job_id");
  if (given == nullptr || !(given->is_string() || given->is_number()))
    return refusal(ErrorCode::InvalidArgument, "Missing required field: job_id");
  const std::string id = json::as_string(*given).value_or(json::serialize(*given));
  TRY_VOID(check_there(workspace, kJobs, id));
  TRY_ASSIGN(const bool only_told, flag_member(*body, "validate_only"));
  JsonObject job = *find_body(workspace.store, "job", id);
  JsonObject settings = json::object_at(job, "settings");
  JsonArray changes;
  for (const char* array : {"job_clusters", "tasks"}) TRY_VOID(enforce_in(workspace, settings, array, changes));
  if (changes.empty()) return json_answer(JsonObject{{"has_changes", false}});
  if (!only_told) {
    job["settings"] = settings;
    TRY_VOID(put_body(workspace, "job", id, std::move(job)));
  }
  return json_answer(JsonObject{
      {"has_changes", true}, {"job_cluster_changes", std::move(changes)}, {"settings", std::move(settings)}});
}

/// With validate_only it only tells what it would change.
Result<net::ServerResponse> enforce_on_cluster(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string id, need_text(*body, "cluster_id"));
  TRY_VOID(check_there(workspace, kClusters, id));
  TRY_ASSIGN(const bool only_told, flag_member(*body, "validate_only"));
  const JsonObject before = *find_body(workspace.store, "cluster", id);
  TRY_ASSIGN(JsonObject after, enforced(workspace, before));
  JsonArray changes;
  add_changes(before, after, "", changes);
  if (!changes.empty() && !only_told) TRY_VOID(put_body(workspace, "cluster", id, std::move(after)));
  JsonObject answer{{"has_changes", !changes.empty()}};
  if (!changes.empty()) answer["changes"] = std::move(changes);
  return json_answer(answer);
}

}  // namespace

std::vector<Route> policy_compliance_routes() {
  return {{"GET", "/api/2.*/policies/clusters/get-compliance", answered<show_compliance<kClusters>>},
          {"GET", "/api/2.*/policies/clusters/list-compliance", answered<list_compliance<kClusters>>},
          {"POST", "/api/2.*/policies/clusters/enforce-compliance", answered<enforce_on_cluster>},
          {"GET", "/api/2.*/policies/jobs/get-compliance", answered<show_compliance<kJobs>>},
          {"GET", "/api/2.*/policies/jobs/list-compliance", answered<list_compliance<kJobs>>},
          {"POST", "/api/2.*/policies/jobs/enforce-compliance", answered<enforce_on_job>}};
}

}  // namespace lakecode::local
