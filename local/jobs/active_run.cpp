#include "local/jobs/active_run.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/jobs/job_settings.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kValues = "lakecode_values";

std::string plain_text(const JsonValue& value) {
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

void lay_over(TextValues& values, const JsonValue* object) {
  if (object == nullptr || !object->is_object()) return;
  for (const auto& member : object->as_object()) values[std::string(member.key())] = plain_text(member.value());
}

/// The iterations are shown only where the run of their for-each task is asked for.
JsonValue with_iterations(const Step& step) {
  JsonObject shown = step.shown->as_object();
  if (step.iterations.empty()) return shown;
  JsonArray iterations;
  for (const Step& iteration : step.iterations) {
    for (const JsonBox& earlier : iteration.earlier) iterations.push_back(*earlier);
    iterations.push_back(*iteration.shown);
  }
  shown["lakecode_iterations"] = std::move(iterations);
  return shown;
}

void add_job_values(ReferenceValues& values, const ActiveRun& run) {
  values["job.id"] = values["job_id"] = std::to_string(run.job_id);
  values["job.run_id"] = values["parent_run_id"] = std::to_string(run.run_id);
  values["job.name"] = json::string_at(*run.head, "run_name");
  values["job.trigger.type"] = text::to_lower(json::string_at(*run.head, "trigger"));
  const JsonArray& repairs = json::array_at(*run.head, "repair_history");
  values["job.repair_count"] = std::to_string(repairs.empty() ? 0 : repairs.size() - 1);
  const std::int64_t start = json::int_at(*run.head, "start_time").value_or(0);
  const std::string moment = format_rfc3339(from_epoch_ms(start));
  values["job.start_time.timestamp_ms"] = values["start_time"] = std::to_string(start);
  values["job.start_time.iso_date"] = values["start_date"] = moment.substr(0, 10);
  values["job.start_time.iso_datetime"] = moment.substr(0, 19);
  values["job.start_time.year"] = moment.substr(0, 4);
  values["job.start_time.month"] = moment.substr(5, 2);
  values["job.start_time.day"] = moment.substr(8, 2);
  values["job.start_time.hour"] = moment.substr(11, 2);
  values["job.start_time.minute"] = moment.substr(14, 2);
  for (const JsonValue& parameter : json::array_at(*run.head, "job_parameters"))
    values["job.parameters." + json::string_at(parameter, "name")] = json::string_at(parameter, "value");
}

void add_task_values(ReferenceValues& values, const Step& step) {
  const std::string head = "tasks." + step.key + ".";
  values[head + "run_id"] = std::to_string(step.run_id);
  values[head + "execution_count"] = std::to_string(step.attempt + 1);
  if (step.phase != Step::Phase::Ended) return;
  values[head + "result_state"] = text::to_lower(step.result);
  values[head + "error_code"] = json::string_at_path(*step.shown, {"status", "termination_details", "code"});
  for (const auto& value : step.values) add_json_reference(values, head + "values." + value.first, value.second);
  for (const auto& fact : step.facts) values[head + fact.first] = fact.second;
  if (!step.outcome.empty()) values[head + "outcome"] = step.outcome;
}

}  // namespace

Step* find_step(ActiveRun& run, std::int64_t run_id) {
  for (Step& step : run.steps) {
    if (step.run_id == run_id) return &step;
    for (Step& iteration : step.iterations) {
      if (iteration.run_id == run_id) return &iteration;
    }
  }
  return nullptr;
}

Step* find_step(std::vector<Step>& steps, std::string_view key) {
  for (Step& step : steps) {
    if (step.key == key) return &step;
  }
  return nullptr;
}

void show_blocked(Step& step) {
  JsonObject shown{{"run_id", step.run_id}};
  for (const auto& member : step.settings->as_object()) shown[member.key()] = member.value();
  if (const auto each = shown.find("for_each_task"); each != shown.end())
    each->value().as_object()["stats"] = JsonObject{{"task_run_stats", JsonObject{{"total_iterations", 0}}}};
  shown["run_page_url"] = "";
  for (const char* name : {"start_time", "end_time", "setup_duration", "execution_duration", "cleanup_duration",
                           "run_duration", "queue_duration"})
    shown[name] = 0;
  shown["attempt_number"] = step.attempt;
  set_state(shown, json::array_at(*step.settings, "depends_on").empty() ? "PENDING" : "BLOCKED");
  step.shown = std::move(shown);
}

Step make_step(const JsonValue& settings, std::int64_t run_id) {
  Step step;
  step.key = json::string_at(settings, "task_key");
  step.settings = JsonBox(settings);
  step.run_id = run_id;
  show_blocked(step);
  return step;
}

void begin_attempt(Step& step, std::int64_t run_id) {
  step.earlier.push_back(step.shown);
  step.run_id = run_id;
  ++step.attempt;
  step.phase = Step::Phase::Blocked;
  step.result.clear();
  step.outcome.clear();
  step.stopped_by.clear();
  step.stop = std::stop_source();
  step.due = SteadyTime::max();
  step.child_run = 0;
  step.iterations.clear();
  step.values.clear();
  step.facts.clear();
  show_blocked(step);
}

