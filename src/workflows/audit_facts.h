#pragma once
// Jobs, clusters and runs of the wire as the facts that analysis/job_audit judges. Pure and total: what is missing or
// of another type is left out.

#include "analysis/job_audit/audited_job.h"
#include "base/json_fwd.h"
#include "databricks/access.h"
#include "databricks/jobs.h"

namespace lakecode::workflows {

/// A job as jobs/get or jobs/list sends it.
job_audit::Job audited_job(const JsonValue& wire);

/// The settings of an all-purpose cluster, as clusters/get sends them.
job_audit::Compute all_purpose_compute(const std::string& id, const JsonValue& wire);

job_audit::RunFact run_fact(const databricks::Run& run);

/// Who owns or may manage the job; inherited rights count.
std::vector<job_audit::Manager> managers_of(const std::vector<databricks::AccessEntry>& entries);

}  // namespace lakecode::workflows
