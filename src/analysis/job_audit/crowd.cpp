#include "analysis/job_audit/crowd.h"

#include <algorithm>
#include <array>
#include <map>

#include "analysis/job_audit/cron.h"

namespace lakecode::job_audit {
namespace {

constexpr double kShare = 0.2;
constexpr int kFewest = 5;  // two jobs of a small workspace are no crowd

}  // namespace

std::vector<bool> find_crowded(std::span<const Job> jobs) {
  std::map<std::string, std::array<int, 1440>> starts;
  std::vector<std::vector<int>> minutes(jobs.size());
  int schedules = 0;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (jobs[i].trigger != Job::Trigger::Schedule || jobs[i].is_paused) continue;
    const auto cron = Cron::parse(jobs[i].cron);
    if (!cron) continue;
    minutes[i] = cron->minutes();
    ++schedules;
    auto& counts = starts[jobs[i].zone];
    for (const int minute : minutes[i]) ++counts[static_cast<std::size_t>(minute)];
  }
  std::vector<bool> crowded(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (minutes[i].empty()) continue;
    const auto& counts = starts[jobs[i].zone];
    crowded[i] = std::any_of(minutes[i].begin(), minutes[i].end(), [&](int minute) {
      const int count = counts[static_cast<std::size_t>(minute)];
      return count >= kFewest && count > kShare * schedules;
    });
  }
  return crowded;
}

}  // namespace lakecode::job_audit
