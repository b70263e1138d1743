// One task of a run, from its start to its end.

#include <fmt/format.h>

#include "base/json.h"
#include "local/jobs/job_settings.h"
#include "local/jobs/run_conditions.h"
#include "local/jobs/runner_state.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMostIterations = 5000;
constexpr int kMostDepth = 10;  // jobs that run jobs: the platform advises against more than three

JsonBox error_output(const std::string& message) {
  return JsonObject{{"error", message}};
}

bool is_quick_failure(const RunEnd& end) {
  return end.life_cycle == "INTERNAL_ERROR";  // the settings are wrong, and will be again
}

}  // namespace

void JobRunner::State::start_step(ActiveRun& run, Step& step) {
  step.phase = Step::Phase::Running;
  JsonValue task = *step.settings;
  const std::string work = work_member(task);
  const WorkspaceFacts facts{parts.workspace_id, workspace_url};
  resolve_references_in(task.as_object()[work], reference_values(run, step, facts));
  JsonObject& shown = step.shown->as_object();
  const bool changed_by_references = task.as_object()[work] != step.settings->as_object()[work];
  if (changed_by_references) shown["resolved_values"] = JsonObject{{work, task.as_object()[work]}};
  shown["start_time"] = now_ms();
  set_state(shown, "RUNNING", "In run");
  const std::int64_t limit = json::int_at(task, "timeout_seconds").value_or(0);
  if (limit > 0) step.due = parts.clock.steady_now() + std::chrono::seconds(limit);
  if (work == "condition_task") return start_condition(step, task);
  if (work == "for_each_task") return start_for_each(run, step, task);
  if (work == "run_job_task") return start_child(run, step, task);
  start_errand(run, step, std::move(task));
}

void JobRunner::State::start_condition(Step& step, const JsonValue& task) {
  const JsonValue& condition = *json::find(task, "condition_task");
  const std::string left = json::string_at(condition, "left");
  const std::string right = json::string_at(condition, "right");
  const auto outcome = compare_condition(json::string_at(condition, "op"), left, right);
  if (!outcome) {
    return end_attempt(step, end_of_configuration("INVALID_RUN_CONFIGURATION", outcome.error().reason),
                       error_output(outcome.error().reason));
  }
  step.outcome = *outcome ? "true" : "false";
  JsonObject& shown = step.shown->as_object()["condition_task"].as_object();
  shown["left"] = left;
  shown["right"] = right;
  shown["outcome"] = step.outcome;
  end_attempt(step, end_of_success(), JsonBox(JsonObject()));
}

void JobRunner::State::start_for_each(ActiveRun& run, Step& step, const JsonValue& task) {
  const JsonValue& each = *json::find(task, "for_each_task");
  const std::string inputs = json::string_at(each, "inputs");
  const auto parsed = json::parse(inputs, "inputs");
  const bool usable = parsed && parsed->is_array() && parsed->as_array().size() <= kMostIterations;
  if (!usable) {
    const std::string message = fmt::format("inputs of task {} must be a JSON array of at most {} elements, got '{}'",
                                            step.key, kMostIterations, inputs.substr(0, 200));
    return end_attempt(step, end_of_configuration("INVALID_RUN_CONFIGURATION", message), error_output(message));
  }
  step.shown->as_object()["for_each_task"].as_object()["inputs"] = inputs;
  for (const JsonValue& element : parsed->as_array()) {
    Step iteration = make_step(*json::find(each, "task"), new_id());
    iteration.input = json::serialize(element);
    step.iterations.push_back(std::move(iteration));
  }
  if (step.iterations.empty()) return end_attempt(step, end_of_success(), JsonBox(JsonObject()));
  touched.insert(run.run_id);
}

void JobRunner::State::start_child(ActiveRun& run, Step& step, const JsonValue& task) {
  const JsonValue& work = *json::find(task, "run_job_task");
  const std::int64_t job_id = json::int_at(work, "job_id").value_or(0);
  const RecordPointer record = parts.store.find("job", std::to_string(job_id));
  const auto job = record == nullptr ? Result<JsonValue>(invalid_setting("it does not exist"))
                                     : json::parse(record->text, "stored job");
  if (!job || run.depth >= kMostDepth) {
    const std::string message = job ? fmt::format("Jobs run jobs more than {} deep", kMostDepth)
                                    : fmt::format("Job {} does not exist.", job_id);
    return end_attempt(step, end_of_configuration(job ? "INVALID_RUN_CONFIGURATION" : "RESOURCE_NOT_FOUND", message),
                       error_output(message));
  }
  RunOrder order;
  order.job_id = job_id;
  order.settings = JsonBox(*json::find(*job, "settings"));
  order.request = JsonBox(work);
  order.user_name = run.user_name;
  order.user_id = run.user_id;
  order.trigger = "RUN_JOB_TASK";
  order.parent_run = run.run_id;
  order.depth = run.depth + 1;
  const auto child = begin(std::move(order));
  if (!child) return end_attempt(step, end_of_failure(child.error().reason), error_output(child.error().reason));
  step.child_run = *child;
  step.shown->as_object()["run_job_task"].as_object()["run_id"] = *child;
  if (!runs.contains(*child)) {
    const std::string message = fmt::format("Run {} of job {} was skipped", *child, job_id);
    end_attempt(step, end_of_failure(message), JsonBox(JsonObject{{"run_job_output", JsonObject{{"run_id", *child}}}}));
  }
}

