#include "databricks/run_fields.h"

// `state` (older) and `status` (newer) tell the same in two forms; a server may fill only one. The older names are
// kept.

#include <algorithm>
#include <array>

#include "base/json.h"
#include "databricks/fields.h"

namespace lakecode::databricks {
namespace {

constexpr std::array<std::string_view, 7> kActive = {"BLOCKED",     "PENDING",           "QUEUED", "RUNNING",
                                                     "TERMINATING", "WAITING_FOR_RETRY", "WAITING"};
constexpr std::array<std::string_view, 4> kNoFailure = {"SUCCESS", "SUCCESS_WITH_FAILURES", "EXCLUDED", "DISABLED"};

bool is_one_of(std::string_view text, std::span<const std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

struct ResultRule {
  std::string_view code;
  std::string_view result;
};

constexpr ResultRule kResults[] = {
    {"SUCCESS", "SUCCESS"},
    {"SUCCESS_WITH_FAILURES", "SUCCESS_WITH_FAILURES"},
    {"USER_CANCELED", "CANCELED"},
    {"CANCELED", "CANCELED"},
    {"MAX_CONCURRENT_RUNS_EXCEEDED", "MAXIMUM_CONCURRENT_RUNS_REACHED"},
    {"DISABLED", "DISABLED"},
};

std::string result_of_code(std::string_view code) {
  if (code.empty()) return {};
  for (const ResultRule& rule : kResults) {
    if (rule.code == code) return std::string(rule.result);
  }
  return "FAILED";
}

/// "notebook" for a task with "notebook_task"; "" when no member names a kind.
std::string kind_of(const JsonValue& task) {
  const JsonObject* object = task.if_object();
  if (object == nullptr) return {};
  constexpr std::string_view kSuffix = "_task";
  for (const auto& member : *object) {
    const std::string_view key = member.key();
    if (key.ends_with(kSuffix) && key.size() > kSuffix.size() && member.value().is_object()) {
      return std::string(key.substr(0, key.size() - kSuffix.size()));
    }
  }
  return {};
}

std::chrono::milliseconds run_duration(const JsonValue& value, std::optional<WallTime> start,
                                       std::optional<WallTime> end) {
  if (const auto whole = duration_at(value, "run_duration"); whole.count() > 0) return whole;
  const auto phases = duration_at(value, "setup_duration") + duration_at(value, "execution_duration") +
                      duration_at(value, "cleanup_duration");
  if (phases.count() > 0) return phases;
  return start && end && *end > *start ? *end - *start : std::chrono::milliseconds(0);
}

RunTask parse_run_task(const JsonValue& value) {
  RunTask task;
  task.run_id = RunId(json::int_at(value, "run_id").value_or(0));
  task.settings = parse_task_settings(value);
  task.state = parse_run_state(value);
  task.start_time = time_at(value, "start_time");
  task.end_time = time_at(value, "end_time");
  task.duration = run_duration(value, task.start_time, task.end_time);
  task.attempt_number = json::int_at(value, "attempt_number").value_or(0);
  task.cluster_id = json::string_at_path(value, {"cluster_instance", "cluster_id"});
  if (const JsonValue* child = json::find(value, "run_job_task")) {
    if (const auto run = json::int_at(*child, "run_id")) task.child_run = RunId(*run);
  }
  return task;
}

}  // namespace

bool RunState::is_active() const {
  return result_state.empty() && is_one_of(life_cycle_state, kActive);
}

bool RunState::has_failed() const {
  return !life_cycle_state.empty() && !is_active() && !is_one_of(life_cycle_state, kActive) &&
         !is_one_of(result_state, kNoFailure);
}

TaskSettings parse_task_settings(const JsonValue& value) {
  TaskSettings task;
  task.task_key = json::string_at(value, "task_key");
  for (const JsonValue& dependency : json::array_at(value, "depends_on")) {
    task.depends_on.push_back(TaskDependency{.task_key = json::string_at(dependency, "task_key"),
                                             .outcome = json::string_at(dependency, "outcome")});
  }
  task.run_if = json::string_at(value, "run_if");
  task.kind = kind_of(value);
  task.existing_cluster_id = json::string_at(value, "existing_cluster_id");
  task.job_cluster_key = json::string_at(value, "job_cluster_key");
  return task;
}

RunState parse_run_state(const JsonValue& value) {
  RunState state;
  state.life_cycle_state = json::string_at_path(value, {"state", "life_cycle_state"});
  state.result_state = json::string_at_path(value, {"state", "result_state"});
  state.state_message = json::string_at_path(value, {"state", "state_message"});
  state.termination_code = json::string_at_path(value, {"status", "termination_details", "code"});
  state.termination_type = json::string_at_path(value, {"status", "termination_details", "type"});
  state.termination_message = json::string_at_path(value, {"status", "termination_details", "message"});
  const std::string newer = json::string_at_path(value, {"status", "state"});
  if (state.life_cycle_state.empty()) state.life_cycle_state = newer == "WAITING" ? "WAITING_FOR_RETRY" : newer;
  const bool finished =
      newer == "TERMINATED" || (!state.life_cycle_state.empty() && !is_one_of(state.life_cycle_state, kActive));
  if (state.result_state.empty() && finished) state.result_state = result_of_code(state.termination_code);
  if (state.state_message.empty()) state.state_message = state.termination_message;
  if (state.state_message.empty())
    state.state_message = json::string_at_path(value, {"status", "queue_details", "message"});
  return state;
}

Run parse_run(const JsonValue& value) {
  Run run;
  run.id = RunId(json::int_at(value, "run_id").value_or(0));
  run.job_id = JobId(json::int_at(value, "job_id").value_or(0));
  run.run_name = json::string_at(value, "run_name");
  run.run_page_url = json::string_at(value, "run_page_url");
  run.creator_user_name = json::string_at(value, "creator_user_name");
  run.trigger = json::string_at(value, "trigger");
  run.state = parse_run_state(value);
  run.start_time = time_at(value, "start_time");
  run.end_time = time_at(value, "end_time");
  run.duration = run_duration(value, run.start_time, run.end_time);
  run.cluster_id = json::string_at_path(value, {"cluster_instance", "cluster_id"});
  for (const JsonValue& task : json::array_at(value, "tasks")) run.tasks.push_back(parse_run_task(task));
  run.raw = JsonBox(value);
  return run;
}

}  // namespace lakecode::databricks
