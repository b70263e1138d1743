#include "databricks/jobs.h"

#include <algorithm>

#include "base/json.h"
#include "databricks/fields.h"
#include "databricks/run_fields.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

constexpr std::size_t kJobsPage = 100;  // documented maximum

Error no_such_thing(const Naming& naming) {
  return Error{.code = ErrorCode::CorruptData,
               .action = naming.action,
               .subject = naming.subject,
               .reason = "the answer does not hold it",
               .advice = "check that the host is a Databricks workspace"};
}

/// Appends the elements of `more` to the array member `key` of `object`.
void append_array(JsonObject& object, std::string_view key, const JsonArray& more) {
  if (more.empty()) return;
  JsonValue& slot = object[key];
  if (!slot.is_array()) slot = JsonArray();
  JsonArray& list = slot.as_array();
  list.insert(list.end(), more.begin(), more.end());
}

/// All pages of one object; the arrays in `paths` grow, everything else is that of the first page.
Result<JsonBox> fetch_whole(Client& client, const Call& call, bool in_settings, const CallContext& ctx) {
  JsonBox whole;
  const auto on_page = [&](const JsonValue& page) {
    if (!whole->is_object()) {
      *whole = page;
      return true;
    }
    JsonObject* target = &whole->as_object();
    if (in_settings) target = (*target)["settings"].if_object();
    const JsonValue* source = in_settings ? json::find(page, "settings") : &page;
    if (target == nullptr || source == nullptr) return true;
    for (const std::string_view key :
         {"tasks", "job_clusters", "environments", "parameters", "iterations", "repair_history"}) {
      append_array(*target, key, json::array_at(*source, key));
    }
    return true;
  };
  TRY_VOID(Wire(client).fetch_pages(call, on_page, ctx));
  return whole;
}

}  // namespace

Job parse_job(const JsonValue& value) {
  Job job;
  const JsonValue* settings = json::find(value, "settings");
  const JsonValue empty;
  const JsonValue& s = settings == nullptr ? empty : *settings;
  job.id = JobId(json::int_at(value, "job_id").value_or(0));
  job.name = json::string_at(s, "name");
  job.creator_user_name = json::string_at(value, "creator_user_name");
  job.run_as_user_name = json::string_at(value, "run_as_user_name");
  job.created_time = time_at(value, "created_time");
  job.quartz_cron_expression = json::string_at_path(s, {"schedule", "quartz_cron_expression"});
  job.timezone_id = json::string_at_path(s, {"schedule", "timezone_id"});
  for (const std::string_view trigger : {"schedule", "trigger", "continuous"}) {
    if (job.pause_status.empty()) job.pause_status = json::string_at_path(s, {trigger, "pause_status"});
  }
  job.timeout_seconds = json::int_at(s, "timeout_seconds").value_or(0);
  job.max_concurrent_runs = json::int_at(s, "max_concurrent_runs").value_or(1);
  for (const JsonValue& task : json::array_at(s, "tasks")) job.tasks.push_back(parse_task_settings(task));
  job.raw = JsonBox(value);
  return job;
}

net::QueryParameters runs_query(const RunFilter& filter, std::size_t limit) {
  net::QueryParameters query = {{"limit", std::to_string(std::min(limit, kRunsPage))}};
  if (filter.job) query.emplace_back("job_id", to_string(*filter.job));
  if (filter.completed_only) query.emplace_back("completed_only", "true");
  if (filter.active_only) query.emplace_back("active_only", "true");
  if (filter.started_from)
    query.emplace_back("start_time_from", std::to_string(filter.started_from->time_since_epoch().count()));
  if (filter.started_to)
    query.emplace_back("start_time_to", std::to_string(filter.started_to->time_since_epoch().count()));
  return query;
}

