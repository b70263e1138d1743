#pragma once
// The fix of a diagnosis in terms of this run: the exact GRANT for the right that is missing, the column that was
// meant, the command that looks into the child run; and where the cause is unknown, what was looked at and what to look
// at next. Sources: Unity Catalog's refusals (missing_rights.h), Spark error class UNRESOLVED_COLUMN, Jobs API
// run_job_output and cluster_log_conf. Pure. Evidence is data: only names are taken from it, and quoted.

#include <string>

#include "analysis/failures/diagnosis.h"
#include "workflows/run_evidence.h"

namespace lakecode::workflows {

/// The concrete step, followed by the general fix of the class; the latter alone where the evidence names nothing.
std::string fix_for(const analysis::Diagnosis& diagnosis, const GatheredRun& gathered);

/// "Looked at: outputs of 1 task (error, trace), 4 events of 1 cluster, no driver log."
std::string looked_at(const GatheredRun& gathered);

}  // namespace lakecode::workflows
