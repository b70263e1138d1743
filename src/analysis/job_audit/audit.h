#pragma once
// Every rule over every job: what fired, the risk, and what would help most. Pure; same facts, same answer.

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/job_audit/audited_job.h"
#include "analysis/job_audit/rules.h"

namespace lakecode::job_audit {

struct Fired {
  const Rule* rule = nullptr;
  result::Severity severity = result::Severity::Info;
  std::vector<Place> places;
  std::string detail;
  std::string settings;
};

struct NotEvaluated {
  const Rule* rule = nullptr;
  std::string why;
};

struct JobAudit {
  std::size_t job = 0;       ///< index in the jobs given
  double risk = 0;           ///< 0 to 100
  char grade = 'A';          ///< A below 10, B 25, C 45, D 70, E
  bool is_critical = false;  ///< a critical rule fired
  bool is_halved = false;    ///< paused, or not run for 60 days
  double cost_share = 0;     ///< of what all jobs cost
  double failure_share = 0;  ///< of the minutes that failed runs of all jobs took
  double priority = 0;       ///< risk x (cost share + failure share); risk where neither is known
  std::vector<Fired> fired;  ///< worst first
  std::vector<NotEvaluated> not_evaluated;
};

/// Sorted: jobs with a critical finding first, whatever they cost; then by priority, then risk, then job id.
std::vector<JobAudit> audit(std::span<const Job> jobs, const Surroundings& around);

/// What a severity adds: risk = 100 x (1 - product of (1 - weight / 20)).
double weight_of(result::Severity severity);

}  // namespace lakecode::job_audit
