#pragma once
// Rhythm of a daily series: how often rows come, which days are silent though rows were due, how old the newest is.
// Pure.

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

namespace lakecode::profile {

using DayCounts = std::map<std::chrono::sys_days, std::int64_t>;

struct SilentRun {
  std::chrono::sys_days first;
  std::chrono::sys_days last;
  int days = 0;  ///< days on which rows were due
};

/// Runs of silent days that the series' own rhythm does not explain; weekdays that are always silent are no gap.
std::vector<SilentRun> find_silent_runs(const DayCounts& counts);

struct Staleness {
  bool stale = false;
  double usual_gap_days = 0.0;
};

/// Whether `age_days` since the newest row is more than the series' rhythm explains.
Staleness judge_age(const DayCounts& counts, double age_days);

}  // namespace lakecode::profile
