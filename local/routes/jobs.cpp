// Jobs (API reference 3.2): get and list. 2.2 pages the arrays inside a job; 2.1 and 2.0 answer them whole.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/job_access.h"
#include "local/routes/object_paging.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kDefaultLimit = 20;
constexpr std::int64_t kMaxLimit = 100;

net::ServerResponse show_job(Workspace& workspace, const Call& call) {
  const auto job_id = call.int_query("job_id");
  if (!job_id) return error_answer(job_id.error());
  if (!*job_id) return bad_parameter("Missing required field: job_id");
  const RecordPointer record = workspace.store.find("job", std::to_string(**job_id));
  if (record == nullptr) return bad_parameter(fmt::format("Job {} does not exist.", **job_id));
  auto job = json::parse(record->text, "stored job");
  if (!job) return error_answer(job.error());
  JsonObject& object = job->as_object();
  if (!call.flag_query("include_trigger_state")) object.stable_erase("trigger_state");
  const auto settings = object.find("settings");
  if (call.version == "2.2" && settings != object.end() && settings->value().is_object()) {
    JsonObject& inner = settings->value().as_object();
    const auto cut =
        cut_page(inner, {"tasks", "job_clusters", "environments", "parameters"}, call.text_query("page_token"));
    if (!cut) return error_answer(cut.error());
    if (const auto token = inner.find("next_page_token"); token != inner.end()) {
      object["next_page_token"] = token->value();
      object["has_more"] = true;
      inner.stable_erase("next_page_token");
    }
  }
  return json_answer(*job);
}

/// A job as lists show it: without the arrays that only expand_tasks brings.
Result<JsonValue> base_job(const Record& record, bool expand_tasks) {
  TRY_ASSIGN(JsonValue job, json::parse(record.text, "stored job"));
  JsonObject& object = job.as_object();
  object.stable_erase("trigger_state");
  const auto settings = object.find("settings");
  if (!expand_tasks && settings != object.end() && settings->value().is_object()) {
    for (const char* name : {"tasks", "job_clusters", "environments", "parameters"}) {
      settings->value().as_object().stable_erase(name);
    }
  }
  return job;
}

/// By name, by what the caller may see, and without the first `skipped` of them; empty when all are wanted.
std::function<bool(const Record&)> job_filter(const Workspace& workspace, const Call& call, std::int64_t skipped) {
  const std::string name = text::to_lower(call.text_query("name"));
  const JobAccess access(workspace, call.identity);
  if (name.empty() && skipped <= 0 && access.unbounded()) return {};
  const bool all = access.unbounded();
  return [name, all, skipped, visible = all ? JobAccess::Visible() : access.visible()](const Record& record) mutable {
    if (!name.empty() && record.label != name) return false;
    if (!all && !visible.jobs.contains(record.id)) return false;
    return skipped-- <= 0;
  };
}

net::ServerResponse list_jobs(Workspace& workspace, const Call& call) {
  const auto limit = call.int_query("limit");
  if (!limit) return error_answer(limit.error());
  const std::int64_t wanted = limit->value_or(kDefaultLimit);
  if (wanted < 1 || wanted > kMaxLimit) {
    return bad_parameter(fmt::format("limit must be between 1 and {}, got {}", kMaxLimit, wanted));
  }
  ListQuery query;
  query.kind = "job";
  query.limit = static_cast<std::size_t>(wanted);
  query.page_token = call.text_query("page_token");
  query.newest_first = true;
  const auto offset = call.int_query("offset");
  if (!offset) return error_answer(offset.error());
  query.filter = job_filter(workspace, call, offset->value_or(0));
  const auto page = workspace.store.list(query);
  if (!page) return error_answer(page.error());
  JsonObject answer;
  JsonArray jobs;
  for (const RecordPointer& record : page->records) {
    auto job = base_job(*record, call.flag_query("expand_tasks"));
    if (!job) return error_answer(job.error());
    jobs.push_back(std::move(job).value());
  }
  if (!jobs.empty()) answer["jobs"] = std::move(jobs);
  answer["has_more"] = !page->next_page_token.empty();
  if (!page->next_page_token.empty()) answer["next_page_token"] = page->next_page_token;
  if (!page->previous_page_token.empty()) answer["prev_page_token"] = page->previous_page_token;
  return json_answer(answer);
}

}  // namespace

std::vector<Route> jobs_routes() {
  return {{"GET", "/api/2.*/jobs/get", show_job}, {"GET", "/api/2.*/jobs/list", list_jobs}};
}

}  // namespace lakecode::local
