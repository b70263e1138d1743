#pragma once
// How a job's failures come: for the first time, since a day, on and off, or on one weekday alone. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "databricks/jobs.h"

namespace lakecode::workflows {

struct Recurrence {
  enum class Kind { Unknown, First, Regression, AlwaysFailed, Flapping, Weekday, Recovered } kind = Kind::Unknown;
  std::size_t failures = 0;              ///< in a row, or of the pattern
  std::size_t finished = 0;              ///< runs looked at
  std::optional<WallTime> since;         ///< start of the first failure of the present row
  std::optional<WallTime> last_success;  ///< before it
  std::string weekday;                   ///< Kind::Weekday: "Monday"
};

/// `runs` newest first; skipped and cancelled ones say nothing. `run` is the failed one that is looked at.
Recurrence recurrence_of(const std::vector<databricks::Run>& runs, const databricks::Run& run);

std::string_view name_of(Recurrence::Kind kind);  ///< "first_failure", "regression", "always_failed", …

}  // namespace lakecode::workflows
