// audit_jobs: how risky every job of the workspace is, why, and what would help most. Reads, then one pure judgement.

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>

#include "analysis/job_audit/audit.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "workflows/audit_gather.h"
#include "workflows/engine.h"
#include "workflows/records.h"

namespace lakecode::workflows {
namespace {

using job_audit::Fired;
using job_audit::Job;
using job_audit::JobAudit;
using job_audit::Rule;
using result::Severity;

constexpr std::size_t kDetailed = 2'000;  // jobs told rule by rule, the most urgent; of the others the rules' ids:
                                          // 10,000 jobs in full are 60 MB, which takes longer to write than to judge
constexpr std::size_t kPlacesTold = 5;    // of one rule on one job; the count is told
constexpr std::size_t kExamples = 10;     // jobs named with a rule
constexpr std::size_t kTopFixes = 20;
constexpr std::size_t kCriticalTold = 50;  // findings of their own; the rest is in the data

using Audits = std::vector<JobAudit>;

double rounded(double value) {
  return std::round(value * 10) / 10;
}

std::string job_text(const Job& job) {
  return "job " + std::to_string(job.id) + (job.name.empty() ? "" : " (" + job.name + ")");
}

JsonValue settings_json(const std::string& settings) {
  if (settings.empty()) return nullptr;
  auto parsed = json::parse(settings, "settings change");
  return parsed ? std::move(*parsed) : JsonValue(settings);
}

/// The rule's advice, its commands about this job.
std::string advice_for(const Job& job, const Rule& rule) {
  return text::replace_all(rule.advice, "JOB_ID", std::to_string(job.id));
}

JsonObject fired_to_json(const Job& job, const Fired& fired) {
  JsonArray places;
  for (std::size_t i = 0; i < fired.places.size() && i < kPlacesTold; ++i) {
    places.push_back(JsonObject{{"path", fired.places[i].path}, {"value", fired.places[i].value}});
  }
  return {{"rule", fired.rule->id},
          {"name", fired.rule->name},
          {"severity", result::name_of(fired.severity)},
          {"title", fired.rule->title},
          {"places", std::move(places)},
          {"place_count", fired.places.size()},
          {"detail", fired.detail},
          {"advice", advice_for(job, *fired.rule)},
          {"settings", settings_json(fired.settings)}};
}

JsonObject job_to_json(const Job& job, const JobAudit& audit, bool is_detailed) {
  JsonArray rules;
  for (const Fired& each : audit.fired) rules.push_back(JsonValue(each.rule->id));
  JsonObject object{{"job_id", std::to_string(job.id)},
                    {"name", job.name},
                    {"risk", rounded(audit.risk)},
                    {"grade", std::string(1, audit.grade)},
                    {"rules", std::move(rules)},
                    {"owner", job.creator},
                    {"run_as", job.run_as.value_or("")},
                    {"paused", job.is_paused},
                    {"halved", audit.is_halved},
                    {"cost_share", audit.cost_share},
                    {"failure_share", audit.failure_share},
                    {"priority", audit.priority}};
  object["usd"] = job.usd ? JsonValue(*job.usd) : JsonValue(nullptr);
  if (!is_detailed) return object;
  JsonArray fired;
  JsonArray open;
  for (const Fired& each : audit.fired) fired.push_back(fired_to_json(job, each));
  for (const auto& each : audit.not_evaluated) open.push_back(JsonObject{{"rule", each.rule->id}, {"why", each.why}});
  object["fired"] = std::move(fired);
  object["not_evaluated"] = std::move(open);
  return object;
}

/// One rule over all jobs; examples in the audit's order, so the most urgent first.
struct RuleTally {
  const Rule* rule = nullptr;
  Severity worst = Severity::Info;
  std::size_t jobs = 0;
  std::vector<std::size_t> examples;  ///< places in the audits
};

std::vector<RuleTally> tally_rules(const Audits& audits) {
  std::map<std::string_view, RuleTally> tallies;
  for (std::size_t i = 0; i < audits.size(); ++i) {
    for (const Fired& fired : audits[i].fired) {
      RuleTally& tally = tallies[fired.rule->id];
      tally.rule = fired.rule;
      tally.worst = std::max(tally.worst, fired.severity);
      ++tally.jobs;
      if (tally.examples.size() < kExamples) tally.examples.push_back(i);
    }
  }
  std::vector<RuleTally> list;
  for (auto& [id, tally] : tallies) list.push_back(std::move(tally));
  std::stable_sort(list.begin(), list.end(), [](const RuleTally& a, const RuleTally& b) {
    return std::tuple(-static_cast<int>(a.worst), -static_cast<std::ptrdiff_t>(a.jobs)) <
           std::tuple(-static_cast<int>(b.worst), -static_cast<std::ptrdiff_t>(b.jobs));
  });
  return list;
}

JsonArray rules_to_json(const std::vector<RuleTally>& tallies, const std::vector<Job>& jobs, const Audits& audits) {
  JsonArray array;
  for (const RuleTally& tally : tallies) {
    JsonArray examples;
    for (const std::size_t i : tally.examples) examples.push_back(JsonValue(std::to_string(jobs[audits[i].job].id)));
    array.push_back(JsonObject{{"rule", tally.rule->id},
                               {"name", tally.rule->name},
                               {"severity", result::name_of(tally.worst)},
                               {"title", tally.rule->title},
                               {"jobs", tally.jobs},
                               {"job_ids", std::move(examples)},
                               {"advice", tally.rule->advice}});
  }
  return array;
}

JsonArray owners_to_json(const std::vector<Job>& jobs, const Audits& audits) {
  struct Owner {
    std::size_t jobs = 0;
    std::size_t critical = 0;
    double risk = 0;
    double worst = 0;
  };
  std::map<std::string, Owner> owners;
  for (const JobAudit& audit : audits) {
    Owner& owner = owners[jobs[audit.job].creator];
    ++owner.jobs;
    owner.risk += audit.risk;
    owner.worst = std::max(owner.worst, audit.risk);
    const auto is_critical = [](const Fired& fired) { return fired.severity == Severity::Critical; };
    if (std::any_of(audit.fired.begin(), audit.fired.end(), is_critical)) ++owner.critical;
  }
  std::vector<std::pair<std::string, Owner>> list(owners.begin(), owners.end());
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return a.second.risk > b.second.risk; });
  JsonArray array;
  for (const auto& [name, owner] : list) {
    array.push_back(JsonObject{{"owner", name},
                               {"jobs", owner.jobs},
                               {"critical_jobs", owner.critical},
                               {"mean_risk", rounded(owner.risk / static_cast<double>(owner.jobs))},
                               {"worst_risk", rounded(owner.worst)}});
  }
  return array;
}

