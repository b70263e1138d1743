#pragma once
// The graph of a run's tasks: which tasks really failed, which of them fell because of another. Pure.
// Invariant: survives cycles, unknown names and repeated keys; positions are indexes into RunEvidence::tasks.

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/failures/diagnosis.h"

namespace lakecode::analysis {

/// Positions of the tasks that may be the root: really failed, last attempt, no failed ancestor. When no task failed,
/// the first task that did not succeed, else the first task; empty only for a run without tasks.
std::vector<std::size_t> root_candidates(const RunEvidence& run);

/// Keys of the tasks that did not succeed because of `root`, in run order: `victims`, which failed beside it, and the
/// descendants of all of these.
std::vector<std::string> cascade_of(const RunEvidence& run, std::size_t root,
                                    const std::vector<std::size_t>& victims = {});

}  // namespace lakecode::analysis
