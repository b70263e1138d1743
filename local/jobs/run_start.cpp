// How runs begin, are repaired, and are found again after a server died.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/jobs/job_settings.h"
#include "local/jobs/run_conditions.h"
#include "local/jobs/runner_state.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMostToken = 64;
constexpr std::size_t kMostParameterBytes = 10'000;
constexpr std::int64_t kLeastId = 100'000'000'000'000;
constexpr std::uint64_t kIds = 899'999'999'999'999;
constexpr std::string_view kLegacy[] = {"notebook_params", "python_params",       "jar_params",
                                        "sql_params",      "python_named_params", "spark_submit_params",
                                        "dbt_commands",    "pipeline_params"};

Result<void> check_request(const JsonValue& request) {
  for (const std::string_view name : kLegacy) {
    const JsonValue* value = json::find(request, name);
    if (value != nullptr && json::serialize(*value).size() > kMostParameterBytes)
      return invalid_setting(fmt::format("The JSON of {} is longer than {} bytes", name, kMostParameterBytes));
  }
  for (const auto& [one, other] :
       {std::pair("notebook_params", "jar_params"), std::pair("python_params", "jar_params")}) {
    if (json::find(request, one) != nullptr && json::find(request, other) != nullptr)
      return invalid_setting(fmt::format("{} cannot be specified in conjunction with {}", one, other));
  }
  const JsonValue* parameters = json::find(request, "job_parameters");
  if (parameters != nullptr && !parameters->is_object() && !parameters->is_null())
    return invalid_setting("job_parameters must be an object of names and texts");
  return {};
}