struct Fix {
  const Job* job = nullptr;
  const JobAudit* audit = nullptr;
  const Fired* fired = nullptr;
  double saves = 0;  ///< risk points that go when this rule no longer fires
  double weight = 0;
};

/// What takes most risk away for one change: what is critical first, then that of the most urgent jobs.
std::vector<Fix> find_fixes(const std::vector<Job>& jobs, const Audits& audits) {
  std::vector<Fix> fixes;
  for (const JobAudit& audit : audits) {
    for (const Fired& fired : audit.fired) {
      const double kept = 1 - job_audit::weight_of(fired.severity) / 20;
      const double whole = audit.is_halved ? 50 : 100;
      const double saves = audit.risk - (whole - (whole - audit.risk) / kept);
      const double urgency = audit.risk > 0 ? audit.priority / audit.risk : 0;
      fixes.push_back({&jobs[audit.job], &audit, &fired, saves, saves * urgency});
    }
  }
  const auto is_critical = [](const Fix& fix) { return fix.fired->severity == Severity::Critical; };
  const std::size_t shown = std::min(kTopFixes, fixes.size());
  std::partial_sort(fixes.begin(), fixes.begin() + static_cast<std::ptrdiff_t>(shown), fixes.end(),
                    [&](const Fix& a, const Fix& b) {
                      return std::tuple(!is_critical(a), -a.weight, -a.saves, a.job->id, a.fired->rule->id) <
                             std::tuple(!is_critical(b), -b.weight, -b.saves, b.job->id, b.fired->rule->id);
                    });
  fixes.resize(shown);
  return fixes;
}

