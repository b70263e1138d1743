#include "analysis/job_audit/audit.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "analysis/job_audit/crowd.h"
#include "analysis/job_audit/fragments.h"

namespace lakecode::job_audit {

bool Job::has_large_fleet() const {
  return std::any_of(computes.begin(), computes.end(), [](const Compute& compute) {
    return compute.num_workers && *compute.num_workers >= kLargeFleet && !compute.is_single_node;
  });
}

namespace {

using result::Severity;

constexpr double kWeightScale = 20;
constexpr std::chrono::days kQuiet{60};

char grade_of(double risk) {
  if (risk < 10) return 'A';
  if (risk < 25) return 'B';
  if (risk < 45) return 'C';
  return risk < 70 ? 'D' : 'E';
}

bool is_quiet(const Case& c) {
  if (c.job.is_paused) return true;
  if (!c.around.runs_known) return false;
  const auto last = c.history.last_start ? c.history.last_start : c.job.created;
  return last && *last < c.around.now - kQuiet;
}

JobAudit audit_one(const Case& c, std::size_t index) {
  JobAudit audit{.job = index};
  double safe = 1;
  for (const Rule& rule : rules()) {
    Outcome out;
    rule.judge(c, out);
    if (!out.places.empty()) {
      const Severity severity = out.severity.value_or(rule.severity);
      if (!out.settings.empty()) out.parts.push_back(std::move(out.settings));
      safe *= 1 - weight_of(severity) / kWeightScale;
      audit.fired.push_back({&rule, severity, std::move(out.places), std::move(out.detail), join_fragments(out.parts)});
    } else if (!out.not_evaluated.empty()) {
      audit.not_evaluated.push_back({&rule, std::move(out.not_evaluated)});
    }
  }
  std::stable_sort(audit.fired.begin(), audit.fired.end(),
                   [](const Fired& a, const Fired& b) { return a.severity > b.severity; });
  audit.is_critical = !audit.fired.empty() && audit.fired.front().severity == Severity::Critical;
  audit.is_halved = is_quiet(c);
  audit.risk = 100 * (1 - safe) / (audit.is_halved ? 2 : 1);
  audit.grade = grade_of(audit.risk);
  return audit;
}

}  // namespace

double weight_of(Severity severity) {
  switch (severity) {
    case Severity::Critical:
      return 10;
    case Severity::High:
      return 6;
    case Severity::Medium:
      return 3;
    case Severity::Low:
      return 1;
    case Severity::Info:
      return 0;
  }
  return 0;
}

std::vector<JobAudit> audit(std::span<const Job> jobs, const Surroundings& around) {
  const std::vector<bool> crowded = find_crowded(jobs);
  std::vector<JobAudit> audits;
  std::vector<double> failed(jobs.size());
  double usd = 0;
  double failed_all = 0;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const History history = history_of(jobs[i], around.now);
    audits.push_back(audit_one({jobs[i], around, history, crowded[i]}, i));
    failed[i] = static_cast<double>(history.failed_seconds);
    failed_all += failed[i];
    usd += std::max(0.0, jobs[i].usd.value_or(0));
  }
  for (JobAudit& each : audits) {
    if (usd > 0) each.cost_share = std::max(0.0, jobs[each.job].usd.value_or(0)) / usd;
    if (failed_all > 0) each.failure_share = failed[each.job] / failed_all;
    const bool weighed = usd > 0 || failed_all > 0;
    each.priority = weighed ? each.risk * (each.cost_share + each.failure_share) : each.risk;
  }
  std::sort(audits.begin(), audits.end(), [&](const JobAudit& a, const JobAudit& b) {
    return std::tuple(!a.is_critical, -a.priority, -a.risk, jobs[a.job].id) <
           std::tuple(!b.is_critical, -b.priority, -b.risk, jobs[b.job].id);
  });
  return audits;
}

}  // namespace lakecode::job_audit
