// What follows from what in a run: which tasks may start, when the run is over and how it ended.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/jobs/run_conditions.h"
#include "local/jobs/runner_state.h"

namespace lakecode::local {
namespace {

bool is_ended(const Step& step) {
  return step.phase == Step::Phase::Ended;
}

bool is_failure(const Step& step) {
  return !is_success(step.result) && !is_excluded(step.result);
}

std::set<std::string> keys_that_others_wait_for(const ActiveRun& run) {
  std::set<std::string> keys;
  for (const Step& step : run.steps) {
    for (const JsonValue& entry : json::array_at(*step.settings, "depends_on"))
      keys.insert(json::string_at(entry, "task_key"));
  }
  return keys;
}

RunEnd stopped_end(const std::string& by, std::string_view what) {
  return by == "timeout" ? end_of_timeout(what) : end_of_cancel();
}

/// The failure that a person should look at: of a task that ran, not of one behind it.
const Step* first_failure(const ActiveRun& run) {
  const Step* found = nullptr;
  for (const Step& step : run.steps) {
    if (!is_failure(step)) continue;
    if (found == nullptr) found = &step;
    if (!step.result.starts_with("UPSTREAM_")) return &step;
  }
  return found;
}

RunEnd end_of_run(const ActiveRun& run) {
  if (!run.stopped_by.empty()) return stopped_end(run.stopped_by, "The run");
  const Step* failure = first_failure(run);
  if (failure == nullptr) return end_of_success();
  const std::set<std::string> inner = keys_that_others_wait_for(run);
  const bool leaf_failed = std::any_of(run.steps.begin(), run.steps.end(),
                                       [&](const Step& step) { return !inner.contains(step.key) && is_failure(step); });
  RunEnd end = end_of_success();
  if (!leaf_failed) {
    end.result = end.code = "SUCCESS_WITH_FAILURES";
    return end;
  }
  end = {.result = "FAILED", .life_cycle = "INTERNAL_ERROR", .code = "RUN_EXECUTION_ERROR", .type = "CLIENT_ERROR"};
  const std::string code = json::string_at_path(*failure->shown, {"status", "termination_details", "code"});
  if (!code.empty() && code != "SKIPPED") end.code = code;
  std::string_view message = failure->message;
  if (message.ends_with('.')) message.remove_suffix(1);
  end.message = fmt::format("Task {} failed with message: {}.", failure->key, message);
  return end;
}

/// The newest entry of repair_history ends with its run.
void end_history(JsonObject& head, std::int64_t now) {
  const auto history = head.find("repair_history");
  if (history == head.end() || history->value().as_array().empty()) return;
  JsonObject& last = history->value().as_array().back().as_object();
  last["end_time"] = now;
  last["state"] = head["state"];
  last["status"] = head["status"];
}

}  // namespace

void JobRunner::State::save(const ActiveRun& run) {
  // A store that cannot write says so to the next request that changes something; the run itself goes on.
  ignore_result(parts.store.put(make_run_document(run), Store::Durability::ProcessDeath), "see above");
}

void JobRunner::State::pump() {
  while (!touched.empty() && !stopping) {
    const std::int64_t run_id = *touched.begin();
    touched.erase(touched.begin());
    if (const auto run = runs.find(run_id); run != runs.end()) advance(run->second);
  }
  changed.notify_all();
}

bool JobRunner::State::settle_blocked(ActiveRun& run, Step& step) {
  std::vector<DependencyEnd> ends;
  for (const JsonValue& entry : json::array_at(*step.settings, "depends_on")) {
    const Step* other = find_step(run.steps, json::string_at(entry, "task_key"));
    if (other == nullptr) continue;  // left out by `only`
    if (!is_ended(*other)) return false;
    const std::string outcome = json::string_at(entry, "outcome");
    const bool takes_branch = outcome.empty() || !is_success(other->result) || outcome == other->outcome;
    ends.push_back({other->result, takes_branch});
  }
  const std::string run_if = json::optional_string_at(*step.settings, "run_if").value_or("ALL_SUCCESS");
  std::string without = decide_run_if(run_if, ends);
  if (without.empty() && json::bool_at(*step.settings, "disabled").value_or(false)) without = "DISABLED";
  if (without.empty()) {
    start_step(run, step);
  } else {
    finish_step(step, end_without_running(without));
  }
  return true;
}

void JobRunner::State::advance_for_each(ActiveRun& run, Step& step) {
  const std::int64_t most = json::int_at(*json::find(*step.settings, "for_each_task"), "concurrency").value_or(1);
  std::int64_t active = 0;
  std::int64_t succeeded = 0;
  std::int64_t failed = 0;
  for (const Step& iteration : step.iterations) {
    active += iteration.phase == Step::Phase::Running || iteration.phase == Step::Phase::Waiting ? 1 : 0;
    if (is_ended(iteration)) ++(is_failure(iteration) ? failed : succeeded);
  }
  for (Step& iteration : step.iterations) {
    if (iteration.phase != Step::Phase::Blocked || active >= most || !step.stopped_by.empty()) continue;
    start_step(run, iteration);
    if (!is_ended(iteration)) ++active;
  }
  const auto total = static_cast<std::int64_t>(step.iterations.size());
  JsonObject& each = step.shown->as_object()["for_each_task"].as_object();
  each["stats"] = JsonObject{{"task_run_stats", JsonObject{{"total_iterations", total},
                                                           {"scheduled_iterations", succeeded + failed + active},
                                                           {"active_iterations", active},
                                                           {"completed_iterations", succeeded + failed},
                                                           {"succeeded_iterations", succeeded},
                                                           {"failed_iterations", failed}}}};
  if (succeeded + failed < total) return;
  RunEnd end =
      failed == 0 ? end_of_success() : end_of_failure(fmt::format("{} of {} iterations failed", failed, total));
  end_attempt(step, std::move(end), JsonBox(JsonObject()));
}

void JobRunner::State::advance(ActiveRun& run) {
  if (run.queued) return;
  for (bool moved = true; moved;) {
    moved = false;
    for (Step& step : run.steps) {
      if (step.phase == Step::Phase::Blocked) moved = settle_blocked(run, step) || moved;
      if (step.phase == Step::Phase::Running && !step.iterations.empty()) {
        const auto ended = [&] { return std::count_if(step.iterations.begin(), step.iterations.end(), is_ended); };
        const auto before = ended();
        advance_for_each(run, step);
        moved = moved || is_ended(step) || ended() != before;
      }
    }
  }
  if (std::all_of(run.steps.begin(), run.steps.end(), is_ended)) {
    finish_run(run);
  } else {
    save(run);
  }
}

void JobRunner::State::finish_run(ActiveRun& run) {
  const RunEnd end = end_of_run(run);
  JsonObject& head = run.head->as_object();
  const std::int64_t now = now_ms();
  set_end(head, end);
  head["end_time"] = now;
  head["run_duration"] = now - json::int_at(*run.head, "start_time").value_or(now);
  head.stable_erase("lakecode_live");
  end_history(head, now);
  save(run);
  child_ended(run, end);
  const std::int64_t job_id = run.job_id;
  runs.erase(run.run_id);
  for (auto& entry : runs) {
    if (job_id == 0 || entry.second.job_id != job_id || !entry.second.queued) continue;
    admit(entry.second);
    break;
  }
}

void JobRunner::State::stop_step(Step& step, const std::string& by) {
  if (is_ended(step)) return;
  step.due = SteadyTime::max();
  if (step.phase != Step::Phase::Running) return finish_step(step, stopped_end(by, "The task"));
  if (step.stopped_by.empty()) step.stopped_by = by;
  set_state(step.shown->as_object(), "TERMINATING");
  for (Step& iteration : step.iterations) stop_step(iteration, by);
  if (const auto child = runs.find(step.child_run); child != runs.end()) stop_run(child->second, "cancel");
  step.stop.request_stop();
}

void JobRunner::State::stop_run(ActiveRun& run, const std::string& by) {
  if (!run.stopped_by.empty()) return;
  run.stopped_by = by;
  run.queued = false;
  set_state(run.head->as_object(), "TERMINATING");
  for (Step& step : run.steps) stop_step(step, by);
  touched.insert(run.run_id);
}

}  // namespace lakecode::local
