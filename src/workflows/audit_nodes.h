#pragma once
// How busy the workers of each job's clusters were, from the system tables; a gap where they are not there.

#include <vector>

#include "analysis/job_audit/audited_job.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

/// Gives the jobs that have a large cluster of fixed size the mean CPU load of its workers over 30 days. One statement,
/// and only when there is such a job.
void gather_node_load(Run& run, std::vector<job_audit::Job>& jobs);

}  // namespace lakecode::workflows
