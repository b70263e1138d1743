#include "local/routes/job_requests.h"

#include <fmt/format.h>

#include "base/json.h"
#include "local/jobs/job_settings.h"
#include "local/routes/answer.h"

namespace lakecode::local {
namespace {

void drop_private(JsonObject& object) {
  std::vector<std::string> names;
  for (const auto& member : object) {
    if (std::string_view(member.key()).starts_with("lakecode_")) names.emplace_back(member.key());
  }
  for (const std::string& name : names) object.stable_erase(name);
}

}  // namespace

net::ServerResponse refuse(const Error& error) {
  const bool plain = error.action.empty() && error.subject.empty() && error.code == ErrorCode::InvalidArgument;
  return plain ? bad_parameter(error.reason) : error_answer(error);
}

Result<std::int64_t> need_id(const JsonValue& body, std::string_view name) {
  const JsonValue* value = json::find(body, name);
  if (value == nullptr || value->is_null()) return invalid_setting(fmt::format("Missing required field: {}", name));
  const auto number = json::as_int(*value);
  if (!number) return invalid_setting(fmt::format("Invalid value for field '{}': expected a whole number", name));
  return *number;
}

Result<JsonValue> find_job(const Workspace& workspace, const JsonValue& body) {
  TRY_ASSIGN(const std::int64_t job_id, need_id(body, "job_id"));
  const RecordPointer record = workspace.store.find("job", std::to_string(job_id));
  if (record == nullptr) return invalid_setting(fmt::format("Job {} does not exist.", job_id));
  return json::parse(record->text, "stored job");
}

void show_run_members(const Workspace& workspace, JsonObject& run) {
  drop_private(run);
  const auto tasks = run.find("tasks");
  if (tasks == run.end() || !tasks->value().is_array()) return;
  const auto job = run.find("job_id");
  const std::int64_t job_id = job == run.end() ? 0 : json::as_int(job->value()).value_or(0);
  for (JsonValue& task : tasks->value().as_array()) {
    if (!task.is_object()) continue;
    drop_private(task.as_object());
    const auto page = task.as_object().find("run_page_url");
    if (page == task.as_object().end() || json::as_string(page->value()) != "") continue;
    page->value() = fmt::format("{}/?o={}#job/{}/run/{}", workspace.origin, workspace.workspace_id, job_id,
                                json::int_at(task, "run_id").value_or(0));
  }
}

}  // namespace lakecode::local
