#include "workflows/run_evidence.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/json.h"
#include "base/time_format.h"
#include "workflows/job_facts.h"

namespace lakecode::workflows {
namespace {

constexpr std::size_t kRuns = 48;         // two pages: a daily job shows its weekdays
constexpr std::size_t kMaxOutputs = 100;  // failed tasks whose output is read; more tell nothing new
constexpr std::size_t kMaxClusters = 6;
constexpr std::size_t kMaxEvents = 100;
constexpr std::int64_t kLogBytes = 256 << 10;  // of each file: the last minutes of a driver
constexpr std::chrono::minutes kWindow{30};    // events this long before and after the run can explain it

/// Reads the job (a deleted one is no error: its runs stay) and its recent runs.
void fetch_job_and_runs(Run& run, JobId id, std::optional<databricks::Job>& job, std::vector<databricks::Run>& recent) {
  run.parallel({
      {{"fetch_job", "Read the job", result::StepKind::Api},
       [&](const CallContext& ctx) -> Result<void> {
         TRY_ASSIGN(job, databricks::fetch_job(run.client(), id, ctx));
         return {};
       }},
      {{"fetch_runs", "Read its recent runs", result::StepKind::Api},
       [&](const CallContext& ctx) -> Result<void> {
         TRY_ASSIGN(recent, fetch_known_runs(run, id, kRuns, ctx));
         return {};
       }},
  });
}

/// The run to look at: the newest that failed, else the newest that was kept from beginning, else the newest that
/// finished, else the newest.
const databricks::Run* choose_run(const std::vector<databricks::Run>& recent) {
  const auto failed = std::find_if(recent.begin(), recent.end(),
                                   [](const auto& r) { return r.state.has_failed() && !was_skipped(r.state); });
  if (failed != recent.end()) return &*failed;
  const auto kept = std::find_if(recent.begin(), recent.end(), [](const auto& r) { return r.state.has_failed(); });
  if (kept != recent.end()) return &*kept;
  const auto done = std::find_if(recent.begin(), recent.end(), [](const auto& r) { return !r.state.is_active(); });
  if (done != recent.end()) return &*done;
  return recent.empty() ? nullptr : &recent.front();
}

std::optional<databricks::Run> fetch_whole_run(Run& run, RunId id) {
  return run.step<databricks::Run>(
      {"fetch_run", "Read the run and its tasks", result::StepKind::Api},
      [&](const CallContext& ctx) { return databricks::fetch_run(run.client(), id, ctx); });
}

std::optional<GatheredRun> gather_by_run(Run& run, std::int64_t id) {
  auto whole = fetch_whole_run(run, RunId(id));
  if (!whole) {
    if (!run.stopped()) run.fail(*run.last_error());
    return std::nullopt;
  }
  GatheredRun gathered;
  gathered.run = std::move(*whole);
  if (gathered.run.job_id.value() > 0) fetch_job_and_runs(run, gathered.run.job_id, gathered.job, gathered.recent);
  return gathered;
}

std::optional<GatheredRun> gather_by_job(Run& run, std::int64_t id) {
  GatheredRun gathered;
  fetch_job_and_runs(run, JobId(id), gathered.job, gathered.recent);
  const databricks::Run* chosen = choose_run(gathered.recent);
  if (chosen == nullptr) {
    if (run.last_error()) {  // "no runs" can only be said when the list was read
      if (gathered.job) run.set_data("job", job_to_json(*gathered.job));
      if (!run.stopped()) run.fail(*run.last_error());
    } else if (gathered.job) {
      run.set_data("job", job_to_json(*gathered.job));
      run.set_summary("Job " + std::to_string(id) + " has no runs to look at.");
    }
    return std::nullopt;
  }
  auto whole = fetch_whole_run(run, chosen->id);
  // Without its tasks the run still has a state and a message; that is better than nothing.
  if (whole) {
    gathered.run = std::move(*whole);
  } else {
    gathered.run = *chosen;
  }
  return gathered;
}

std::vector<RunId> failed_task_runs(const databricks::Run& run) {
  std::vector<RunId> ids;
  for (const databricks::RunTask& task : run.tasks) {
    const bool ran = task.state.has_failed() && task.state.result_state != "UPSTREAM_FAILED" &&
                     task.state.result_state != "UPSTREAM_CANCELED" && task.run_id.value() > 0;
    if (ran && ids.size() < kMaxOutputs) ids.push_back(task.run_id);
  }
  return ids;
}

std::vector<std::string> clusters_of(const databricks::Run& run) {
  std::vector<std::string> ids;
  const auto add = [&](const std::string& id) {
    if (!id.empty() && ids.size() < kMaxClusters && std::find(ids.begin(), ids.end(), id) == ids.end())
      ids.push_back(id);
  };
  for (const databricks::RunTask& task : run.tasks) {
    if (task.state.has_failed()) add(task.cluster_id);
  }
  add(run.cluster_id);
  return ids;
}

databricks::EventWindow window_of(const databricks::Run& run) {
  databricks::EventWindow window;
  if (run.start_time) window.from = *run.start_time - kWindow;
  if (run.end_time) window.to = *run.end_time + kWindow;
  return window;
}

Run::Job outputs_job(Run& run, const std::vector<RunId>& ids, GatheredRun& gathered) {
  return {{"fetch_outputs",
           ids.size() == 1 ? "Read the output of the failed task"
                           : "Read the output of " + std::to_string(ids.size()) + " failed tasks",
           result::StepKind::Api},
          [&run, ids, &gathered](const CallContext& ctx) -> Result<void> {
            std::optional<Error> first;
            for (auto& output : databricks::fetch_run_outputs(run.client(), ids, ctx)) {
              if (output) {
                gathered.outputs.push_back(std::move(*output));
              } else if (!first) {
                first = output.error();
              }
            }
            if (first) return *first;
            return {};
          }};
}

Run::Job cluster_job(Run& run, GatheredRun::ClusterFacts& facts, const databricks::EventWindow& window) {
  return {{"fetch_cluster_" + facts.cluster_id, "Read cluster " + facts.cluster_id + " and its events",
           result::StepKind::Api},
          [&run, &facts, window](const CallContext& ctx) -> Result<void> {
            const ClusterId id(facts.cluster_id);
            auto cluster = databricks::fetch_cluster(run.client(), id, ctx);
            auto events = databricks::fetch_cluster_events(run.client(), id, window, kMaxEvents, ctx);
            if (cluster) facts.cluster = std::move(*cluster);
            if (events) facts.events = std::move(*events);
            if (!cluster) return cluster.error();
            if (!events) return events.error();
            return {};
          }};
}

Run::Job driver_log_job(Run& run, GatheredRun::ClusterFacts& facts, const std::string& destination) {
  return {{"fetch_driver_log_" + facts.cluster_id, "Read the driver's log of cluster " + facts.cluster_id,
           result::StepKind::Api},
          [&run, &facts, destination](const CallContext& ctx) -> Result<void> {
            auto logs =
                databricks::fetch_driver_logs(run.client(), destination, ClusterId(facts.cluster_id), kLogBytes, ctx);
            if (logs) {
              facts.driver_logs = std::move(*logs);
              return {};
            }
            // Delivered elsewhere, or not yet: nothing that went wrong.
            const ErrorCode code = logs.error().code;
            facts.no_driver_logs = logs.error().subject + ": " + logs.error().reason;
            if (code == ErrorCode::NotFound || code == ErrorCode::Unsupported) return {};
            return logs.error();
          }};
}

void gather_driver_logs(Run& run, GatheredRun& gathered) {
  std::vector<Run::Job> jobs;
  for (GatheredRun::ClusterFacts& facts : gathered.clusters) {
    if (!facts.cluster) continue;
    if (std::string place = databricks::log_destination(*facts.cluster->raw); !place.empty())
      jobs.push_back(driver_log_job(run, facts, place));
  }
  if (!jobs.empty()) run.parallel(std::move(jobs));
}

std::string parameters_text(const databricks::TerminationReason& reason) {
  std::string text;
  for (const auto& [name, value] : reason.parameters) text += (text.empty() ? "" : ", ") + name + "=" + value;
  return text;
}

analysis::ClusterEvidence cluster_evidence(const GatheredRun::ClusterFacts& facts) {
  analysis::ClusterEvidence evidence{.cluster_id = facts.cluster_id};
  for (const databricks::ClusterEvent& event : facts.events) {
    evidence.events.push_back({.type = event.type, .details = json::serialize(*event.details)});
  }
  if (facts.cluster && facts.cluster->termination_reason) {
    evidence.termination_code = facts.cluster->termination_reason->code;
    evidence.termination_type = facts.cluster->termination_reason->type;
    evidence.termination_parameters = parameters_text(*facts.cluster->termination_reason);
  }
  return evidence;
}

analysis::TaskEvidence task_evidence(const databricks::RunTask& task, const GatheredRun& gathered) {
  analysis::TaskEvidence evidence{.task_key = task.settings.task_key,
                                  .result_state = task.state.result_state,
                                  .life_cycle_state = task.state.life_cycle_state,
                                  .state_message = task.state.state_message,
                                  .termination_code = task.state.termination_code,
                                  .run_if = task.settings.run_if,
                                  .cluster_id = task.cluster_id,
                                  .attempt_number = task.attempt_number};
  for (const databricks::TaskDependency& dependency : task.settings.depends_on) {
    evidence.depends_on.push_back(dependency.task_key);
  }
  if (task.end_time) evidence.end_time = to_epoch_ms(*task.end_time);
  const auto output = std::find_if(gathered.outputs.begin(), gathered.outputs.end(),
                                   [&](const databricks::RunOutput& o) { return o.run_id == task.run_id; });
  if (output != gathered.outputs.end()) {
    evidence.error = output->error;
    evidence.error_trace = output->error_trace;
    evidence.logs = output->logs;
  }
  return evidence;
}

void add_driver_logs(analysis::TaskEvidence& task, const GatheredRun& gathered) {
  if (task.result_state != "FAILED" && task.result_state != "TIMEDOUT") return;
  for (const auto& facts : gathered.clusters) {
    if (facts.cluster_id != task.cluster_id) continue;
    for (const databricks::LogTail& tail : facts.driver_logs)
      task.logs += (task.logs.empty() || task.logs.ends_with('\n') ? "" : "\n") + tail.text;
  }
}

}  // namespace

Result<std::vector<databricks::Run>> fetch_known_runs(Run& run, JobId job, std::size_t limit, const CallContext& ctx) {
  databricks::RunFilter filter{.job = job};
  if (!run.text("as_of").empty()) filter.started_to = run.as_of();  // else the workspace's own clock tells what is now
  TRY_ASSIGN(std::vector<databricks::Run> runs, databricks::fetch_runs(run.client(), filter, limit, ctx));
  std::erase_if(runs, [&](const databricks::Run& each) {
    return filter.started_to && each.start_time && *each.start_time > *filter.started_to;
  });
  return runs;
}

std::optional<GatheredRun> gather_run(Run& run) {
  const std::string run_id = run.text("run_id");
  const std::string job_id = run.text("job_id");
  if (run_id.empty() == job_id.empty()) {
    run.fail(
        {.code = ErrorCode::InvalidArgument,
         .action = "run workflow",
         .subject = "debug_job",
         .reason = run_id.empty() ? "neither `job_id` nor `run_id` is given" : "both `job_id` and `run_id` are given",
         .advice = "give one of them: --input '{\"job_id\": 1001}'"});
    return std::nullopt;
  }
  const auto id = run_id.empty() ? parse_number_id(job_id, "job_id") : parse_number_id(run_id, "run_id");
  if (!id) {
    run.fail(id.error());
    return std::nullopt;
  }
  return run_id.empty() ? gather_by_job(run, *id) : gather_by_run(run, *id);
}

void gather_outputs(Run& run, GatheredRun& gathered) {
  const std::vector<RunId> failed = failed_task_runs(gathered.run);
  const databricks::EventWindow window = window_of(gathered.run);
  for (const std::string& id : clusters_of(gathered.run)) gathered.clusters.push_back({.cluster_id = id});
  std::vector<Run::Job> jobs;
  if (!failed.empty()) jobs.push_back(outputs_job(run, failed, gathered));
  for (GatheredRun::ClusterFacts& facts : gathered.clusters) jobs.push_back(cluster_job(run, facts, window));
  run.parallel(std::move(jobs));
  gather_driver_logs(run, gathered);
}

analysis::RunEvidence evidence_of(const GatheredRun& gathered, DriverLogs logs) {
  const databricks::RunState& state = gathered.run.state;
  analysis::RunEvidence evidence{.life_cycle_state = state.life_cycle_state,
                                 .result_state = state.result_state,
                                 .state_message = state.state_message,
                                 .termination_code = state.termination_code,
                                 .termination_type = state.termination_type};
  for (const databricks::RunTask& task : gathered.run.tasks) {
    const auto newer = std::find_if(gathered.run.tasks.begin(), gathered.run.tasks.end(), [&](const auto& other) {
      return other.settings.task_key == task.settings.task_key && other.attempt_number > task.attempt_number;
    });
    if (newer != gathered.run.tasks.end()) continue;
    evidence.tasks.push_back(task_evidence(task, gathered));
    if (logs == DriverLogs::Added) add_driver_logs(evidence.tasks.back(), gathered);
  }
  for (const auto& facts : gathered.clusters) evidence.clusters.push_back(cluster_evidence(facts));
  return evidence;
}

}  // namespace lakecode::workflows
