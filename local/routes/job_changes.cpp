// Jobs that change (API reference 3.2): create, reset, update, delete.

#include <fmt/format.h>

#include "base/json.h"
#include "base/time_format.h"
#include "local/jobs/job_runner.h"
#include "local/jobs/job_settings.h"
#include "local/routes/answer.h"
#include "local/routes/cluster_policy.h"
#include "local/routes/first_permissions.h"
#include "local/routes/groups.h"
#include "local/routes/job_requests.h"
#include "local/routes/me.h"

namespace lakecode::local {
namespace {

std::string identity_of(const JsonValue& settings) {
  for (const char* name : {"user_name", "service_principal_name"}) {
    std::string found = json::string_at_path(settings, {"run_as", name});
    if (!found.empty()) return found;
  }
  return "";
}

Result<net::ServerResponse> create_job(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const JsonBox settings, complete_settings(*body));
  TRY_VOID(check_job_policies(workspace, *settings));
  const std::int64_t job_id = workspace.jobs->new_id();
  const std::string me = me_of(workspace.store, call.identity).user_name;
  const std::string run_as = identity_of(*settings);
  JsonObject job{{"job_id", job_id},
                 {"creator_user_name", me},
                 {"run_as_user_name", run_as.empty() ? me : run_as},
                 {"created_time", to_epoch_ms(workspace.clock.now())},
                 {"settings", *settings}};
  Store::Change change;
  change.puts.push_back({"job", std::to_string(job_id), JsonBox(std::move(job))});
  if (const JsonValue* list = json::find(*body, "access_control_list"); list != nullptr && !list->is_null()) {
    TRY_ASSIGN(JsonObject permissions, first_permissions(workspace.store, "jobs", *list, me));
    change.puts.push_back({"permissions", fmt::format("job/{}", job_id), JsonBox(std::move(permissions))});
  }
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{{"job_id", job_id}});
}

Result<void> store_settings(Workspace& workspace, JsonValue job, const JsonBox& settings) {
  JsonObject& object = job.as_object();
  const std::string run_as = identity_of(*settings);
  if (!run_as.empty()) object["run_as_user_name"] = run_as;
  object["settings"] = *settings;
  const std::string id = std::to_string(json::int_at(job, "job_id").value_or(0));
  return workspace.store.put({"job", id, JsonBox(std::move(job))});
}

Result<net::ServerResponse> reset_job(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const JsonValue job, find_job(workspace, *body));
  const JsonValue* given = json::find(*body, "new_settings");
  if (given == nullptr || !given->is_object()) return invalid_setting("Missing required field: new_settings");
  TRY_ASSIGN(JsonBox settings, complete_settings(*given));
  TRY_VOID(check_job_policies(workspace, *settings));
  const JsonValue* run_as = json::find_path(job, {"settings", "run_as"});
  if (run_as != nullptr && json::find(*settings, "run_as") == nullptr) settings->as_object()["run_as"] = *run_as;
  TRY_VOID(store_settings(workspace, job, settings));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> update_job(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const JsonValue job, find_job(workspace, *body));
  const JsonValue* changes = json::find(*body, "new_settings");
  if (changes != nullptr && !changes->is_object()) return invalid_setting("new_settings must be an object");
  TRY_ASSIGN(const JsonBox settings, update_settings(JsonValue(json::object_at(job, "settings")),
                                                     changes == nullptr ? JsonValue(JsonObject()) : *changes,
                                                     json::array_at(*body, "fields_to_remove")));
  TRY_VOID(check_job_policies(workspace, *settings));
  TRY_VOID(store_settings(workspace, job, settings));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_job(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const JsonValue job, find_job(workspace, *body));
  Store::Change change;
  const std::string id = std::to_string(json::int_at(job, "job_id").value_or(0));
  change.erases = {{"job", id}, {"permissions", "job/" + id}};
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> job_changes_routes() {
  return {{"POST", "/api/2.*/jobs/create", told<create_job>},
          {"POST", "/api/2.*/jobs/reset", told<reset_job>},
          {"POST", "/api/2.*/jobs/update", told<update_job>},
          {"POST", "/api/2.*/jobs/delete", told<delete_job>}};
}

}  // namespace lakecode::local