Document make_run_document(const ActiveRun& run) {
  JsonObject body = run.head->as_object();
  JsonArray tasks;
  for (const Step& step : run.steps) {
    for (const JsonBox& earlier : step.earlier) tasks.push_back(*earlier);
    JsonValue shown = with_iterations(step);
    JsonObject kept;
    for (const auto& value : step.values) kept["values." + value.first] = value.second;
    for (const auto& fact : step.facts) kept[fact.first] = fact.second;
    if (!kept.empty()) shown.as_object()[kValues] = std::move(kept);
    tasks.push_back(std::move(shown));
  }
  body["tasks"] = std::move(tasks);
  body["lakecode_settings"] = *run.settings;
  body["lakecode_request"] = *run.request;
  return {"run", std::to_string(run.run_id), JsonBox(std::move(body))};
}

std::optional<ActiveRun> read_run(const JsonValue& stored, const JsonValue& settings) {
  ActiveRun run;
  const JsonValue* own = json::find(stored, "lakecode_settings");
  run.settings = JsonBox(own == nullptr ? settings : *own);
  const JsonValue* request = json::find(stored, "lakecode_request");
  run.request = request == nullptr ? JsonBox(JsonObject()) : JsonBox(*request);
  run.run_id = json::int_at(stored, "run_id").value_or(0);
  run.job_id = json::int_at(stored, "job_id").value_or(0);
  run.user_name = json::string_at(stored, "creator_user_name");
  JsonObject head = stored.as_object();
  for (const char* name : {"tasks", "lakecode_settings", "lakecode_request"}) head.stable_erase(name);
  run.head = std::move(head);
  for (const JsonValue& task : json::array_at(*run.settings, "tasks")) run.steps.push_back(make_step(task, 0));
  for (const JsonValue& shown : json::array_at(stored, "tasks")) {
    Step* step = find_step(run.steps, json::string_at(shown, "task_key"));
    if (step == nullptr) return std::nullopt;
    if (step->run_id != 0) step->earlier.push_back(step->shown);
    step->shown = JsonBox(shown);
    step->run_id = json::int_at(shown, "run_id").value_or(0);
    step->attempt = static_cast<int>(json::int_at(shown, "attempt_number").value_or(0));
    step->phase = Step::Phase::Ended;
    step->result = json::string_at_path(shown, {"state", "result_state"});
    step->outcome = json::string_at_path(shown, {"condition_task", "outcome"});
    for (const auto& value : json::object_at(shown, kValues)) {
      const std::string_view name = value.key();
      const std::string text = plain_text(value.value());
      if (name.starts_with("values.")) {
        step->values[std::string(name.substr(7))] = text;
      } else {
        step->facts[std::string(name)] = text;
      }
    }
  }
  for (const Step& step : run.steps) {
    if (step.run_id == 0) return std::nullopt;
  }
  return run;
}

TextValues named_parameters(const ActiveRun& run, const JsonValue& task) {
  TextValues values;
  const std::string work = work_member(task);
  const JsonValue& body = *json::find(task, work);
  const bool notebook = work == "notebook_task";
  lay_over(values, json::find(body, notebook ? "base_parameters" : "parameters"));
  lay_over(values, json::find(*run.request, notebook ? "notebook_params" : "sql_params"));
  for (const JsonValue& parameter : json::array_at(*run.head, "job_parameters"))
    values[json::string_at(parameter, "name")] = json::string_at(parameter, "value");
  return values;
}

std::vector<std::string> python_arguments(const ActiveRun& run, const JsonValue& task) {
  std::vector<std::string> arguments;
  const JsonValue* given = json::find(*run.request, "python_params");
  const JsonValue* own = json::find_path(task, {"spark_python_task", "parameters"});
  const JsonValue* chosen = given != nullptr && given->is_array() ? given : own;
  if (chosen == nullptr || !chosen->is_array()) return arguments;
  for (const JsonValue& value : chosen->as_array()) arguments.push_back(plain_text(value));
  return arguments;
}

ReferenceValues reference_values(const ActiveRun& run, const Step& step, const WorkspaceFacts& workspace) {
  ReferenceValues values;
  add_job_values(values, run);
  values["workspace.id"] = workspace.id;
  values["workspace.url"] = workspace.url;
  values["task.name"] = values["task_key"] = step.key;
  values["task.run_id"] = values["run_id"] = std::to_string(step.run_id);
  values["task.execution_count"] = std::to_string(step.attempt + 1);
  values["task_retry_count"] = std::to_string(step.failures);
  values["task.notebook_path"] = json::string_at_path(*step.settings, {"notebook_task", "notebook_path"});
  for (const Step& other : run.steps) add_task_values(values, other);
  if (!step.input.empty()) add_json_reference(values, "input", step.input);
  return values;
}

}  // namespace lakecode::local
