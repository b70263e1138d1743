#pragma once
// The JSON of jobs, runs, their outputs and their clusters. Pure; same arguments, same bytes.

#include <vector>

#include "base/clock.h"
#include "local/demo/dice.h"
#include "local/demo/marks.h"
#include "local/demo/run_plan.h"
#include "local/state/document.h"

namespace lakecode::local {

Document make_job_document(const PlannedJob& job, const Dice& dice, WallTime now);

/// job_clusters[] of a job, as its settings and its runs show them; empty without a job cluster.
JsonBox job_clusters_json(const JobSpec& job);

/// The kind-specific member of a task ("notebook_task": {...}) and where it runs, added to `out`.
void add_task_work(JsonObject& out, const TaskSpec& task, const Dice& dice, WallTime now);

/// One document a run, newest first.
std::vector<Document> make_run_documents(const std::vector<PlannedJob>& jobs, const Dice& dice, WallTime now);

/// Outputs of every failed task and of the tasks of each job's two newest runs.
std::vector<Document> make_output_documents(const std::vector<PlannedJob>& jobs, const Dice& dice);

/// Job clusters with their events: of every run that did not simply succeed, and of each job's newest runs.
std::vector<Document> make_job_cluster_documents(const std::vector<PlannedJob>& jobs, const Dice& dice, WallTime now);

/// What the marks of `attempt`'s texts stand for.
MarkValues mark_values(const std::vector<PlannedJob>& jobs, const PlannedJob& job, const PlannedRun& run,
                       const TaskAttempt& attempt);

/// Display name of the identity a job runs as: a mail address or the name of a service principal.
std::string run_as_name(const JobSpec& job);

}  // namespace lakecode::local