void JobRunner::State::start_errand(ActiveRun& run, Step& step, JsonValue task) {
  Errand errand;
  errand.run_id = run.run_id;
  errand.task_run_id = step.run_id;
  errand.stop = step.stop.get_token();
  errand.order.parameters = named_parameters(run, task);
  errand.order.arguments = python_arguments(run, task);
  errand.order.user_name = run.user_name;
  errand.order.user_id = run.user_id;
  errand.order.folder_name = std::to_string(step.run_id);
  errand.order.job_id = run.job_id;
  errand.order.job_run_id = run.run_id;
  errand.order.task_run_id = step.run_id;
  for (const Step& other : run.steps) {
    for (const auto& value : other.values)
      errand.order.known_values[other.key + ".values." + value.first] = value.second;
  }
  errand.order.task = JsonBox(std::move(task));
  errands.push_back(std::move(errand));
  changed.notify_all();
}

void JobRunner::State::finish_step(Step& step, const RunEnd& end) const {
  step.phase = Step::Phase::Ended;
  step.result = end.result;
  step.message = end.message;
  step.due = SteadyTime::max();
  JsonObject& shown = step.shown->as_object();
  const std::int64_t now = now_ms();
  const std::int64_t start = json::int_at(*step.shown, "start_time").value_or(0);
  if (start == 0) shown["start_time"] = now;
  shown["end_time"] = now;
  shown["execution_duration"] = start == 0 ? 0 : now - start;
  set_end(shown, end);
}

bool JobRunner::State::retry(Step& step, const RunEnd& end) {
  if (!step.stopped_by.empty() && step.stopped_by != "timeout") return false;
  const bool timed_out = step.stopped_by == "timeout";
  if (is_success(end.result) || is_quick_failure(end)) return false;
  if (timed_out && !json::bool_at(*step.settings, "retry_on_timeout").value_or(false)) return false;
  const std::int64_t most = json::int_at(*step.settings, "max_retries").value_or(0);
  if (most >= 0 && step.failures >= most) return false;
  ++step.failures;
  begin_attempt(step, new_id());
  const std::int64_t pause = json::int_at(*step.settings, "min_retry_interval_millis").value_or(0);
  if (pause <= 0) return true;
  step.phase = Step::Phase::Waiting;
  step.due = parts.clock.steady_now() + std::chrono::milliseconds(pause);
  set_state(step.shown->as_object(), "WAITING_FOR_RETRY");
  return true;
}

void JobRunner::State::end_attempt(Step& step, RunEnd end, JsonBox output) {
  if (step.stopped_by == "timeout") end = end_of_timeout("The task");
  if (step.stopped_by == "cancel") end = end_of_cancel();
  if (step.child_run != 0) output->as_object()["run_job_output"] = JsonObject{{"run_id", step.child_run}};
  if (!output->as_object().empty()) {
    const std::string id = std::to_string(step.run_id);
    ignore_result(parts.store.put({"run_output", id, std::move(output)}, Store::Durability::ProcessDeath),
                  "as in save");
  }
  finish_step(step, end);
  retry(step, end);
}

void JobRunner::State::child_ended(const ActiveRun& child, const RunEnd& end) {
  const auto parent = runs.find(child.parent_run);
  if (parent == runs.end()) return;
  const auto settle = [&](Step& step) {
    if (step.child_run != child.run_id || step.phase != Step::Phase::Running) return;
    const std::string why = end.message.empty() ? end.result : end.message;
    end_attempt(step,
                is_success(end.result)
                    ? end_of_success()
                    : end_of_failure(fmt::format("Run {} of job {} failed: {}", child.run_id, child.job_id, why)),
                JsonBox(JsonObject()));
    touched.insert(parent->first);
  };
  for (Step& step : parent->second.steps) {
    settle(step);
    for (Step& iteration : step.iterations) settle(iteration);
  }
}

}  // namespace lakecode::local
