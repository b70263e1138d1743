#pragma once
// Gathers what debug_job judges: the run, the outputs of its failed tasks, the clusters they ran on. Network in,
// analysis facts out; each read is a step of its own, and what cannot be read leaves a gap, not an end.

#include <optional>
#include <vector>

#include "analysis/failures/diagnosis.h"
#include "databricks/clusters.h"
#include "databricks/driver_logs.h"
#include "databricks/jobs.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

struct GatheredRun {
  databricks::Run run;
  std::optional<databricks::Job> job;
  std::vector<databricks::Run> recent;         ///< newest first; empty for a one-time run
  std::vector<databricks::RunOutput> outputs;  ///< of the failed tasks, as far as they could be read
  struct ClusterFacts {
    std::string cluster_id;
    std::optional<databricks::Cluster> cluster;
    std::vector<databricks::ClusterEvent> events;  ///< newest first
    std::vector<databricks::LogTail> driver_logs;  ///< where they are delivered and can be read
    std::string no_driver_logs;                    ///< why there are none although the cluster delivers them
  };
  std::vector<ClusterFacts> clusters;
};

/// The runs of a job, newest first, at most `limit`; with input `as_of` only those that had started by then.
Result<std::vector<databricks::Run>> fetch_known_runs(Run& run, JobId job, std::size_t limit, const CallContext& ctx);

/// Finds the run that inputs `run_id` or `job_id` mean (for a job: its latest failed run, else its latest) and reads
/// it. nullopt when there is none to read: the run has been failed, or its summary says that the job never ran.
std::optional<GatheredRun> gather_run(Run& run);

/// Outputs and clusters of the failed tasks, in parallel; then the ends of the drivers' logs where those clusters
/// deliver them.
void gather_outputs(Run& run, GatheredRun& gathered);

/// Outputs tell a cause better than a driver's log, which is full of warnings of other things.
enum class DriverLogs { Left, Added };

/// The facts for analysis::diagnose; one task a task_key, its latest attempt. DriverLogs::Added puts the drivers' logs
/// behind the logs of the tasks that failed on their clusters.
analysis::RunEvidence evidence_of(const GatheredRun& gathered, DriverLogs logs = DriverLogs::Left);

}  // namespace lakecode::workflows
