// Repairs: a run that has ended gets further attempts of some of its tasks.

#include <fmt/format.h>

#include "base/json.h"
#include "local/jobs/job_settings.h"
#include "local/jobs/run_conditions.h"
#include "local/jobs/runner_state.h"

namespace lakecode::local {
namespace {

bool failed(const Step& step) {
  return !is_success(step.result) && !is_excluded(step.result);
}

/// The tasks that run again. Errors as complete_settings.
Result<std::set<std::string>> choose(ActiveRun& run, const JsonValue& request) {
  std::set<std::string> chosen;
  const JsonArray& named = json::array_at(request, "rerun_tasks");
  const bool all_failed = json::bool_at(request, "rerun_all_failed_tasks").value_or(false);
  if (all_failed == !named.empty())
    return invalid_setting("Exactly one of rerun_tasks and rerun_all_failed_tasks must be given.");
  for (const JsonValue& entry : named) {
    const std::string key = json::as_string(entry).value_or("");
    if (find_step(run.steps, key) == nullptr)
      return invalid_setting(fmt::format("Task '{}' of rerun_tasks is not in run {}.", key, run.run_id));
    chosen.insert(key);
  }
  for (const Step& step : run.steps) {
    if (all_failed && failed(step)) chosen.insert(step.key);
  }
  // What a failure kept from running is run again with it.
  const bool dependents = all_failed || json::bool_at(request, "rerun_dependent_tasks").value_or(false);
  for (std::size_t before = 0; dependents && before != chosen.size();) {
    before = chosen.size();
    for (const Step& step : run.steps) {
      for (const JsonValue& entry : json::array_at(*step.settings, "depends_on")) {
        const bool again =
            chosen.contains(json::string_at(entry, "task_key")) && (!all_failed || !is_success(step.result));
        if (again) chosen.insert(step.key);
      }
    }
  }
  if (chosen.empty()) return invalid_setting(fmt::format("Run {} has no failed tasks to repair.", run.run_id));
  return chosen;
}

Result<void> check_latest(const JsonArray& history, const JsonValue& request) {
  const auto given = json::int_at(request, "latest_repair_id");
  const std::int64_t latest = history.empty() ? 0 : json::int_at(history.back(), "id").value_or(0);
  if (latest == 0 && !given) return {};
  if (given && *given == latest) return {};
  return invalid_setting(fmt::format("latest_repair_id must be that of the newest repair, {}", latest));
}

JsonObject original_entry(const ActiveRun& run) {
  JsonArray ids;
  for (const Step& step : run.steps) ids.emplace_back(step.run_id);
  JsonObject entry{{"type", "ORIGINAL"}};
  for (const char* name : {"start_time", "end_time", "state", "status"}) {
    if (const JsonValue* value = json::find(*run.head, name)) entry[name] = *value;
  }
  entry["task_run_ids"] = std::move(ids);
  return entry;
}

/// The run of `record` again, with the settings it had; else those its job has now.
Result<ActiveRun> read_again(const Store& store, const RecordPointer& record) {
  TRY_ASSIGN(const JsonValue stored, json::parse(record->text, "stored run"));
  JsonValue settings;
  const std::string job_id = std::to_string(json::int_at(stored, "job_id").value_or(0));
  if (const RecordPointer job = store.find("job", job_id)) {
    TRY_ASSIGN(const JsonValue body, json::parse(job->text, "stored job"));
    if (const JsonValue* found = json::find(body, "settings")) settings = *found;
  }
  auto run = read_run(stored, settings);
  if (!run)
    return invalid_setting(fmt::format("Run {} cannot be repaired: its job's tasks have changed since.", record->id));
  return std::move(*run);
}

void override_parameters(ActiveRun& run, const JsonValue& request) {
  for (const auto& member : request.as_object()) run.request->as_object()[member.key()] = member.value();
  JsonObject& head = run.head->as_object();
  const auto parameters = head.find("job_parameters");
  if (parameters == head.end()) return;
  const JsonObject& given = json::object_at(request, "job_parameters");
  for (JsonValue& parameter : parameters->value().as_array()) {
    const auto value = given.find(json::string_at(parameter, "name"));
    if (value != given.end()) parameter.as_object()["value"] = value->value();
  }
}

}  // namespace

Result<std::int64_t> JobRunner::State::repair(const RepairOrder& order) {
  const RecordPointer record = parts.store.find("run", std::to_string(order.run_id));
  if (record == nullptr) return invalid_setting(fmt::format("Run {} does not exist.", order.run_id));
  if (record->label.starts_with("active "))
    return invalid_setting(
        fmt::format("Run {} is still active; only a run that has ended can be repaired.", order.run_id));
  TRY_ASSIGN(ActiveRun run, read_again(parts.store, record));
  TRY_VOID(check_latest(json::array_at(*run.head, "repair_history"), *order.request));
  TRY_ASSIGN(const std::set<std::string> chosen, choose(run, *order.request));
  JsonObject& head = run.head->as_object();
  if (!head.contains("repair_history")) head["repair_history"] = JsonArray{JsonValue(original_entry(run))};
  const std::int64_t repair_id = new_id();
  JsonArray ids;
  for (Step& step : run.steps) {
    if (!chosen.contains(step.key)) continue;
    begin_attempt(step, new_id());
    ids.emplace_back(step.run_id);
  }
  override_parameters(run, *order.request);
  set_state(head, "RUNNING", "In run");
  JsonObject entry{{"type", "REPAIR"}, {"id", repair_id}, {"start_time", now_ms()}};
  entry["state"] = head["state"];
  entry["status"] = head["status"];
  entry["task_run_ids"] = std::move(ids);
  head["repair_history"].as_array().push_back(std::move(entry));
  head["end_time"] = 0;
  head["lakecode_live"] = true;
  TRY_VOID(parts.store.put(make_run_document(run)));
  admit(runs.emplace(order.run_id, std::move(run)).first->second);
  return repair_id;
}

}  // namespace lakecode::local
