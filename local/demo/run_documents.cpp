// Runs as runs/get answers them. `state` and `status` say the same in two vocabularies, with one trap kept: a run with
// a failed task is INTERNAL_ERROR in `state` and TERMINATED in `status`.
#include "local/demo/run_documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/demo/company.h"
#include "local/demo/documents.h"
#include "local/demo/marks.h"

namespace lakecode::local {
namespace {

struct StateText {
  std::string life_cycle, result, message, status, code, type;
};

void add_state(JsonObject& out, const StateText& text) {
  JsonObject state{{"life_cycle_state", text.life_cycle}};
  JsonObject status{{"state", text.status}};
  if (!text.result.empty()) {
    state["result_state"] = text.result;
    status["termination_details"] = JsonObject{{"code", text.code}, {"type", text.type}, {"message", text.message}};
  }
  state["state_message"] = text.message;
  state["user_cancelled_or_timedout"] = text.result == "CANCELED" || text.result == "TIMEDOUT";
  out["state"] = std::move(state);
  out["status"] = std::move(status);
}

StateText good_state() {
  return {"TERMINATED", "SUCCESS", "", "TERMINATED", "SUCCESS", "SUCCESS"};
}

StateText attempt_state(const TaskAttempt& a, const MarkValues& marks, const Dice& dice) {
  switch (a.outcome) {
    case TaskEnd::Running:
      return {"RUNNING", "", "In run", "RUNNING", "", ""};
    case TaskEnd::Blocked:
      return {"BLOCKED", "", "", "BLOCKED", "", ""};
    case TaskEnd::UpstreamFailed:
      return {"TERMINATED", "UPSTREAM_FAILED", "An upstream task failed.", "TERMINATED", "SKIPPED", "CLIENT_ERROR"};
    case TaskEnd::Failure:
      return {std::string(a.scenario->life_cycle),
              std::string(a.scenario->result),
              fill_marks(a.scenario->message, marks, dice),
              "TERMINATED",
              std::string(a.scenario->code),
              std::string(a.scenario->type)};
    case TaskEnd::Success:
      break;
  }
  return good_state();
}

StateText run_state(const PlannedJob& job, const PlannedRun& run, const MarkValues& marks, const Dice& dice) {
  if (run.is_running()) {
    return {"RUNNING", "", "In run", "RUNNING", "", ""};
  }
  if (run.is_skipped()) {
    const Scenario& s = scenario(run.outcome->scenario);
    return {"SKIPPED",    std::string(s.result), std::string(s.message),
            "TERMINATED", std::string(s.code),   std::string(s.type)};
  }
  const TaskAttempt* root = root_attempt(job, run);
  if (root == nullptr || run.outcome->ending != Ending::Stays) {
    return good_state();
  }
  StateText text = attempt_state(*root, marks, dice);
  text.life_cycle = text.result == "FAILED" ? "INTERNAL_ERROR" : "TERMINATED";
  if (text.result == "FAILED") {
    const std::string_view stop = !text.message.empty() && text.message.back() == '.' ? "" : ".";
    text.message = fmt::format("Task {} failed with message: {}{}", run.outcome->task, text.message, stop);
    const bool has_cascade = std::any_of(run.attempts.begin(), run.attempts.end(),
                                         [](const TaskAttempt& a) { return a.outcome == TaskEnd::UpstreamFailed; });
    text.message += has_cascade ? " This caused all downstream tasks to get skipped." : "";
  }
  return text;
}

std::string page_url(std::int64_t job_id, std::int64_t run_id) {
  return fmt::format("https://larkmoor.cloud.example/?o={}#job/{}/run/{}", kWorkspaceId, job_id, run_id);
}

JsonObject cluster_instance(const PlannedRun& run, const Dice& dice) {
  const auto context = dice.between(1'000'000'000'000'000'000, 8'900'000'000'000'000'000, "spark context",
                                    static_cast<std::uint64_t>(run.run_id));
  return {{"cluster_id", run.cluster_id}, {"spark_context_id", std::to_string(context)}};
}

JsonObject run_task(const std::vector<PlannedJob>& jobs, const PlannedJob& job, const PlannedRun& run,
                    const TaskAttempt& a, const Dice& dice) {
  const TaskSpec& task = job.spec.tasks[a.task];
  const bool is_over = a.outcome != TaskEnd::Running && a.outcome != TaskEnd::Blocked;
  const bool has_run = a.outcome != TaskEnd::UpstreamFailed && a.outcome != TaskEnd::Blocked;
  const std::int64_t setup = has_run ? a.setup.count() : 0;
  const std::int64_t total = is_over ? (a.end - a.start).count() : 0;
  const bool never_worked = a.outcome == TaskEnd::Failure && a.scenario->life_cycle == "INTERNAL_ERROR";
  JsonObject out{{"run_id", a.run_id}, {"task_key", task.key}, {"run_if", task.run_if}};
  add_task_work(out, task, dice, run.start);
  add_state(out, attempt_state(a, mark_values(jobs, job, run, a), dice));
  out["run_page_url"] = page_url(job.spec.id, a.run_id);
  out["start_time"] = to_epoch_ms(a.start);
  out["end_time"] = is_over ? to_epoch_ms(a.end) : 0;
  out["setup_duration"] = never_worked ? total : setup;
  out["execution_duration"] = never_worked ? 0 : std::max<std::int64_t>(0, total - setup);
  out["cleanup_duration"] = 0;
  out["attempt_number"] = a.attempt;
  if (task.compute == "main" && has_run && !run.cluster_id.empty()) {
    out["cluster_instance"] = cluster_instance(run, dice);
  } else if (task.compute == "shared" && has_run) {
    out["cluster_instance"] = JsonObject{{"cluster_id", *json::optional_string_at(out, "existing_cluster_id")}};
  }
  return out;
}

JsonArray repair_history(const PlannedJob& job, const PlannedRun& run, const Dice& dice) {
  JsonArray first;
  JsonArray second;
  WallTime first_end = run.start;
  for (const TaskAttempt& a : run.attempts) {
    (a.start < *run.repair_start ? first : second).push_back(JsonValue(a.run_id));
    first_end = a.start < *run.repair_start ? std::max(first_end, a.end) : first_end;
  }
  const TaskAttempt* root = root_attempt(job, run);
  JsonObject original{{"type", "ORIGINAL"},
                      {"start_time", to_epoch_ms(run.start)},
                      {"end_time", to_epoch_ms(first_end)},
                      {"task_run_ids", first}};
  add_state(original, {"INTERNAL_ERROR", "FAILED",
                       fmt::format("Task {} failed with message: {}.", run.outcome->task, root->scenario->message),
                       "TERMINATED", std::string(root->scenario->code), std::string(root->scenario->type)});
  JsonObject repair{
      {"type", "REPAIR"},
      {"id", dice.between(10'000'000'000, 99'000'000'000, "repair", static_cast<std::uint64_t>(run.run_id))},
      {"start_time", to_epoch_ms(*run.repair_start)},
      {"end_time", to_epoch_ms(run.end)},
      {"task_run_ids", second}};
  add_state(repair, good_state());
  return {JsonValue(std::move(original)), JsonValue(std::move(repair))};
}

JsonObject run_body(const std::vector<PlannedJob>& jobs, const PlannedJob& job, const PlannedRun& run,
                    const Dice& dice) {
  const TaskAttempt* root = root_attempt(job, run);
  const MarkValues marks = root == nullptr ? MarkValues{} : mark_values(jobs, job, run, *root);
  JsonObject out{{"job_id", job.spec.id},
                 {"run_id", run.run_id},
                 {"job_run_id", run.run_id},
                 {"number_in_job", run.number},
                 {"original_attempt_run_id", run.run_id},
                 {"creator_user_name", mail_of(job.spec.owner)},
                 {"run_name", job.spec.name},
                 {"run_type", "JOB_RUN"},
                 {"run_page_url", page_url(job.spec.id, run.run_id)},
                 {"trigger", job.spec.is_child ? "RUN_JOB_TASK" : "PERIODIC"},
                 {"format", "MULTI_TASK"},
                 {"start_time", to_epoch_ms(run.start)},
                 {"end_time", run.is_running() ? 0 : to_epoch_ms(run.end)},
                 {"setup_duration", 0},
                 {"execution_duration", 0},
                 {"cleanup_duration", 0},
                 {"run_duration", run.is_running() ? 0 : (run.end - run.start).count()}};
  add_state(out, run_state(job, run, marks, dice));
  if (!run.cluster_id.empty()) {
    out["job_clusters"] = *job_clusters_json(job.spec);
  }
  JsonArray tasks;
  for (const TaskAttempt& a : run.attempts) {
    tasks.push_back(run_task(jobs, job, run, a, dice));
  }
  if (tasks.size() == 1 && !run.cluster_id.empty()) {
    out["cluster_instance"] = cluster_instance(run, dice);
  }
  if (!tasks.empty()) {
    out["tasks"] = std::move(tasks);
  }
  if (run.repair_start) {
    out["repair_history"] = repair_history(job, run, dice);
  }
  return out;
}

const PlannedRun* find_child_run(const std::vector<PlannedJob>& jobs, std::int64_t child_job, int back) {
  for (const PlannedJob& job : jobs) {
    for (const PlannedRun& run : job.runs) {
      if (job.spec.id == child_job && run.back == back) {
        return &run;
      }
    }
  }
  return nullptr;
}

}  // namespace

MarkValues mark_values(const std::vector<PlannedJob>& jobs, const PlannedJob& job, const PlannedRun& run,
                       const TaskAttempt& attempt) {
  MarkValues values;
  values.start = attempt.start;
  values.end = attempt.end;
  values.job_id = job.spec.id;
  values.task_run_id = attempt.run_id;
  values.cluster_id = run.cluster_id;
  values.user = run_as_name(job.spec);
  const TaskSpec& task = job.spec.tasks[attempt.task];
  if (task.kind == TaskKind::RunJob) {
    values.child_job_id = text::parse_int(task.source).value_or(0);
    const PlannedRun* child = find_child_run(jobs, values.child_job_id, run.back);
    values.child_run_id = child == nullptr ? 0 : child->run_id;
  }
  return values;
}

std::vector<Document> make_run_documents(const std::vector<PlannedJob>& jobs, const Dice& dice, WallTime) {
  std::vector<Document> out;
  for (const PlannedJob& job : jobs) {
    for (const PlannedRun& run : job.runs) {
      out.push_back({"run", std::to_string(run.run_id), run_body(jobs, job, run, dice)});
    }
  }
  return out;
}

}  // namespace lakecode::local
