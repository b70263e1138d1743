#include "databricks/job_changes.h"

#include "base/json.h"

namespace lakecode::databricks {
namespace {

Change post(std::string action, std::string subject, std::string_view method, const JsonObject& body) {
  return {.action = std::move(action),
          .subject = std::move(subject),
          .request = {.method = "POST",
                      .path = "/api/2.2/jobs/" + std::string(method),
                      .query = "",
                      .body = json::serialize(body)}};
}

std::string job_name(JobId id) {
  return "job " + to_string(id);
}
std::string run_name(RunId id) {
  return "run " + to_string(id);
}

JsonArray array_of(const std::vector<std::string>& texts) {
  JsonArray array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

}  // namespace

Change make_create_job(const JsonValue& settings) {
  const JsonObject* given = settings.if_object();
  const std::string name = json::string_at(settings, "name");
  return post("create job", name.empty() ? "without a name" : name, "create", given != nullptr ? *given : JsonObject{});
}

Change make_reset_job(JobId id, const JsonValue& settings) {
  return post("reset", job_name(id), "reset", JsonObject{{"job_id", id.value()}, {"new_settings", settings}});
}

Change make_update_job(JobId id, const JsonValue& settings, const std::vector<std::string>& removed) {
  JsonObject body{{"job_id", id.value()}, {"new_settings", settings}};
  if (!removed.empty()) body["fields_to_remove"] = array_of(removed);
  return post("update", job_name(id), "update", body);
}

Change make_delete_job(JobId id) {
  return post("delete", job_name(id), "delete", JsonObject{{"job_id", id.value()}});
}

Change make_run_now(JobId id, const RunNow& run) {
  JsonObject body{{"job_id", id.value()}};
  if (!run.idempotency_token.empty()) body["idempotency_token"] = run.idempotency_token;
  if (!run.job_parameters.empty()) {
    JsonObject parameters;
    for (const auto& [name, value] : run.job_parameters) parameters[name] = value;
    body["job_parameters"] = std::move(parameters);
  }
  if (!run.only.empty()) body["only"] = array_of(run.only);
  Change change = post("run", job_name(id), "run-now", body);
  change.repeatable = !run.idempotency_token.empty();
  return change;
}

Change make_cancel_run(RunId id) {
  return post("cancel", run_name(id), "runs/cancel", JsonObject{{"run_id", id.value()}});
}

Change make_repair_run(RunId id, const Repair& repair) {
  JsonObject body{{"run_id", id.value()}};
  if (repair.rerun_tasks.empty()) {
    body["rerun_all_failed_tasks"] = true;
  } else {
    body["rerun_tasks"] = array_of(repair.rerun_tasks);
  }
  if (repair.latest_repair_id) body["latest_repair_id"] = *repair.latest_repair_id;
  return post("repair", run_name(id), "runs/repair", body);
}

}  // namespace lakecode::databricks