JsonArray fixes_to_json(const std::vector<Fix>& fixes) {
  JsonArray array;
  for (const Fix& fix : fixes) {
    array.push_back(JsonObject{{"job_id", std::to_string(fix.job->id)},
                               {"name", fix.job->name},
                               {"rule", fix.fired->rule->id},
                               {"title", fix.fired->rule->title},
                               {"path", fix.fired->places.front().path},
                               {"value", fix.fired->places.front().value},
                               {"saves", rounded(fix.saves)},
                               {"advice", advice_for(*fix.job, *fix.fired->rule)},
                               {"settings", settings_json(fix.fired->settings)}});
  }
  return array;
}

std::string place_text(const Fired& fired) {
  const job_audit::Place& place = fired.places.front();
  std::string text = place.path.empty() ? place.value : place.path + ": " + place.value;
  if (fired.places.size() > 1) text += fmt::format(" and {} more", fired.places.size() - 1);
  return text + "." + (fired.detail.empty() ? "" : " " + fired.detail);
}

void tell_critical(Run& run, const std::vector<Job>& jobs, const Audits& audits) {
  std::size_t told = 0;
  for (std::size_t i = 0; i < audits.size(); ++i) {
    for (std::size_t k = 0; k < audits[i].fired.size() && told < kCriticalTold; ++k) {
      const Fired& fired = audits[i].fired[k];
      if (fired.severity != Severity::Critical) continue;
      ++told;
      run.add_finding(
          {.id = std::string(fired.rule->id),
           .severity = fired.severity,
           .title = std::string(fired.rule->title) + ": " + job_text(jobs[audits[i].job]),
           .detail = place_text(fired),
           .recommendation = advice_for(jobs[audits[i].job], *fired.rule),
           .evidence = {{"audit", fmt::format("/jobs/{}/{}/{}", i, i < kDetailed ? "fired" : "rules", k)}}});
    }
  }
}

void tell_rules(Run& run, const std::vector<RuleTally>& tallies, const std::vector<Job>& jobs, const Audits& audits) {
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    const RuleTally& tally = tallies[i];
    if (tally.worst == Severity::Critical && tally.jobs <= kCriticalTold) continue;  // each is told by itself
    std::vector<std::string> names;
    for (std::size_t k = 0; k < tally.examples.size() && k < 3; ++k) {
      names.push_back(job_text(jobs[audits[tally.examples[k]].job]));
    }
    if (tally.jobs > names.size()) names.push_back(fmt::format("{} more", tally.jobs - names.size()));
    run.add_finding({.id = std::string(tally.rule->id),
                     .severity = tally.worst,
                     .title = fmt::format("{}: {} {}", tally.rule->title, tally.jobs, tally.jobs == 1 ? "job" : "jobs"),
                     .detail = text::join(names, ", ") + ".",
                     .recommendation = std::string(tally.rule->advice),
                     .evidence = {{"audit", fmt::format("/by_rule/{}", i)}}});
  }
}

