// Whether clusters and jobs follow their cluster policies. A cluster that follows one when it is made can fall behind
// when the policy is edited. The clusters of jobs are not looked at: nothing is ever found against them.

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
  if (of.kind != kClusters.kind) return {};
  const auto definition = definition_for(workspace, object);
  return definition ? policy_violations(object, *definition) : Violations();
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

Result<net::ServerResponse> enforce_on_job(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  const JsonValue* id = json::find(*body, "job_id");
  if (id == nullptr || !(id->is_string() || id->is_number()))
    return refusal(ErrorCode::InvalidArgument, "Missing required field: job_id");
  TRY_VOID(check_there(workspace, kJobs, json::as_string(*id).value_or(json::serialize(*id))));
  return json_answer(JsonObject{{"has_changes", false}});
}

/// Text of a value that changes, as the platform tells it.
std::string told(const JsonValue* value) {
  if (value == nullptr) return "";
  return json::as_string(*value).value_or(json::serialize(*value));
}

/// With validate_only it only tells what it would change.
Result<net::ServerResponse> enforce_on_cluster(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string id, need_text(*body, "cluster_id"));
  TRY_VOID(check_there(workspace, kClusters, id));
  TRY_ASSIGN(const bool only_told, flag_member(*body, "validate_only"));
  const JsonObject before = *find_body(workspace.store, "cluster", id);
  JsonObject after = before;
  TRY_ASSIGN(const std::string definition, definition_for(workspace, before));
  enforce_policy(after, definition);
  if (const Violations left = policy_violations(after, definition); !left.empty()) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("Validation failed for {}, {}", left.begin()->first, left.begin()->second));
  }
  JsonArray changes;
  JsonObject names = before;
  lay_over(names, after);
  for (const auto& member : names) {
    const std::string was = told(before.if_contains(member.key()));
    const std::string is = told(after.if_contains(member.key()));
    if (was != is) changes.push_back(JsonObject{{"field", member.key()}, {"previous_value", was}, {"new_value", is}});
  }
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
