// Job runs (API reference 3.2): get, list and get-output. A run is stored once, with its tasks; the run of a task is a
// view of it, found by the task's run id.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/job_access.h"
#include "local/routes/job_requests.h"
#include "local/routes/object_paging.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kDefaultLimit = 20;
constexpr std::int64_t kMaxLimit = 25;

struct FoundRun {
  JsonValue run;                    ///< the job run
  std::int64_t run_id = 0;          ///< the id that was asked for
  std::optional<std::size_t> task;  ///< index in run.tasks when the id is that of a task run
};

std::int64_t int_member(const JsonObject& object, std::string_view name) {
  const auto found = object.find(name);
  return found == object.end() ? 0 : json::as_int(found->value()).value_or(0);
}

/// The page address has the port of this process in it, so it is made for each answer.
void set_page_url(const Workspace& workspace, JsonObject& run) {
  const auto type = run.find("run_type");
  const bool submitted = type != run.end() && json::as_string(type->value()) == "SUBMIT_RUN";
  const std::int64_t run_id = int_member(run, "run_id");
  const std::string place =
      submitted ? fmt::format("job/run/{}", run_id) : fmt::format("job/{}/run/{}", int_member(run, "job_id"), run_id);
  run["run_page_url"] = fmt::format("{}/?o={}#{}", workspace.origin, workspace.workspace_id, place);
}

Result<FoundRun> find_run(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::optional<std::int64_t> run_id, call.int_query("run_id"));
  Error missing{.code = ErrorCode::InvalidArgument,
                .action = "",
                .subject = "",
                .reason = "Missing required field: run_id",
                .advice = ""};
  if (!run_id) return missing;
  const RecordPointer record = workspace.store.find_by_alias("run", std::to_string(*run_id));
  missing.reason = fmt::format("Run {} does not exist.", *run_id);
  if (record == nullptr) return missing;
  FoundRun found;
  TRY_ASSIGN(found.run, json::parse(record->text, "stored run"));
  found.run_id = *run_id;
  if (record->id == std::to_string(*run_id)) return found;
  const JsonArray& tasks = json::array_at(found.run, "tasks");
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (json::int_at(tasks[i], "run_id") == *run_id) found.task = i;
  }
  return found;
}

/// The run of one task: what concerns the job from its run, the rest from the task.
JsonObject task_run(const FoundRun& found) {
  const JsonObject& job_run = found.run.as_object();
  const JsonObject& task = json::array_at(found.run, "tasks")[*found.task].as_object();
  JsonObject run;
  for (const char* name : {"job_id", "number_in_job", "creator_user_name", "run_type", "trigger", "format"}) {
    if (const auto member = job_run.find(name); member != job_run.end()) run[name] = member->value();
  }
  run["run_id"] = found.run_id;
  if (const auto parent = job_run.find("run_id"); parent != job_run.end()) run["job_run_id"] = parent->value();
  if (const auto key = task.find("task_key"); key != task.end()) run["run_name"] = key->value();
  for (const char* name :
       {"state", "status", "start_time", "end_time", "setup_duration", "execution_duration", "cleanup_duration",
        "queue_duration", "run_duration", "cluster_instance", "attempt_number", "git_source"}) {
    if (const auto member = task.find(name); member != task.end()) run[name] = member->value();
  }
  run["tasks"] = JsonArray{task};
  return run;
}

net::ServerResponse run_error(const Error& error) {
  return error.action.empty() ? bad_parameter(error.reason) : error_answer(error);
}

void drop_resolved_values(JsonObject& run) {
  const auto tasks = run.find("tasks");
  if (tasks == run.end() || !tasks->value().is_array()) return;
  for (JsonValue& task : tasks->value().as_array()) {
    if (task.is_object()) task.as_object().stable_erase("resolved_values");
  }
}

/// The run of a for-each task has the runs of its iterations beside the task.
void show_iterations(JsonObject& run) {
  const auto tasks = run.find("tasks");  // a run that was skipped has none
  const bool is_of_task = run.contains("job_run_id") && tasks != run.end() && tasks->value().is_array();
  if (!is_of_task || tasks->value().get_array().size() != 1 || !tasks->value().get_array()[0].is_object()) return;
  const JsonObject& task = tasks->value().get_array()[0].get_object();
  if (const auto kept = task.find("lakecode_iterations"); kept != task.end()) run["iterations"] = kept->value();
}

net::ServerResponse show_run(Workspace& workspace, const Call& call) {
  auto found = find_run(workspace, call);
  if (!found) return run_error(found.error());
  JsonObject run = found->task ? task_run(*found) : std::move(found->run.as_object());
  show_iterations(run);
  set_page_url(workspace, run);
  show_run_members(workspace, run);
  if (!call.flag_query("include_history")) run.stable_erase("repair_history");
  if (!call.flag_query("include_resolved_values")) drop_resolved_values(run);
  if (call.version == "2.2") {
    const auto cut = cut_page(run, {"tasks", "job_clusters", "job_parameters", "repair_history", "iterations"},
                              call.text_query("page_token"));
    if (!cut) return error_answer(cut.error());
  }
  return json_answer(run);
}