std::string plain_text(const JsonValue& value) {
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

JsonArray job_parameters(const JsonValue& settings, const JsonValue& request) {
  JsonArray parameters;
  std::set<std::string> known;
  const JsonObject& given = json::object_at(request, "job_parameters");
  for (const JsonValue& defined : json::array_at(settings, "parameters")) {
    const std::string name = json::string_at(defined, "name");
    const std::string usual = json::string_at(defined, "default");
    const auto value = given.find(name);
    known.insert(name);
    parameters.push_back(JsonObject{
        {"name", name}, {"default", usual}, {"value", value == given.end() ? usual : plain_text(value->value())}});
  }
  for (const auto& entry : given) {
    if (!known.contains(std::string(entry.key())))
      parameters.push_back(JsonObject{{"name", entry.key()}, {"value", plain_text(entry.value())}});
  }
  return parameters;
}

JsonObject overriding_parameters(const JsonValue& request) {
  JsonObject given;
  for (const std::string_view name : kLegacy) {
    if (const JsonValue* value = json::find(request, name); value != nullptr && !value->is_null()) given[name] = *value;
  }
  return given;
}

std::set<std::string> depends_on(const JsonValue& task) {
  std::set<std::string> keys;
  for (const JsonValue& entry : json::array_at(task, "depends_on")) keys.insert(json::string_at(entry, "task_key"));
  return keys;
}

/// Adds to `chosen` what its tasks wait for (`up`), or the tasks that wait for them.
void spread(const JsonArray& tasks, bool up, std::set<std::string>& chosen) {
  for (std::size_t before = 0; before != chosen.size();) {
    before = chosen.size();
    for (const JsonValue& task : tasks) {
      const std::set<std::string> on = depends_on(task);
      const std::string key = json::string_at(task, "task_key");
      if (up && chosen.contains(key)) chosen.insert(on.begin(), on.end());
      if (!up && std::any_of(on.begin(), on.end(), [&](const std::string& other) { return chosen.contains(other); }))
        chosen.insert(key);
    }
  }
}

/// `only`: "key", "+key" with what it needs, "key+" with what needs it.
Result<void> keep_only(JsonValue& settings, const JsonArray& only) {
  if (only.empty()) return {};
  const JsonArray all = json::array_at(settings, "tasks");
  std::set<std::string> chosen;
  for (const JsonValue& entry : only) {
    std::string_view key = entry.is_string() ? std::string_view(entry.as_string()) : std::string_view();
    const bool up = key.starts_with('+');
    const bool down = key.ends_with('+');
    if (up) key.remove_prefix(1);
    if (down && !key.empty()) key.remove_suffix(1);
    const bool known = std::any_of(all.begin(), all.end(),
                                   [&](const JsonValue& task) { return json::string_at(task, "task_key") == key; });
    if (!known) return invalid_setting(fmt::format("Task '{}' of only is not defined in this job", key));
    std::set<std::string> picked{std::string(key)};
    if (up) spread(all, true, picked);
    if (down) {
      std::set<std::string> after{std::string(key)};
      spread(all, false, after);
      picked.insert(after.begin(), after.end());
    }
    chosen.insert(picked.begin(), picked.end());
  }
  JsonArray kept;
  for (const JsonValue& task : all) {
    if (chosen.contains(json::string_at(task, "task_key"))) kept.push_back(task);
  }
  settings.as_object()["tasks"] = std::move(kept);
  return {};
}

JsonObject make_head(const ActiveRun& run, const RunOrder& order, std::int64_t now) {
  const bool submitted = order.job_id == 0;
  JsonObject head{{"job_id", run.job_id},
                  {"run_id", run.run_id},
                  {"job_run_id", run.run_id},
                  {"number_in_job", run.run_id},
                  {"original_attempt_run_id", run.run_id},
                  {"creator_user_name", run.user_name},
                  {"run_name", json::string_at(*run.settings, "name")},
                  {"run_page_url", ""},
                  {"run_type", submitted ? "SUBMIT_RUN" : "JOB_RUN"},
                  {"trigger", order.trigger},
                  {"format", "MULTI_TASK"},
                  {"attempt_number", 0},
                  {"start_time", now},
                  {"end_time", 0}};
  for (const char* name :
       {"setup_duration", "execution_duration", "cleanup_duration", "queue_duration", "run_duration"})
    head[name] = 0;
  set_state(head, "PENDING");
  if (const JsonValue* clusters = json::find(*run.settings, "job_clusters")) head["job_clusters"] = *clusters;
  if (const JsonValue* git = json::find(*run.settings, "git_source")) head["git_source"] = *git;
  if (const JsonValue* schedule = json::find(*run.settings, "schedule");
      schedule != nullptr && order.trigger == "PERIODIC")
    head["schedule"] = *schedule;
  if (JsonObject given = overriding_parameters(*run.request); !given.empty())
    head["overriding_parameters"] = std::move(given);
  head["lakecode_live"] = true;
  return head;
}

bool wants_queue(const ActiveRun& run) {
  const JsonValue* asked = json::find_path(*run.request, {"queue", "enabled"});
  if (asked == nullptr) asked = json::find_path(*run.settings, {"queue", "enabled"});
  return asked != nullptr && asked->is_bool() && asked->as_bool();
}

std::int64_t most_at_once(const ActiveRun& run) {
  return json::int_at(*run.settings, "max_concurrent_runs").value_or(1);
}

}  // namespace

std::int64_t JobRunner::State::new_id() const {
  for (;;) {
    const std::int64_t id = kLeastId + static_cast<std::int64_t>(parts.random.below(kIds));
    const std::string text = std::to_string(id);
    if (parts.store.find("job", text) == nullptr && parts.store.find_by_alias("run", text) == nullptr) return id;
  }
}

std::int64_t JobRunner::State::count_active(std::int64_t job_id) const {
  return std::count_if(runs.begin(), runs.end(),
                       [&](const auto& entry) { return entry.second.job_id == job_id && !entry.second.queued; });
}

void JobRunner::State::admit(ActiveRun& run) {
  run.queued = false;
  set_state(run.head->as_object(), "RUNNING", "In run");
  const std::int64_t limit = json::int_at(*run.settings, "timeout_seconds").value_or(0);
  if (limit > 0) run.due = parts.clock.steady_now() + std::chrono::seconds(limit);
  touched.insert(run.run_id);
}

