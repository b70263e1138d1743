#pragma once
// When each job ran in the last 30 days, and what became of every task. Pure; the JSON is made elsewhere.
// Invariant: no finished run ends after `now`, none starts more than 30 days before it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "local/demo/dice.h"
#include "local/demo/job_spec.h"
#include "local/demo/scenario.h"

namespace lakecode::local {

enum class TaskEnd { Success, Failure, UpstreamFailed, Running, Blocked };

struct TaskAttempt {
  std::size_t task = 0;  ///< index into JobSpec::tasks
  int attempt = 0;
  std::int64_t run_id = 0;
  WallTime start{};
  std::chrono::milliseconds setup{};
  WallTime end{};  ///< meaningless while running or blocked
  TaskEnd outcome = TaskEnd::Success;
  const Scenario* scenario = nullptr;  ///< of a Failure
};

struct PlannedRun {
  std::int64_t run_id = 0;
  std::int64_t number = 0;  ///< number_in_job
  int back = 0;             ///< 0 is the newest finished run; -1 one that is running
  WallTime start{};
  WallTime end{};
  std::optional<WallTime> repair_start;
  const Outcome* outcome = nullptr;  ///< nullptr for a good run
  std::vector<TaskAttempt> attempts;
  std::string cluster_id;  ///< of the job cluster, "" when no task uses one
  WallTime cluster_start{};
  WallTime cluster_end{};

  [[nodiscard]] bool is_running() const { return back < 0; }
  [[nodiscard]] bool is_skipped() const { return outcome != nullptr && outcome->task.empty(); }
};

struct PlannedJob {
  JobSpec spec;
  std::vector<PlannedRun> runs;  ///< newest first
};

std::vector<PlannedJob> plan_jobs(const Dice& dice, WallTime now);

/// The last attempt of the task that made the run fail; nullptr for a good or skipped run.
const TaskAttempt* root_attempt(const PlannedJob& job, const PlannedRun& run);

}  // namespace lakecode::local
