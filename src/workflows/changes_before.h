#pragma once
// debug_job's question to the timeline: what was changed between the last success and the first failure, and which of
// it a person should be told of first.

#include "analysis/failures/diagnosis.h"
#include "workflows/engine.h"
#include "workflows/recurrence.h"
#include "workflows/run_evidence.h"

namespace lakecode::workflows {

/// Sets data.changes, and adds the finding "changed_before" for the change that has most to do with this kind of
/// failure. Looks at the job, and at the tables that its errors and its code name. Nothing for a one-time run.
void tell_changes_before(Run& run, const GatheredRun& gathered, const Recurrence& recurrence,
                         const analysis::Diagnosis& diagnosis);

}  // namespace lakecode::workflows