/// The run as it begins, its steps blocked. `order` gives its settings and request away.
Result<ActiveRun> JobRunner::State::make_run(RunOrder& order) const {
  ActiveRun run;
  run.run_id = new_id();
  run.job_id = order.job_id == 0 ? new_id() : order.job_id;
  run.settings = std::move(order.settings);
  run.request = std::move(order.request);
  run.user_name = order.user_name;
  run.user_id = order.user_id;
  run.parent_run = order.parent_run;
  run.depth = order.depth;
  TRY_VOID(keep_only(*run.settings, json::array_at(*run.request, "only")));
  const JsonArray& tasks = json::array_at(*run.settings, "tasks");
  if (tasks.empty()) return invalid_setting("The job has no tasks to run.");
  run.head = make_head(run, order, now_ms());
  JsonValue parameters = job_parameters(*run.settings, *run.request);
  const WorkspaceFacts facts{parts.workspace_id, workspace_url};
  resolve_references_in(parameters, reference_values(run, make_step(tasks[0], 0), facts));
  if (!parameters.as_array().empty()) run.head->as_object()["job_parameters"] = std::move(parameters);
  for (const JsonValue& task : tasks) run.steps.push_back(make_step(task, new_id()));
  return run;
}

void JobRunner::State::skip_run(ActiveRun& run) const {
  const RunEnd end = end_of_too_many_runs(most_at_once(run));
  for (Step& step : run.steps) finish_step(step, end);
  JsonObject& head = run.head->as_object();
  set_end(head, end);
  head["end_time"] = now_ms();
  head.stable_erase("lakecode_live");
}

Result<std::int64_t> JobRunner::State::begin(RunOrder order) {
  TRY_VOID(check_request(*order.request));
  if (order.idempotency_token.size() > kMostToken)
    return invalid_setting(fmt::format("idempotency_token is longer than {} characters", kMostToken));
  const std::string token_id = fmt::format("{} {}", order.job_id, order.idempotency_token);
  if (!order.idempotency_token.empty()) {
    if (const RecordPointer known = parts.store.find("run_token", token_id)) {
      TRY_ASSIGN(const JsonValue body, json::parse(known->text, "stored token"));
      return json::int_at(body, "run_id").value_or(0);
    }
  }
  TRY_ASSIGN(ActiveRun run, make_run(order));
  const std::int64_t run_id = run.run_id;
  const bool full = order.job_id != 0 && count_active(run.job_id) >= most_at_once(run);
  run.queued = full && wants_queue(run);
  const bool skipped = full && !run.queued;
  if (run.queued) set_state(run.head->as_object(), "QUEUED", "Queued: the job has its most active runs already.");
  if (skipped) skip_run(run);
  Store::Change change;
  change.puts.push_back(make_run_document(run));
  if (!order.idempotency_token.empty())
    change.puts.push_back({"run_token", token_id, JsonBox(JsonObject{{"run_id", run_id}})});
  TRY_VOID(parts.store.commit(change));
  if (skipped) return run_id;
  ActiveRun& kept = runs.emplace(run_id, std::move(run)).first->second;
  if (!kept.queued) admit(kept);
  return run_id;
}

Result<void> JobRunner::State::recover_run(const JsonValue& stored) {
  JsonObject head = stored.as_object();
  const RunEnd lost = end_of_lost_run();
  const std::int64_t now = now_ms();
  set_end(head, lost);
  head["end_time"] = now;
  head.stable_erase("lakecode_live");
  for (JsonValue& task : head["tasks"].as_array()) {
    if (json::find_path(task, {"status", "termination_details"}) != nullptr) continue;
    set_end(task.as_object(), lost);
    task.as_object()["end_time"] = now;
    const std::string id = std::to_string(json::int_at(task, "run_id").value_or(0));
    TRY_VOID(parts.store.put({"run_output", id, JsonBox(JsonObject{{"error", lost.message}})}));
  }
  const std::string id = std::to_string(json::int_at(stored, "run_id").value_or(0));
  return parts.store.put({"run", id, JsonBox(std::move(head))});
}

}  // namespace lakecode::local
