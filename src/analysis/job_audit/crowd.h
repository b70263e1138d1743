#pragma once
// Which schedules start in a minute that many others share. Pure.

#include <span>
#include <vector>

#include "analysis/job_audit/audited_job.h"

namespace lakecode::job_audit {

/// One flag a job: true when it starts at a minute of the day that more than 20 % of the schedules share, and at least
/// five. Paused jobs do not count. Zones are kept apart: their offsets change.
std::vector<bool> find_crowded(std::span<const Job> jobs);

}  // namespace lakecode::job_audit
