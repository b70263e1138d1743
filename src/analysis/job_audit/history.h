#pragma once
// What the runs of a job tell, computed once for all rules. Runs that were skipped, or cancelled by a person, are
// neither failures nor successes. Pure.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "analysis/job_audit/audited_job.h"

namespace lakecode::job_audit {

struct History {
  std::vector<const RunFact*> finished;  ///< succeeded or failed, newest first
  std::size_t failures = 0;              ///< among `finished`
  std::size_t streak = 0;                ///< newest of `finished` that all failed
  std::size_t recent = 0;                ///< finished in the last 30 days
  std::size_t recent_failures = 0;
  std::int64_t failed_seconds = 0;     ///< time that failed runs of the last 30 days took
  std::optional<WallTime> last_start;  ///< of any run
};

History history_of(const Job& job, WallTime now);

/// The value that the share `p` of the values does not exceed; 0 for none.
double quantile(std::vector<double> values, double p);
double median(std::vector<double> values);

}  // namespace lakecode::job_audit
