#include "databricks/job_lists.h"

#include <algorithm>

#include "base/json.h"
#include "databricks/run_fields.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

constexpr std::size_t kBatch = 400;  // answers held at once
constexpr std::size_t kMostNames = 10'000;

/// Sends the calls in batches and hands each answer on with its place.
void fetch_batches(Client& client, const std::vector<Call>& calls,
                   const std::function<void(std::size_t, Result<Answer>)>& on_answer, const CallContext& ctx) {
  for (std::size_t first = 0; first < calls.size(); first += kBatch) {
    const std::size_t last = std::min(first + kBatch, calls.size());
    const std::vector<Call> batch(calls.begin() + static_cast<std::ptrdiff_t>(first),
                                  calls.begin() + static_cast<std::ptrdiff_t>(last));
    auto answers = Wire(client).fetch_all(batch, ctx);
    for (std::size_t i = 0; i < answers.size(); ++i) on_answer(first + i, std::move(answers[i]));
  }
}

}  // namespace

Result<void> fetch_each_job(Client& client, const std::function<void(const JsonValue& job)>& on_job,
                            const CallContext& ctx) {
  const Call call{.naming = {.action = "list jobs", .subject = "at " + client.host()},
                  .path = "/api/2.2/jobs/list",
                  .query = {{"limit", "100"}, {"expand_tasks", "true"}}};
  const auto on_page = [&](const JsonValue& page) {
    for (const JsonValue& job : json::array_at(page, "jobs")) on_job(job);
    return true;
  };
  return Wire(client).fetch_pages(call, on_page, ctx);
}

Result<std::vector<JobName>> fetch_job_names(Client& client, const std::string& name, const CallContext& ctx) {
  Call call{.naming = {.action = "list jobs", .subject = "at " + client.host()},
            .path = "/api/2.2/jobs/list",
            .query = {{"limit", "100"}}};
  if (!name.empty()) call.query.emplace_back("name", name);
  std::vector<JobName> names;
  const auto on_page = [&](const JsonValue& page) {
    for (const JsonValue& value : json::array_at(page, "jobs")) {
      Job job = parse_job(value);
      names.push_back({job.id, std::move(job.name)});
    }
    return names.size() < kMostNames;
  };
  TRY_VOID(Wire(client).fetch_pages(call, on_page, ctx));
  return names;
}

Result<void> fetch_each_run(Client& client, const RunFilter& filter, const std::function<bool(const Run& run)>& on_run,
                            const CallContext& ctx) {
  const Call call{.naming = {.action = "list runs",
                             .subject = filter.job ? "of job " + to_string(*filter.job) : "at " + client.host()},
                  .path = "/api/2.2/jobs/runs/list",
                  .query = runs_query(filter, kRunsPage)};
  const auto on_page = [&](const JsonValue& page) {
    const JsonArray& runs = json::array_at(page, "runs");
    return std::all_of(runs.begin(), runs.end(), [&](const JsonValue& run) { return on_run(parse_run(run)); });
  };
  return Wire(client).fetch_pages(call, on_page, ctx);
}

std::vector<Result<Job>> fetch_jobs_by_id(Client& client, const std::vector<JobId>& ids, const CallContext& ctx) {
  std::vector<Call> calls;
  for (const JobId id : ids) {
    calls.push_back({.naming = {.action = "read job", .subject = to_string(id)},
                     .path = "/api/2.2/jobs/get",
                     .query = {{"job_id", to_string(id)}}});
  }
  std::vector<Result<Job>> jobs;
  jobs.reserve(ids.size());
  const auto on_answer = [&](std::size_t place, Result<Answer> answer) {
    if (!answer) {
      jobs.emplace_back(std::move(answer).error());
    } else if (!json::string_at(*answer->body, "next_page_token").empty()) {
      jobs.push_back(fetch_job(client, ids[place], ctx));
    } else {
      jobs.emplace_back(parse_job(*answer->body));
    }
  };
  fetch_batches(client, calls, on_answer, ctx);
  return jobs;
}

std::vector<Result<std::vector<Run>>> fetch_latest_runs(Client& client, const std::vector<JobId>& ids,
                                                        const CallContext& ctx) {
  std::vector<Call> calls;
  for (const JobId id : ids) {
    calls.push_back({.naming = {.action = "list runs", .subject = "of job " + to_string(id)},
                     .path = "/api/2.2/jobs/runs/list",
                     .query = runs_query({.job = id}, kRunsPage)});
  }
  std::vector<Result<std::vector<Run>>> latest;
  latest.reserve(ids.size());
  const auto on_answer = [&](std::size_t, Result<Answer> answer) {
    if (!answer) {
      latest.emplace_back(std::move(answer).error());
      return;
    }
    std::vector<Run> runs;
    for (const JsonValue& run : json::array_at(*answer->body, "runs")) runs.push_back(parse_run(run));
    latest.emplace_back(std::move(runs));
  };
  fetch_batches(client, calls, on_answer, ctx);
  return latest;
}

}  // namespace lakecode::databricks
