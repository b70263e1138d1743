#pragma once
// One task of a job's settings: what it must have, and the defaults of the platform. Pure.

#include <set>
#include <string>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::local {

/// What a task may point to in its job.
struct TaskSurroundings {
  const std::set<std::string>& clusters;      ///< job_cluster_key
  const std::set<std::string>& environments;  ///< environment_key
  bool has_git = false;
};

/// Fills the defaults of `task` and refuses what cannot run. Errors as complete_settings.
Result<void> complete_task(JsonValue& task, const TaskSurroundings& around);

/// Adds what the service adds to the member new_cluster of a task or job cluster, when it has one.
void complete_new_cluster(JsonObject& holder);

}  // namespace lakecode::local
