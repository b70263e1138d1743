// debug_job: why a run failed. Reads the run, its failed tasks' outputs and their clusters, then one pure judgement.

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analysis/failures/diagnose_jsonl.h"
#include "analysis/failures/diagnosis.h"
#include "analysis/failures/failure_classes.h"
#include "base/json.h"
#include "base/redact.h"
#include "base/text.h"
#include "base/time_format.h"
#include "databricks/job_changes.h"
#include "workflows/changes_before.h"
#include "workflows/concrete_fix.h"
#include "workflows/engine.h"
#include "workflows/job_facts.h"
#include "workflows/records.h"
#include "workflows/recurrence.h"
#include "workflows/run_evidence.h"
#include "workflows/run_queries.h"

namespace lakecode::workflows {
namespace {

using result::Severity;

constexpr double kSure = 0.8;  // a confident answer, by the contract; below it the logs are read, too

constexpr Input kInputs[] = {
    {"job_id", InputType::Id, false, "a job, by id or name: its latest failed run is looked at"},
    {"run_id", InputType::Id, false, "a run of a job, or of one of its tasks"},
    {"repair", InputType::Boolean, false, "send the repair run that the diagnosis proposes, through the gate"},
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
    for (const databricks::LogTail& tail : facts.driver_logs) run.keep("end of " + tail.path, "text/plain", tail.text);
  }
}

/// The last lines of what the drivers wrote, or why nothing of it could be read.
JsonArray driver_logs_to_json(const GatheredRun& gathered) {
  constexpr std::size_t kLines = 30;
  JsonArray logs;
  for (const auto& facts : gathered.clusters) {
    if (!facts.no_driver_logs.empty()) {
      logs.push_back(JsonObject{{"cluster_id", facts.cluster_id}, {"note", facts.no_driver_logs}});
    }
    for (const databricks::LogTail& tail : facts.driver_logs) {
      const std::string safe = Redactor().redact(tail.text);
      const auto lines = text::split(text::trim(safe), '\n');
      JsonArray last;
      for (std::size_t i = lines.size() - std::min(kLines, lines.size()); i < lines.size(); ++i)
        last.push_back(JsonValue(lines[i]));
      logs.push_back(JsonObject{{"cluster_id", facts.cluster_id},
                                {"path", tail.path},
                                {"file_size", tail.file_size},
                                {"tail", std::move(last)}});
    }
  }
  return logs;
}

/// How often: the first time, since a day, on and off, or on one weekday.
void tell_recurrence(Run& run, const Recurrence& recurrence) {
  using Kind = Recurrence::Kind;
  const auto at = [](const std::optional<WallTime>& time) { return time ? format_minute(*time) + " UTC" : "unknown"; };
  const auto add = [&](std::string id, Severity severity, std::string title, std::string detail) {
    run.add_finding({.id = std::move(id),
                     .severity = severity,
                     .title = std::move(title),
                     .detail = std::move(detail),
                     .recommendation = "",
                     .evidence = {{"fetch_runs", "/recurrence"}}});
  };
  const std::string times = std::to_string(recurrence.failures);
  switch (recurrence.kind) {
    case Kind::Weekday:
      return add("weekday_pattern", Severity::Medium,
                 "It fails on " + recurrence.weekday + "s alone, " + times + " times",
                 "Runs of all other days succeeded: look at what is different about the data or the load of that day.");
    case Kind::Flapping:
      return add("flapping", Severity::Medium, "Success and failure alternate",
                 "Look for a race with another writer, a source that is late at times, or spot capacity.");
    case Kind::AlwaysFailed:
      return add("failing_streak", Severity::Medium,
                 "None of its " + std::to_string(recurrence.finished) + " known runs succeeded",
                 "Since " + at(recurrence.since) + " at least.");
    case Kind::Regression:
      return add("failing_streak", Severity::Medium, "It has failed " + times + " times in a row",
                 "Since " + at(recurrence.since) + ". It last succeeded " + at(recurrence.last_success) + ".");
    case Kind::First:
      return add("first_failure", Severity::Info, "The runs before it succeeded", "Look at what changed since.");
    case Kind::Recovered:
      return add("recovered", Severity::Info, "A later run of the job succeeded", "");
    case Kind::Unknown:
      return;
  }
}

JsonObject recurrence_to_json(const Recurrence& recurrence) {
  const auto time = [](const std::optional<WallTime>& when) {
    return when ? JsonValue(format_rfc3339(*when)) : JsonValue(nullptr);
  };
  return {{"kind", name_of(recurrence.kind)},
          {"failures", recurrence.failures},
          {"runs", recurrence.finished},
          {"since", time(recurrence.since)},
          {"last_success", time(recurrence.last_success)},
          {"weekday", recurrence.weekday}};
}

/// The newest repair of the run, which the next one has to name.
std::optional<std::int64_t> latest_repair(const databricks::Run& run) {
  std::optional<std::int64_t> latest;
  for (const JsonValue& item : json::array_at(*run.raw, "repair_history")) {
    if (json::string_at(item, "type") == "REPAIR") latest = json::int_at(item, "id");
  }
  return latest;
}

std::string why_no_repair(const GatheredRun& gathered, const analysis::Diagnosis& diagnosis) {
  if (gathered.run.job_id.value() <= 0) return "a one-time run cannot be repaired";
  if (gathered.run.state.is_active()) return "the run is not over";
  if (diagnosis.class_id == "unknown") return "the cause is not known, so nothing tells whether it would pass";
  return "a repair would fail the same way";
}

/// A repair run, ready to be sent; sent when it was asked for, through the gate. What became of it in one sentence; ""
/// when nobody asked for it.
std::string prepare_repair(Run& run, const GatheredRun& gathered, const analysis::Diagnosis& diagnosis) {
  const bool wanted = run.boolean("repair").value_or(false);
  const std::string helps = json::string_at(analysis::to_json(diagnosis), "retry_helps");
  const bool possible = gathered.run.job_id.value() > 0 && !gathered.run.state.is_active() && helps != "no";
  if (!possible) {
    run.set_data("repair", nullptr);
    if (!wanted) return "";
    const std::string why = why_no_repair(gathered, diagnosis);
    run.skip({"repair", "Repair the run", result::StepKind::Write}, why);
    return " No repair was sent: " + why + ".";
  }
  const databricks::Change change =
      databricks::make_repair_run(gathered.run.id, {.latest_repair_id = latest_repair(gathered.run)});
  const auto body = json::parse(change.request.body, "repair");
  run.set_data("repair", JsonObject{{"method", change.request.method},
                                    {"path", change.request.path},
                                    {"body", body ? *body : JsonValue(nullptr)},
                                    {"when", helps == "yes" ? "now" : "after the fix"},
                                    {"sent", false}});
  if (!wanted) return "";
  const auto answer = run.change({"repair", "Repair the run", result::StepKind::Write}, change);
  if (!answer) {
    std::string why = run.last_error() ? run.last_error()->reason : "refused";
    while (why.ends_with('.')) why.pop_back();
    return " The repair was not sent: " + why + ".";
  }
  const std::int64_t id = json::int_at(**answer, "repair_id").value_or(0);
  run.set_data("repair", JsonObject{{"sent", true}, {"repair_id", id}});
  return " Repair " + std::to_string(id) + " was sent.";
}

std::string job_text(const GatheredRun& gathered) {
  const std::string id = to_string(gathered.run.job_id);
  if (gathered.job && !gathered.job->name.empty()) return "job " + id + " (" + gathered.job->name + ")";
  return gathered.run.job_id.value() > 0 ? "job " + id : "one-time run";
}

/// The step that read the field an evidence line stands in.
std::string step_of(const analysis::EvidenceLine& line, const GatheredRun& gathered) {
  if (line.field == "logs") {
    for (const auto& facts : gathered.clusters) {
      const auto holds = [&](const databricks::LogTail& tail) {
        return tail.text.find(line.text) != std::string::npos;
      };
      if (std::any_of(facts.driver_logs.begin(), facts.driver_logs.end(), holds))
        return "fetch_driver_log_" + facts.cluster_id;
    }
  }
  if (line.field == "cluster_events") {
    return gathered.clusters.empty() ? "fetch_run" : "fetch_cluster_" + gathered.clusters.front().cluster_id;
  }
  const bool output = line.field == "error" || line.field == "error_trace" || line.field == "logs";
  return output ? "fetch_outputs" : "fetch_run";
}

/// Tells the finding; the summary.
std::string tell_cause(Run& run, const GatheredRun& gathered, const analysis::Diagnosis& diagnosis) {
  const bool known = diagnosis.class_id != "unknown";
  std::vector<result::EvidenceRef> refs;
  for (std::size_t i = 0; i < diagnosis.evidence.size(); ++i) {
    refs.push_back({step_of(diagnosis.evidence[i], gathered), "/root_cause/evidence/" + std::to_string(i)});
  }
  if (refs.empty()) refs.push_back({"fetch_run", "/run"});  // what was looked at and told nothing
  const std::string where = diagnosis.task_key.empty() ? "" : " in task " + diagnosis.task_key;
  const std::string title = known ? diagnosis.class_id + where : "The evidence names no cause";
  run.add_finding({.id = "root_cause",
                   .severity = diagnosis.class_id == "user_cancelled" ? Severity::Low : Severity::High,
                   .title = title,
                   .detail = diagnosis.evidence.empty() ? looked_at(gathered) : diagnosis.evidence.front().text,
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
  const char* ended = was_skipped(gathered.run.state) ? " was skipped" : " failed";
  std::string summary = "Run " + to_string(gathered.run.id) + " of " + job_text(gathered) + ended;
  if (known) {
    const std::string sure = diagnosis.confidence >= kSure ? "" : " Likely, not sure.";
    const std::string_view meaning = analysis::failure_class(diagnosis.class_id).meaning;
    summary += where + ": " + diagnosis.class_id + ". " + std::string(meaning) + sure;
  } else {
    summary += where + "; the evidence names no cause.";
  }
  return summary;
}

/// " Of its 25 recent runs, 3 failed."; "" when no other is known.
std::string recent_text(const std::vector<databricks::Run>& recent) {
  std::size_t finished = 0;
  std::size_t failed = 0;
  for (const databricks::Run& each : recent) {
    if (each.state.is_active() || was_skipped(each.state)) continue;
    ++finished;
    if (each.state.has_failed()) ++failed;
  }
  if (finished == 0) return "";
  if (failed == 0) return " None of its " + std::to_string(finished) + " recent runs failed.";
  return " Of its " + std::to_string(finished) + " recent runs, " + std::to_string(failed) + " failed.";
}

/// Tasks that needed more than one attempt: a run that ended well may hide a failure.
void tell_retried_tasks(Run& run, const databricks::Run& of) {
  std::map<std::string, std::int64_t> attempts;
  for (const databricks::RunTask& task : of.tasks) {
    std::int64_t& most = attempts[task.settings.task_key];
    most = std::max(most, task.attempt_number + 1);
  }
  for (const auto& [task_key, count] : attempts) {
    if (count < 2) continue;
    run.add_finding({.id = "retried_task",
                     .severity = Severity::Low,
                     .title = "Task " + task_key + " needed " + std::to_string(count) + " attempts",
                     .detail = "The attempts before the last one failed.",
                     .recommendation = "Look at the output of its first attempt before the retries no longer suffice.",
                     .evidence = {{"fetch_run", "/tasks"}}});
  }
}

void tell_no_failure(Run& run, const GatheredRun& gathered) {
  const std::string word = result_word(gathered.run.state);
  run.set_data("root_cause", nullptr);
  run.set_summary("Run " + to_string(gathered.run.id) + " of " + job_text(gathered) + " did not fail: it is " + word +
                  "." + recent_text(gathered.recent));
  tell_retried_tasks(run, gathered.run);
}

/// Why its statements failed, where that is not the root cause itself.
void add_contributing(analysis::Diagnosis& diagnosis, const std::vector<JudgedQuery>& queries) {
  for (const JudgedQuery& each : queries) {
    const std::string& other = each.failure_class;
    auto& known = diagnosis.contributing;
    if (other.empty() || other == "unknown" || other == diagnosis.class_id) continue;
    if (std::find(known.begin(), known.end(), other) == known.end()) known.push_back(other);
  }
}

/// The outputs first; where they leave it open, the drivers' logs with them.
std::optional<analysis::Diagnosis> judge(Run& run, const GatheredRun& gathered) {
  auto diagnosis = run.step<analysis::Diagnosis>(
      {"diagnose", "Judge the evidence", result::StepKind::Analysis},
      [&](const CallContext&) -> Result<analysis::Diagnosis> { return analysis::diagnose(evidence_of(gathered)); });
  const bool has_logs = std::any_of(gathered.clusters.begin(), gathered.clusters.end(),
                                    [](const auto& facts) { return !facts.driver_logs.empty(); });
  if (!diagnosis || !has_logs || (diagnosis->class_id != "unknown" && diagnosis->confidence >= kSure)) return diagnosis;
  auto with_logs = run.step<analysis::Diagnosis>(
      {"diagnose_with_logs", "Judge it with the drivers' logs", result::StepKind::Analysis},
      [&](const CallContext&) -> Result<analysis::Diagnosis> {
        return analysis::diagnose(evidence_of(gathered, DriverLogs::Added));
      });
  const bool better = with_logs && with_logs->class_id != "unknown" &&
                      (diagnosis->class_id == "unknown" || with_logs->confidence > diagnosis->confidence);
  return better ? with_logs : diagnosis;
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
  const std::vector<JudgedQuery> queries = gather_run_queries(run, *gathered);
  auto diagnosis = judge(run, *gathered);
  keep_artefacts(run, *gathered);
  run.set_data("driver_logs", driver_logs_to_json(*gathered));
  if (!diagnosis) return;
  add_contributing(*diagnosis, queries);
  diagnosis->fix = fix_for(*diagnosis, *gathered);
  run.set_data("root_cause", cause_to_json(*diagnosis));
  run.set_data("cascade", strings_to_json(diagnosis->cascade));
  run.set_data("tasks", tasks_to_json(gathered->run, *diagnosis));
  const std::string summary = tell_cause(run, *gathered, *diagnosis);
  run.set_summary(summary);
  tell_run_queries(run, queries);
  const Recurrence recurrence = recurrence_of(gathered->recent, gathered->run);
  run.set_data("recurrence", recurrence_to_json(recurrence));
  tell_recurrence(run, recurrence);
  tell_changes_before(run, *gathered, recurrence, *diagnosis);
  run.set_summary(summary + prepare_repair(run, *gathered, *diagnosis));
}

}  // namespace

const WorkflowRecord kDebugJob{"debug_job",
                               "Debug a job",
                               "why a run failed: root cause, deciding evidence, fix",
                               kInputs,
                               safety::EffectClass::WriteRemote,
                               run_debug_job};

}  // namespace lakecode::workflows
