// Rules over how a job starts, stops, retries and tells of its failures.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "analysis/job_audit/cron.h"
#include "analysis/job_audit/dst_zones.h"
#include "analysis/job_audit/fragments.h"
#include "analysis/job_audit/rules.h"
#include "base/text.h"

namespace lakecode::job_audit {
namespace {

using result::Severity;

constexpr std::int64_t kLongTimeout = 3600;  // seconds; a second try of an hour is a second bill
constexpr std::size_t kManyDependents = 20;
constexpr std::size_t kHourly = 24;

void judge_alerts(const Case& c, Outcome& out) {
  if (!c.job.is_scheduled() || c.job.alerts_on_failure || c.job.has_health_rules) return;
  const bool told = std::any_of(c.job.tasks.begin(), c.job.tasks.end(),
                                [](const Task& task) { return task.alerts_on_failure || task.limits_duration; });
  if (told) return;
  out.fire("/email_notifications/on_failure", "absent");
  out.settings = R"({"email_notifications": {"on_failure": ["TEAM@EXAMPLE.COM"]}})";
}

/// Three times the longest known run, in whole hours, so that the cure never cuts a good run short.
std::int64_t fitting_timeout(const Case& c) {
  std::int64_t longest = 0;
  for (const RunFact* run : c.history.finished) longest = std::max(longest, run->seconds);
  return std::max<std::int64_t>(1, (3 * longest + 3599) / 3600) * 3600;
}

void judge_timeout(const Case& c, Outcome& out) {
  if (c.job.timeout_seconds > 0 || c.job.limits_duration || c.job.trigger == Job::Trigger::Continuous) return;
  for (const Task& task : c.job.tasks) {
    if (task.timeout_seconds > 0 || task.limits_duration || task.kind == "condition") continue;
    out.fire(task.path + "/timeout_seconds", "0");
  }
  if (c.job.tasks.empty()) out.fire("/timeout_seconds", "0");
  if (!out.places.empty()) out.settings = fmt::format(R"({{"timeout_seconds": {}}})", fitting_timeout(c));
}

/// Work that can be done twice without harm.
bool is_idempotent(const Task& task) {
  if (task.kind == "notebook" || task.kind == "sql") return true;
  for (const std::string_view word : {"ingest", "extract", "copy"}) {
    if (text::contains_ignore_case(task.key, word) && task.kind != "condition" && task.kind != "run_job") return true;
  }
  return false;
}

void judge_retries(const Case& c, Outcome& out) {
  if (!c.job.is_scheduled() || c.job.trigger == Job::Trigger::Continuous) return;
  for (const Task& task : c.job.tasks) {
    if (task.max_retries != 0 || !is_idempotent(task) || (task.is_serverless && task.optimizes_itself)) continue;
    out.fire(task.path + "/max_retries", "0");
    propose_for(out, task, R"("max_retries": 2, "min_retry_interval_millis": 60000)");
  }
}

void judge_blind_retries(const Case& c, Outcome& out) {
  for (const Task& task : c.job.tasks) {
    if (task.max_retries < 0) {
      out.fire(task.path + "/max_retries", std::to_string(task.max_retries));
      propose_for(out, task, R"("max_retries": 3, "min_retry_interval_millis": 60000)");
    } else if (task.retries_on_timeout && task.max_retries > 0 && task.timeout_seconds >= kLongTimeout) {
      out.fire(task.path + "/retry_on_timeout", fmt::format("true, timeout {} s", task.timeout_seconds));
      propose_for(out, task, R"("retry_on_timeout": false)");
    }
  }
}

void judge_concurrency(const Case& c, Outcome& out) {
  const bool by_clock = c.job.trigger == Job::Trigger::Schedule || c.job.trigger == Job::Trigger::Periodic;
  if (!by_clock || c.job.max_concurrent_runs <= 1) return;
  out.fire("/max_concurrent_runs", std::to_string(c.job.max_concurrent_runs));
  out.settings = R"({"max_concurrent_runs": 1, "queue": {"enabled": true}})";
}

void judge_crowd(const Case& c, Outcome& out) {
  if (c.in_crowd) out.fire("/schedule/quartz_cron_expression", c.job.cron);
}

bool is_strict(const Task& task) {
  return task.run_if.empty() || task.run_if == "ALL_SUCCESS";
}

/// Tasks that wait for `key`, straight or through others, and run only after success.
std::size_t strict_dependents(const std::multimap<std::string, const Task*>& after, const std::string& key) {
  std::set<const Task*> found;
  std::vector<std::string> open{key};
  while (!open.empty()) {
    const std::string at = std::move(open.back());
    open.pop_back();
    const auto range = after.equal_range(at);
    for (auto it = range.first; it != range.second; ++it) {
      if (is_strict(*it->second) && found.insert(it->second).second) open.push_back(it->second->key);
    }
  }
  return found.size();
}

bool is_cleanup(std::string_view key) {
  for (const std::string_view word : {"cleanup", "clean_up", "clean-up", "teardown", "tear_down", "tear-down"}) {
    if (text::contains_ignore_case(key, word)) return true;
  }
  return false;
}

void judge_graph(const Case& c, Outcome& out) {
  std::multimap<std::string, const Task*> after;
  for (const Task& task : c.job.tasks) {
    for (const std::string& key : task.depends_on) after.emplace(key, &task);
  }
  for (const Task& task : c.job.tasks) {
    if (is_cleanup(task.key) && !task.depends_on.empty() && task.run_if != "ALL_DONE") {
      out.fire(task.path + "/run_if", is_strict(task) ? "ALL_SUCCESS" : task.run_if);
      out.detail = "It does not clean up after a failure.";
      propose_for(out, task, R"("run_if": "ALL_DONE")");
    }
    // With as few tasks as that no task can have too many behind it; walking every graph would cost for nothing.
    if (c.job.tasks.size() <= kManyDependents || !task.depends_on.empty()) continue;
    const std::size_t dependents = strict_dependents(after, task.key);
    if (dependents <= kManyDependents) continue;
    out.fire(task.path, fmt::format("{} tasks fall with it", dependents));
  }
}

void judge_clock_change(const Case& c, Outcome& out) {
  if (c.job.trigger != Job::Trigger::Schedule || !has_daylight_saving(c.job.zone)) return;
  const auto cron = Cron::parse(c.job.cron);
  if (!cron) return;
  const std::vector<int> minutes = cron->minutes();
  // What starts every hour anyway loses nothing by an hour that is missing or comes twice.
  if (minutes.size() >= kHourly) return;
  const bool at_night = std::any_of(minutes.begin(), minutes.end(), [](int m) { return m >= 60 && m < 180; });
  if (!at_night) return;
  out.fire("/schedule/quartz_cron_expression", c.job.cron + " " + c.job.zone);
  out.settings =
      fmt::format(R"({{"schedule": {{"quartz_cron_expression": {}, "timezone_id": "UTC"}}}})", json_text(c.job.cron));
}

void judge_bundle_edits(const Case& c, Outcome& out) {
  if (!c.job.is_from_bundle || c.job.edit_mode != "EDITABLE") return;
  out.fire("/edit_mode", c.job.edit_mode);
  out.settings = R"({"edit_mode": "UI_LOCKED"})";
}

constexpr Rule kRules[] = {
    {"R11", "no_failure_alert", "Nobody is told when it fails", Severity::High,
     "Send on_failure to a team's address or a webhook.", judge_alerts},
    {"R14", "no_timeout", "It may run forever", Severity::Medium,
     "Set a timeout well above its longest run, or a health rule on its duration.", judge_timeout},
    {"R15", "no_retries", "Work that could be repeated is not", Severity::Medium,
     "Retry it: most failures of a night are gone at the second try.", judge_retries},
    {"R16", "blind_retries", "It retries without limit, or after long timeouts", Severity::Medium,
     "Limit the retries; what ran into a long timeout once will again.", judge_blind_retries},
    {"R19", "concurrent_writes", "Several scheduled runs may write at once", Severity::Medium,
     "One run at a time, the next one queued; Delta refuses conflicting writers.", judge_concurrency},
    {"R21", "crowded_minute", "It starts in a minute that many share", Severity::Low,
     "Spread the starts by some minutes: request limits and capacity are shared.", judge_crowd},
    {"R33", "fragile_graph", "One task takes many down, or cleaning up depends on success", Severity::Low,
     "Use run_if where a task need not wait for success.", judge_graph},
    {"R36", "clock_change", "Its hour is skipped or doubled when clocks change", Severity::Low,
     "Schedule it in UTC, or outside 01:00 to 03:00.", judge_clock_change},
    {"R38", "editable_bundle_job", "A bundle deploys it, and anybody may edit it by hand", Severity::Medium,
     "Lock it (edit_mode UI_LOCKED) and change the bundle.", judge_bundle_edits},
};

}  // namespace

std::span<const Rule> settings_rules() {
  return kRules;
}

}  // namespace lakecode::job_audit
