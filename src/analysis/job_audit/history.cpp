#include "analysis/job_audit/history.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace lakecode::job_audit {

History history_of(const Job& job, WallTime now) {
  History history;
  const WallTime recently = now - std::chrono::days(30);
  bool in_streak = true;
  for (const RunFact& run : job.runs) {
    if (!history.last_start || run.start > *history.last_start) history.last_start = run.start;
    const bool failed = run.end == RunFact::End::Failed;
    if (!failed && run.end != RunFact::End::Succeeded) continue;
    history.finished.push_back(&run);
    if (failed) ++history.failures;
    in_streak = in_streak && failed;
    if (in_streak) ++history.streak;
    if (run.start < recently) continue;
    ++history.recent;
    if (!failed) continue;
    ++history.recent_failures;
    history.failed_seconds += run.seconds;
  }
  return history;
}

double quantile(std::vector<double> values, double p) {
  if (values.empty()) return 0;
  const auto last = static_cast<double>(values.size() - 1);
  const auto place = static_cast<std::ptrdiff_t>(std::ceil(p * last));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const std::size_t middle = values.size() / 2;
  std::sort(values.begin(), values.end());
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace lakecode::job_audit
