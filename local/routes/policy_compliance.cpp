// Whether clusters and jobs follow their cluster policies. Policies are kept and not enforced, so nothing is ever found
// against them and enforcing changes nothing.

#include <fmt/format.h>

#include "base/json.h"
#include "local/routes/answer.h"
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

template <const Checked& Of>
Result<net::ServerResponse> show_compliance(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string id, need_query(call, Of.id));
  TRY_VOID(check_there(workspace, Of, id));
  return json_answer(JsonObject{{"is_compliant", true}, {"violations", JsonObject()}});
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
  return page_answer(workspace, query, Of.array, [](const JsonObject& object) {
    JsonObject shown;
    if (const JsonValue* id = json::find(object, Of.id)) shown[Of.id] = *id;
    shown["is_compliant"] = true;
    return shown;
  });
}

template <const Checked& Of>
Result<net::ServerResponse> enforce_compliance(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  const JsonValue* id = json::find(*body, Of.id);
  if (id == nullptr || !(id->is_string() || id->is_number()))
    return refusal(ErrorCode::InvalidArgument, fmt::format("Missing required field: {}", Of.id));
  TRY_VOID(check_there(workspace, Of, json::as_string(*id).value_or(json::serialize(*id))));
  return json_answer(JsonObject{{"has_changes", false}});
}

}  // namespace

std::vector<Route> policy_compliance_routes() {
  return {{"GET", "/api/2.*/policies/clusters/get-compliance", answered<show_compliance<kClusters>>},
          {"GET", "/api/2.*/policies/clusters/list-compliance", answered<list_compliance<kClusters>>},
          {"POST", "/api/2.*/policies/clusters/enforce-compliance", answered<enforce_compliance<kClusters>>},
          {"GET", "/api/2.*/policies/jobs/get-compliance", answered<show_compliance<kJobs>>},
          {"GET", "/api/2.*/policies/jobs/list-compliance", answered<list_compliance<kJobs>>},
          {"POST", "/api/2.*/policies/jobs/enforce-compliance", answered<enforce_compliance<kJobs>>}};
}

}  // namespace lakecode::local