namespace {

Call output_call(RunId id) {
  return {.naming = {.action = "read run output", .subject = "of run " + to_string(id)},
          .path = "/api/2.2/jobs/runs/get-output",
          .query = {{"run_id", to_string(id)}}};
}

RunOutput parse_output(RunId id, const JsonValue& value) {
  RunOutput output;
  output.run_id = id;
  output.error = json::string_at(value, "error");
  output.error_trace = json::string_at(value, "error_trace");
  output.logs = json::string_at(value, "logs");
  output.logs_truncated = json::bool_at(value, "logs_truncated").value_or(false);
  output.notebook_result = json::string_at_path(value, {"notebook_output", "result"});
  if (const JsonValue* child = json::find(value, "run_job_output")) {
    if (const auto child_id = json::int_at(*child, "run_id")) output.child_run = RunId(*child_id);
  }
  return output;
}

}  // namespace

Result<Job> fetch_job(Client& client, JobId id, const CallContext& ctx) {
  const Call call{.naming = {.action = "read job", .subject = to_string(id)},
                  .path = "/api/2.2/jobs/get",
                  .query = {{"job_id", to_string(id)}}};
  TRY_ASSIGN(const JsonBox whole, fetch_whole(client, call, true, ctx));
  Job job = parse_job(*whole);
  if (job.id != id) return no_such_thing(call.naming);
  return job;
}

Result<std::vector<Job>> fetch_jobs(Client& client, std::size_t limit, const CallContext& ctx) {
  std::vector<Job> jobs;
  if (limit == 0) return jobs;
  const Call call{.naming = {.action = "list jobs", .subject = "at " + client.host()},
                  .path = "/api/2.2/jobs/list",
                  .query = {{"limit", std::to_string(std::min(limit, kJobsPage))}, {"expand_tasks", "true"}}};
  const auto on_page = [&](const JsonValue& page) {
    for (const JsonValue& job : json::array_at(page, "jobs")) {
      if (jobs.size() < limit) jobs.push_back(parse_job(job));
    }
    return jobs.size() < limit;
  };
  TRY_VOID(Wire(client).fetch_pages(call, on_page, ctx));
  return jobs;
}

Result<std::vector<Run>> fetch_runs(Client& client, const RunFilter& filter, std::size_t limit,
                                    const CallContext& ctx) {
  std::vector<Run> runs;
  if (limit == 0) return runs;
  const Call call{.naming = {.action = "list runs",
                             .subject = filter.job ? "of job " + to_string(*filter.job) : "at " + client.host()},
                  .path = "/api/2.2/jobs/runs/list",
                  .query = runs_query(filter, limit)};
  const auto on_page = [&](const JsonValue& page) {
    for (const JsonValue& run : json::array_at(page, "runs")) {
      if (runs.size() < limit) runs.push_back(parse_run(run));
    }
    return runs.size() < limit;
  };
  TRY_VOID(Wire(client).fetch_pages(call, on_page, ctx));
  return runs;
}

Result<Run> fetch_run(Client& client, RunId id, const CallContext& ctx) {
  const Call call{.naming = {.action = "read run", .subject = to_string(id)},
                  .path = "/api/2.2/jobs/runs/get",
                  .query = {{"run_id", to_string(id)}, {"include_history", "true"}}};
  TRY_ASSIGN(const JsonBox whole, fetch_whole(client, call, false, ctx));
  Run run = parse_run(*whole);
  if (run.id != id) return no_such_thing(call.naming);
  return run;
}

Result<RunOutput> fetch_run_output(Client& client, RunId task_run, const CallContext& ctx) {
  TRY_ASSIGN(const Answer answer, Wire(client).fetch(output_call(task_run), ctx));
  return parse_output(task_run, *answer.body);
}

std::vector<Result<RunOutput>> fetch_run_outputs(Client& client, const std::vector<RunId>& task_runs,
                                                 const CallContext& ctx) {
  std::vector<Call> calls;
  calls.reserve(task_runs.size());
  for (const RunId id : task_runs) calls.push_back(output_call(id));
  std::vector<Result<RunOutput>> outputs;
  outputs.reserve(task_runs.size());
  auto answers = Wire(client).fetch_all(calls, ctx);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    outputs.push_back(answers[i] ? Result<RunOutput>(parse_output(task_runs[i], *answers[i]->body))
                                 : Result<RunOutput>(std::move(answers[i]).error()));
  }
  return outputs;
}

}  // namespace lakecode::databricks
