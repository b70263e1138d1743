#pragma once
// What the states and termination codes of the Jobs API decide before any text is read. Pure.

#include <vector>

#include "analysis/failures/diagnosis.h"
#include "analysis/failures/signals.h"

namespace lakecode::analysis {

/// Signals of the run's and the task's states and codes; views point into the arguments.
std::vector<Signal> read_states(const RunEvidence& run, const TaskEvidence& task);

bool is_timed_out(const RunEvidence& run, const TaskEvidence& task);

}  // namespace lakecode::analysis