/// Rules nobody could judge for want of an input: named, so that silence is not taken for health.
JsonArray tell_gaps(Run& run, const Audits& audits) {
  std::map<std::pair<std::string_view, std::string>, std::size_t> gaps;
  for (const JobAudit& audit : audits) {
    for (const auto& each : audit.not_evaluated) {
      if (!each.why.starts_with("not enough history")) ++gaps[{each.rule->id, each.why}];
    }
  }
  JsonArray array;
  std::vector<std::string> words;
  for (const auto& [gap, jobs] : gaps) {
    array.push_back(JsonObject{{"rule", gap.first}, {"why", gap.second}, {"jobs", jobs}});
    if (jobs == audits.size()) words.push_back(std::string(gap.first) + " (" + gap.second + ")");
  }
  if (!words.empty()) {
    run.add_finding({.id = "not_evaluated",
                     .severity = Severity::Info,
                     .title = fmt::format("{} rules could not be judged for any job", words.size()),
                     .detail = text::join(words, ", ") + ".",
                     .recommendation = "Run it with the rights to read these, for example as a workspace admin.",
                     .evidence = {{"audit", "/not_evaluated"}}});
  }
  return array;
}

JsonObject grades_to_json(const Audits& audits) {
  JsonObject grades;
  for (const char grade : {'A', 'B', 'C', 'D', 'E'}) {
    grades[std::string(1, grade)] =
        std::count_if(audits.begin(), audits.end(), [&](const JobAudit& audit) { return audit.grade == grade; });
  }
  return grades;
}

/// By what the jobs are in their order, in words.
std::string order_text(const Audits& audits) {
  const bool weighed = std::any_of(audits.begin(), audits.end(), [](const JobAudit& audit) {
    return audit.cost_share > 0 || audit.failure_share > 0;
  });
  return std::string("jobs with a critical finding first, then by ") +
         (weighed ? "risk x (share of the cost + share of the time failed runs took)" : "risk");
}

std::string summary_of(const Audits& audits) {
  const auto count = [&](Severity severity) {
    return std::count_if(audits.begin(), audits.end(), [&](const JobAudit& audit) {
      return !audit.fired.empty() && audit.fired.front().severity == severity;
    });
  };
  if (audits.empty()) return "There are no jobs, or none that you may see.";
  return fmt::format(
      "{} jobs judged: {} with a critical risk, {} with a high one at most, {} with none at all.", audits.size(),
      count(Severity::Critical), count(Severity::High),
      std::count_if(audits.begin(), audits.end(), [](const auto& audit) { return audit.fired.empty(); }));
}

void run_audit_jobs(Run& run) {
  run.set_data("jobs", JsonArray{});
  const auto workspace = gather_audit(run);
  if (!workspace) return;
  const std::vector<Job>& jobs = workspace->jobs;
  const auto audits =
      run.step<Audits>({"audit", "Judge every job by every rule", result::StepKind::Analysis},
                       [&](const CallContext&) -> Result<Audits> { return job_audit::audit(jobs, workspace->around); });
  if (!audits) return;
  JsonArray list;
  list.reserve(audits->size());
  for (const JobAudit& audit : *audits) {
    const bool is_detailed = list.size() < kDetailed;
    list.push_back(job_to_json(jobs[audit.job], audit, is_detailed));
  }
  const std::vector<RuleTally> tallies = tally_rules(*audits);
  run.set_data("jobs", std::move(list));
  run.set_data("sorted_by", JsonValue(order_text(*audits)));
  run.set_data("detailed_jobs", std::min(kDetailed, audits->size()));
  run.set_data("grades", grades_to_json(*audits));
  run.set_data("by_rule", rules_to_json(tallies, jobs, *audits));
  run.set_data("by_owner", owners_to_json(jobs, *audits));
  run.set_data("top_fixes", fixes_to_json(find_fixes(jobs, *audits)));
  run.set_data("not_evaluated", tell_gaps(run, *audits));
  tell_critical(run, jobs, *audits);
  tell_rules(run, tallies, jobs, *audits);
  run.set_summary(summary_of(*audits));
}

}  // namespace

const WorkflowRecord kAuditJobs{"audit_jobs",
                                "Audit jobs",
                                "how risky every job is, why, and the settings that would cure it",
                                {},
                                safety::EffectClass::ReadOnly,
                                run_audit_jobs};

}  // namespace lakecode::workflows
