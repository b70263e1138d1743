// job_status: one job, its recent runs, and what stands out about them. Two independent reads.

#include <algorithm>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time_format.h"
#include "databricks/jobs.h"
#include "workflows/engine.h"
#include "workflows/job_facts.h"
#include "workflows/records.h"
#include "workflows/run_evidence.h"

namespace lakecode::workflows {
namespace {

constexpr std::size_t kRuns = 25;        // one page of runs/list
constexpr std::size_t kStreak = 3;       // analysis methods, R01
constexpr std::size_t kFlapping = 4;     // R05
constexpr double kLowSuccess = 0.8;      // R06
constexpr std::size_t kEnoughRuns = 10;  // R06: fewer say nothing
constexpr double kLong = 2.0;            // times the median of the successful runs
constexpr std::chrono::minutes kLongAtLeast{10};

constexpr Input kInputs[] = {{"job_id", InputType::Id, true, "the job's id, as in its address, or its name"}};

using result::Severity;

void add(Run& run, result::Finding finding) {
  finding.evidence = {{"fetch_runs", "/recent_runs"}};
  run.add_finding(std::move(finding));
}

/// The command that says more, ready to paste.
std::string debug_command(const databricks::Job& job) {
  return "lakecode run workflow debug_job --input '{\"job_id\": " + to_string(job.id) + "}'";
}

void judge_streak(Run& run, const databricks::Job& job, const RunHistory& history) {
  if (history.failing_streak >= kStreak) {
    add(run, {.id = "failing_streak",
              .severity = Severity::High,
              .title = "The last " + std::to_string(history.failing_streak) + " finished runs all failed",
              .detail = history.failing_since ? "Failing since " + format_minute(*history.failing_since) + " UTC." : "",
              .recommendation = debug_command(job),
              .evidence = {}});
  } else if (history.failing_streak > 0) {
    add(run, {.id = "last_run_failed",
              .severity = Severity::Medium,
              .title = "The last finished run failed",
              .detail = "",
              .recommendation = debug_command(job),
              .evidence = {}});
  }
}

void judge_history(Run& run, const databricks::Job& job, const std::vector<databricks::Run>& runs) {
  const RunHistory history = history_of(runs);
  judge_streak(run, job, history);
  if (history.finished == 0) {
    add(run, {.id = "never_ran",
              .severity = Severity::Info,
              .title = "No finished run is known",
              .detail = "The platform keeps runs for 60 days; none of them finished.",
              .recommendation = "",
              .evidence = {}});
  }
  if (history.alternations >= kFlapping) {
    add(run,
        {.id = "flapping",
         .severity = Severity::Medium,
         .title = "Success and failure alternate",
         .detail = std::to_string(history.alternations) + " changes among the last 10 finished runs.",
         .recommendation = "Look for a race with another writer, a source that is late at times, or spot capacity.",
         .evidence = {}});
  }
  const auto finished = static_cast<double>(history.finished);
  const double share = history.finished == 0 ? 1.0 : static_cast<double>(history.succeeded) / finished;
  if (history.finished >= kEnoughRuns && share < kLowSuccess && history.failing_streak < kStreak) {
    add(run, {.id = "low_success_rate",
              .severity = Severity::Medium,
              .title = "Fewer than 80 % of the recent runs succeeded",
              .detail = std::to_string(history.succeeded) + " of " + std::to_string(history.finished) + ".",
              .recommendation = debug_command(job),
              .evidence = {}});
  }
  if (job.pause_status == "PAUSED") {
    add(run, {.id = "paused",
              .severity = Severity::Info,
              .title = "Its schedule is paused",
              .detail = schedule_text(job),
              .recommendation = "",
              .evidence = {}});
  }
}

std::chrono::milliseconds median_success(const std::vector<databricks::Run>& runs) {
  std::vector<std::chrono::milliseconds> durations;
  for (const databricks::Run& each : runs) {
    if (each.state.result_state == "SUCCESS") durations.push_back(each.duration);
  }
  if (durations.empty()) return std::chrono::milliseconds::zero();
  const auto middle = durations.begin() + static_cast<std::ptrdiff_t>(durations.size() / 2);
  std::nth_element(durations.begin(), middle, durations.end());
  return *middle;
}

void judge_active(Run& run, const std::vector<databricks::Run>& runs) {
  const std::chrono::milliseconds usual = median_success(runs);
  for (const databricks::Run& each : runs) {
    if (!each.state.is_active() || !each.start_time || usual.count() == 0) continue;
    const auto so_far = run.as_of() - *each.start_time;
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(usual * kLong);
    if (so_far < limit || so_far - usual < kLongAtLeast) continue;
    add(run, {.id = "running_long",
              .severity = Severity::Medium,
              .title = "Run " + to_string(each.id) + " takes longer than usual",
              .detail = "Running for " + format_duration(so_far) + "; successful runs take " + format_duration(usual) +
                        " (median).",
              .recommendation = "Look at its tasks in the workspace: " + each.run_page_url,
              .evidence = {}});
  }
}

std::string summary_of(const databricks::Job& job, const std::vector<databricks::Run>& runs) {
  const std::string name = "Job " + to_string(job.id) + (job.name.empty() ? "" : " (" + job.name + ")");
  if (runs.empty()) return name + " has not run.";
  const databricks::Run& latest = runs.front();
  std::string text = name + ": latest run " + to_string(latest.id) + " is " + result_word(latest.state);
  if (latest.start_time) text += ", started " + format_minute(*latest.start_time) + " UTC";
  const RunHistory history = history_of(runs);
  return text + "; " + std::to_string(history.succeeded) + " of the last " + std::to_string(history.finished) +
         " finished runs succeeded.";
}

void run_job_status(Run& run) {
  const auto id = parse_number_id(run.text("job_id"), "job_id");
  if (!id) return run.fail(id.error());
  std::optional<databricks::Job> job;
  std::vector<databricks::Run> runs;
  bool runs_known = false;
  run.parallel({
      {{"fetch_job", "Read the job", result::StepKind::Api},
       [&](const CallContext& ctx) -> Result<void> {
         TRY_ASSIGN(job, databricks::fetch_job(run.client(), JobId(*id), ctx));
         return {};
       }},
      {{"fetch_runs", "Read its recent runs", result::StepKind::Api},
       [&](const CallContext& ctx) -> Result<void> {
         TRY_ASSIGN(runs, fetch_known_runs(run, JobId(*id), kRuns, ctx));
         runs_known = true;
         return {};
       }},
  });
  run.set_data("job", nullptr);
  // Null, not empty, when they could not be read: an empty list says that there are none.
  run.set_data("recent_runs", runs_known ? JsonValue(runs_to_json(runs)) : JsonValue(nullptr));
  if (!job) {
    if (!run.stopped()) run.fail(*run.last_error());
    return;
  }
  run.set_data("job", job_to_json(*job));
  run.keep("job settings", "application/json", json::serialize_pretty(*job->raw));
  if (!runs_known) return run.set_summary("Job " + to_string(job->id) + ": its runs could not be read.");
  run.set_summary(summary_of(*job, runs));
  judge_history(run, *job, runs);
  judge_active(run, runs);
}

}  // namespace

const WorkflowRecord kJobStatus{"job_status",
                                "Job status",
                                "one job, its recent runs, and what stands out about them",
                                kInputs,
                                safety::EffectClass::ReadOnly,
                                run_job_status};

}  // namespace lakecode::workflows
