#pragma once
// The runs of all jobs of a workspace: from the system tables where they are there (one statement), else from the Jobs
// API in time windows read side by side. Each read is a step; what is missing leaves a gap that is told.

#include <map>
#include <string>
#include <vector>

#include "analysis/job_audit/audited_job.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

/// Gives each job its runs, newest first: those of the last 60 days, and the latest one before. False when no source
/// could be read to its end: then nothing may be concluded from a run that is not there.
bool gather_audit_runs(Run& run, std::vector<job_audit::Job>& jobs);

}  // namespace lakecode::workflows
