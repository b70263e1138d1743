// debug_job: why a run failed. Reads the run, its failed tasks' outputs and their clusters, then one pure judgement.

#include <string>
#include <utility>
#include <vector>

#include "analysis/failures/diagnose_jsonl.h"
#include "analysis/failures/diagnosis.h"
#include "analysis/failures/failure_classes.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "workflows/engine.h"
#include "workflows/job_facts.h"
#include "workflows/records.h"
#include "workflows/run_evidence.h"

namespace lakecode::workflows {
namespace {

using result::Severity;

constexpr double kSure = 0.8;  // the contract's limit of a confident answer

constexpr Input kInputs[] = {
    {"job_id", InputType::Id, false, "a job: its latest failed run is looked at"},
    {"run_id", InputType::Id, false, "a run of a job, or of one of its tasks"},
};

/// The analysis' own form, with the class in words and where each line stood in words for the report.
JsonObject cause_to_json(const analysis::Diagnosis& diagnosis) {
  JsonObject cause = analysis::to_json(diagnosis);
  cause["meaning"] = analysis::failure_class(diagnosis.class_id).meaning;
  cause.erase("cascade");  // stands beside it, in data.cascade
  for (std::size_t i = 0; i < diagnosis.evidence.size(); ++i) {
    const analysis::EvidenceLine& line = diagnosis.evidence[i];
    std::string source = line.task_key.empty() ? line.field : line.task_key + " " + line.field;
    if (line.line > 0) source += ":" + std::to_string(line.line);
    cause["evidence"].as_array()[i].as_object()["source"] = source;
  }
  return cause;
}

JsonArray strings_to_json(const std::vector<std::string>& strings) {
  JsonArray array;
  for (const std::string& each : strings) array.push_back(JsonValue(each));
  return array;
}

std::string role_of(const databricks::RunTask& task, const analysis::Diagnosis& diagnosis) {
  if (task.settings.task_key == diagnosis.task_key) return "root";
  for (const std::string& fallen : diagnosis.cascade) {
    if (fallen == task.settings.task_key) return "fell with it";
  }
  return task.state.has_failed() ? "failed" : "";
}

JsonArray tasks_to_json(const databricks::Run& run, const analysis::Diagnosis& diagnosis) {
  JsonArray tasks;
  for (const databricks::RunTask& task : run.tasks) {
    JsonArray after;
    for (const databricks::TaskDependency& dependency : task.settings.depends_on)
      after.push_back(JsonValue(dependency.task_key));
    tasks.push_back(JsonObject{{"task_key", task.settings.task_key},
                               {"run_id", to_string(task.run_id)},
                               {"result", result_word(task.state)},
                               {"message", task.state.state_message},
                               {"depends_on", std::move(after)},
                               {"attempt_number", task.attempt_number},
                               {"duration_ms", task.duration.count()},
                               {"role", role_of(task, diagnosis)}});
  }
  return tasks;
}

void keep_artefacts(Run& run, const GatheredRun& gathered) {
  run.keep("run " + to_string(gathered.run.id), "application/json", json::serialize_pretty(*gathered.run.raw));
  if (gathered.job) run.keep("job settings", "application/json", json::serialize_pretty(*gathered.job->raw));
  for (const databricks::RunOutput& output : gathered.outputs) {
    run.keep("output of task run " + to_string(output.run_id), "text/plain",
             output.error + "\n" + output.error_trace + "\n" + output.logs);
  }
  for (const auto& facts : gathered.clusters) {
    JsonArray events;
    for (const auto& event : facts.events)
      events.push_back(JsonObject{{"type", event.type}, {"details", *event.details}});
    run.keep("events of cluster " + facts.cluster_id, "application/json", json::serialize_pretty(events));
  }
}

/// How often: the first time, for how long already, or on and off.
void judge_recurrence(Run& run, const GatheredRun& gathered) {
  const RunHistory history = history_of(gathered.recent);
  const auto add = [&](std::string id, Severity severity, std::string title, std::string detail) {
    run.add_finding({.id = std::move(id),
                     .severity = severity,
                     .title = std::move(title),
                     .detail = std::move(detail),
                     .recommendation = "",
                     .evidence = {{"fetch_runs", "/recent_runs"}}});
  };
  if (history.failing_streak >= 2 && history.failing_since) {
    add("failing_streak", Severity::Medium,
        "It has failed " + std::to_string(history.failing_streak) + " times in a row",
        "Since " + format_minute(*history.failing_since) + " UTC." +
            (history.last_success ? " It last succeeded " + format_minute(*history.last_success) + " UTC." : ""));
  } else if (history.failing_streak == 1 && history.succeeded > 0) {
    add("first_failure", Severity::Info, "The runs before it succeeded", "Look at what changed since.");
  } else if (history.failing_streak == 0 && history.succeeded > 0 && !gathered.recent.empty() &&
             gathered.recent.front().id != gathered.run.id) {
    add("recovered", Severity::Info, "A later run of the job succeeded",
        "Latest success: " + (history.last_success ? format_minute(*history.last_success) + " UTC." : "unknown."));
  }
}

std::string job_text(const GatheredRun& gathered) {
  const std::string id = to_string(gathered.run.job_id);
  if (gathered.job && !gathered.job->name.empty()) return "job " + id + " (" + gathered.job->name + ")";
  return gathered.run.job_id.value() > 0 ? "job " + id : "one-time run";
}

/// The step that read the field an evidence line stands in.
std::string step_of(const analysis::EvidenceLine& line, const GatheredRun& gathered) {
  if (line.field == "cluster_events") {
    return gathered.clusters.empty() ? "fetch_run" : "fetch_cluster_" + gathered.clusters.front().cluster_id;
  }
  const bool output = line.field == "error" || line.field == "error_trace" || line.field == "logs";
  return output ? "fetch_outputs" : "fetch_run";
}

void tell_cause(Run& run, const GatheredRun& gathered, const analysis::Diagnosis& diagnosis) {
  const bool known = diagnosis.class_id != "unknown";
  std::vector<result::EvidenceRef> refs;
  for (std::size_t i = 0; i < diagnosis.evidence.size(); ++i) {
    refs.push_back({step_of(diagnosis.evidence[i], gathered), "/root_cause/evidence/" + std::to_string(i)});
  }
  const std::string where = diagnosis.task_key.empty() ? "" : " in task " + diagnosis.task_key;
  const std::string title = known ? diagnosis.class_id + where : "The evidence names no cause";
  run.add_finding({.id = "root_cause",
                   .severity = diagnosis.class_id == "user_cancelled" ? Severity::Low : Severity::High,
                   .title = title,
                   .detail = diagnosis.evidence.empty() ? "" : diagnosis.evidence.front().text,
                   .recommendation = diagnosis.fix,
                   .evidence = std::move(refs)});
  if (!diagnosis.cascade.empty()) {
    run.add_finding({.id = "cascade",
                     .severity = Severity::Info,
                     .title = diagnosis.cascade.size() == 1
                                  ? "One more task fell with it"
                                  : std::to_string(diagnosis.cascade.size()) + " more tasks fell with it",
                     .detail = text::join(diagnosis.cascade, ", "),
                     .recommendation = "Nothing is wrong with them: repair them with the root task.",
                     .evidence = {{"fetch_run", "/cascade"}}});
  }
  std::string summary = "Run " + to_string(gathered.run.id) + " of " + job_text(gathered) + " failed";
  if (known) {
    const std::string sure = diagnosis.confidence >= kSure ? "" : " Likely, not sure.";
    const std::string_view meaning = analysis::failure_class(diagnosis.class_id).meaning;
    summary += where + ": " + diagnosis.class_id + ". " + std::string(meaning) + sure;
  } else {
    summary += where + "; the evidence names no cause.";
  }
  run.set_summary(std::move(summary));
}

void tell_no_failure(Run& run, const GatheredRun& gathered) {
  const std::string word = result_word(gathered.run.state);
  run.set_data("root_cause", nullptr);
  run.set_summary("Run " + to_string(gathered.run.id) + " of " + job_text(gathered) + " did not fail: it is " + word +
                  "." + (gathered.recent.empty() ? "" : " None of its recent runs failed."));
}

void run_debug_job(Run& run) {
  auto gathered = gather_run(run);
  if (!gathered) return;
  run.set_data("job", gathered->job ? JsonValue(job_to_json(*gathered->job)) : JsonValue(nullptr));
  run.set_data("run", run_to_json(gathered->run));
  run.set_data("recent_runs", runs_to_json(gathered->recent));
  if (!gathered->run.state.has_failed()) {
    run.set_data("tasks", tasks_to_json(gathered->run, {}));
    run.set_data("cascade", JsonArray{});
    keep_artefacts(run, *gathered);
    return tell_no_failure(run, *gathered);
  }
  gather_outputs(run, *gathered);
  const auto diagnosis = run.step<analysis::Diagnosis>(
      {"diagnose", "Judge the evidence", result::StepKind::Analysis},
      [&](const CallContext&) -> Result<analysis::Diagnosis> { return analysis::diagnose(evidence_of(*gathered)); });
  keep_artefacts(run, *gathered);
  if (!diagnosis) return;
  run.set_data("root_cause", cause_to_json(*diagnosis));
  run.set_data("cascade", strings_to_json(diagnosis->cascade));
  run.set_data("tasks", tasks_to_json(gathered->run, *diagnosis));
  tell_cause(run, *gathered, *diagnosis);
  judge_recurrence(run, *gathered);
}

}  // namespace

const WorkflowRecord kDebugJob{"debug_job",
                               "Debug a job",
                               "why a run failed: root cause, deciding evidence, fix",
                               kInputs,
                               safety::EffectClass::ReadOnly,
                               run_debug_job};

}  // namespace lakecode::workflows
