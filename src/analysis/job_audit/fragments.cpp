#include "analysis/job_audit/fragments.h"

#include <fmt/format.h>

#include "base/json.h"

namespace lakecode::job_audit {

std::string json_text(std::string_view text) {
  return json::serialize(JsonValue(text));
}

std::string task_fragment(const Task& task, std::string_view inner) {
  return fmt::format(R"({{"tasks": [{{"task_key": {}, {}}}]}})", json_text(task.key), inner);
}

std::string compute_fragment(const Compute& compute, std::string_view inner) {
  switch (compute.kind) {
    case Compute::Kind::JobCluster:
      return fmt::format(R"({{"job_clusters": [{{"job_cluster_key": {}, "new_cluster": {{{}}}}}]}})",
                         json_text(compute.key), inner);
    case Compute::Kind::TaskCluster:
      return fmt::format(R"({{"tasks": [{{"task_key": {}, "new_cluster": {{{}}}}}]}})", json_text(compute.key), inner);
    case Compute::Kind::AllPurpose:
      break;
  }
  return fmt::format("{{{}}}", inner);
}

}  // namespace lakecode::job_audit