net::ServerResponse show_output(Workspace& workspace, const Call& call) {
  auto found = find_run(workspace, call);
  if (!found) return run_error(found.error());
  const JsonArray& tasks = json::array_at(found->run, "tasks");
  if (!found->task && tasks.size() > 1) {
    std::string ids;
    for (const JsonValue& task : tasks) {
      if (!ids.empty()) ids += ", ";
      ids += std::to_string(json::int_at(task, "run_id").value_or(0));
    }
    return bad_parameter(
        fmt::format("Run {} has several tasks and no output of its own; ask for the output of its task runs: {}",
                    found->run_id, ids));
  }
  if (!found->task && tasks.size() == 1) {
    found->task = 0;
    found->run_id = json::int_at(tasks[0], "run_id").value_or(found->run_id);
  }
  JsonObject output;
  if (const RecordPointer record = workspace.store.find("run_output", std::to_string(found->run_id))) {
    auto stored = json::parse(record->text, "stored output");
    if (!stored) return error_answer(stored.error());
    output = std::move(stored->as_object());
  }
  JsonObject metadata = found->task ? task_run(*found) : found->run.as_object();
  set_page_url(workspace, metadata);
  show_run_members(workspace, metadata);
  metadata.stable_erase("repair_history");
  drop_resolved_values(metadata);
  output["metadata"] = std::move(metadata);
  return json_answer(output);
}

struct RunsFilter {
  bool active_only = false;
  bool completed_only = false;
  std::string run_type;
  std::int64_t from = 0;
  std::int64_t to = INT64_MAX;

  bool operator()(const Record& record) const {
    const bool active = record.label.starts_with("active ");
    if ((active_only && !active) || (completed_only && active)) return false;
    if (!run_type.empty() && !record.label.ends_with(" " + run_type)) return false;
    return record.order >= from && record.order <= to;
  }
};

Result<ListQuery> runs_query(const Call& call) {
  TRY_ASSIGN(const auto limit, call.int_query("limit"));
  TRY_ASSIGN(const auto job_id, call.int_query("job_id"));
  TRY_ASSIGN(const auto from, call.int_query("start_time_from"));
  TRY_ASSIGN(const auto to, call.int_query("start_time_to"));
  RunsFilter filter;
  filter.active_only = call.flag_query("active_only");
  filter.completed_only = call.flag_query("completed_only");
  filter.run_type = call.text_query("run_type");
  filter.from = from.value_or(0);
  filter.to = to.value_or(INT64_MAX);
  Error wrong{.code = ErrorCode::InvalidArgument, .action = "", .subject = "", .reason = "", .advice = ""};
  wrong.reason = "active_only and completed_only exclude each other.";
  if (filter.active_only && filter.completed_only) return wrong;
  const std::int64_t wanted = limit.value_or(kDefaultLimit);
  wrong.reason = fmt::format("limit must be between 0 and {}, got {}", kMaxLimit, wanted);
  if (wanted < 0 || wanted > kMaxLimit) return wrong;
  ListQuery query;
  query.kind = "run";
  if (job_id) query.parent = std::to_string(*job_id);
  query.limit = static_cast<std::size_t>(wanted == 0 ? kMaxLimit : wanted);
  query.page_token = call.text_query("page_token");
  query.newest_first = true;
  query.filter = filter;
  return query;
}

net::ServerResponse list_runs(Workspace& workspace, const Call& call) {
  auto query = runs_query(call);
  if (!query) return run_error(query.error());
  const JobAccess access(workspace, call.identity);
  if (!access.unbounded()) {
    query->filter = [visible = access.visible(), wanted = std::move(query->filter)](const Record& record) {
      return wanted(record) && visible.shows_run(record);
    };
  }
  const auto page = workspace.store.list(*query);
  if (!page) return error_answer(page.error());
  JsonArray runs;
  for (const RecordPointer& record : page->records) {
    auto parsed = json::parse(record->text, "stored run");
    if (!parsed) return error_answer(parsed.error());
    JsonObject& run = parsed->as_object();
    if (!call.flag_query("expand_tasks")) {
      for (const char* name : {"tasks", "job_clusters"}) run.stable_erase(name);
    }
    run.stable_erase("repair_history");
    drop_resolved_values(run);
    set_page_url(workspace, run);
    show_run_members(workspace, run);
    runs.push_back(std::move(*parsed));
  }
  JsonObject answer;
  if (!runs.empty()) answer["runs"] = std::move(runs);
  answer["has_more"] = !page->next_page_token.empty();
  if (!page->next_page_token.empty()) answer["next_page_token"] = page->next_page_token;
  if (!page->previous_page_token.empty()) answer["prev_page_token"] = page->previous_page_token;
  return json_answer(answer);
}

}  // namespace

std::vector<Route> runs_routes() {
  return {{"GET", "/api/2.*/jobs/runs/get", show_run},
          {"GET", "/api/2.*/jobs/runs/list", list_runs},
          {"GET", "/api/2.*/jobs/runs/get-output", show_output}};
}

}  // namespace lakecode::local
