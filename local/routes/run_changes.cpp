// Runs that change (API reference 3.2): run-now, submit, cancel, cancel-all, delete, repair, export.

#include <fmt/format.h>

#include "base/json.h"
#include "local/jobs/job_runner.h"
#include "local/jobs/job_settings.h"
#include "local/jobs/workspace_source.h"
#include "local/routes/answer.h"
#include "local/routes/cluster_policy.h"
#include "local/routes/groups.h"
#include "local/routes/job_requests.h"
#include "local/routes/me.h"
#include "local/routes/notebook_source.h"

namespace lakecode::local {
namespace {

RunOrder order_of(const Workspace& workspace, const Call& call, const JsonValue& body) {
  const Me me = me_of(workspace.store, call.identity);
  RunOrder order;
  order.user_name = me.user_name;
  order.user_id = me.user_id;
  order.idempotency_token = json::string_at(body, "idempotency_token");
  return order;
}

Result<net::ServerResponse> run_now(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const JsonValue job, find_job(workspace, *body));
  RunOrder order = order_of(workspace, call, *body);
  order.job_id = json::int_at(job, "job_id").value_or(0);
  order.settings = JsonBox(JsonValue(json::object_at(job, "settings")));
  order.request = body;
  TRY_ASSIGN(const std::int64_t run_id, workspace.jobs->start(std::move(order)));
  return json_answer(JsonObject{{"run_id", run_id}, {"number_in_job", run_id}});
}

Result<net::ServerResponse> submit_run(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  JsonObject given = body->as_object();
  const auto name = given.find("run_name");
  if (name != given.end()) given["name"] = JsonValue(name->value());
  given.stable_erase("run_name");
  RunOrder order = order_of(workspace, call, *body);
  TRY_ASSIGN(order.settings, complete_settings(JsonValue(std::move(given))));
  TRY_VOID(check_job_policies(workspace, *order.settings));
  TRY_ASSIGN(const std::int64_t run_id, workspace.jobs->start(std::move(order)));
  return json_answer(JsonObject{{"run_id", run_id}});
}

Error unknown_run(std::int64_t run_id) {
  return invalid_setting(fmt::format("Run {} does not exist.", run_id));
}

Result<net::ServerResponse> cancel_run(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::int64_t run_id, need_id(*body, "run_id"));
  if (!workspace.jobs->cancel(run_id)) return unknown_run(run_id);
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> cancel_all_runs(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  if (json::find(*body, "job_id") == nullptr) {
    if (!json::bool_at(*body, "all_queued_runs").value_or(false))
      return invalid_setting("Missing required field: job_id");
    workspace.jobs->cancel_queued();
    return json_answer(JsonObject{});
  }
  TRY_ASSIGN(const JsonValue job, find_job(workspace, *body));
  workspace.jobs->cancel_all(json::int_at(job, "job_id").value_or(0));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_run(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::int64_t run_id, need_id(*body, "run_id"));
  const RecordPointer record = workspace.store.find("run", std::to_string(run_id));
  if (record == nullptr) return unknown_run(run_id);
  if (record->label.starts_with("active "))
    return invalid_setting(fmt::format("Run {} is still active; cancel it before deleting it.", run_id));
  Store::Change change;
  change.erases.push_back({"run", record->id});
  for (const std::string& task_run : record->aliases) change.erases.push_back({"run_output", task_run});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> repair_run(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::int64_t run_id, need_id(*body, "run_id"));
  TRY_ASSIGN(const std::int64_t repair_id, workspace.jobs->repair({run_id, body}));
  return json_answer(JsonObject{{"repair_id", repair_id}});
}

Result<net::ServerResponse> export_run(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const auto run_id, call.int_query("run_id"));
  if (!run_id) return invalid_setting("Missing required field: run_id");
  const std::string wanted = call.text_query("views_to_export");
  if (!wanted.empty() && wanted != "CODE" && wanted != "DASHBOARDS" && wanted != "ALL")
    return invalid_setting("views_to_export must be CODE, DASHBOARDS or ALL, got " + wanted);
  const RecordPointer record = workspace.store.find_by_alias("run", std::to_string(*run_id));
  if (record == nullptr) return unknown_run(*run_id);
  TRY_ASSIGN(const JsonValue run, json::parse(record->text, "stored run"));
  JsonArray views;
  for (const JsonValue& task : json::array_at(run, "tasks")) {
    const std::string path = json::string_at_path(task, {"notebook_task", "notebook_path"});
    const bool asked = record->id == std::to_string(*run_id) || json::int_at(task, "run_id") == *run_id;
    if (path.empty() || !asked || wanted == "DASHBOARDS") continue;
    const auto source = read_source(workspace.store, workspace.files, path);
    if (!source) return source.error();
    views.push_back(JsonObject{{"content", fmt::format("<!DOCTYPE html>\n<html><body><pre>{}</pre></body></html>\n",
                                                       escape_html(source->text))},
                               {"name", path.substr(path.rfind('/') + 1)},
                               {"type", "NOTEBOOK"}});
  }
  if (views.empty() && wanted != "DASHBOARDS")
    return invalid_setting(fmt::format("Run {} has no notebook to export.", *run_id));
  return json_answer(JsonObject{{"views", std::move(views)}});
}

}  // namespace

std::vector<Route> run_changes_routes() {
  return {{"POST", "/api/2.*/jobs/run-now", told<run_now>},
          {"POST", "/api/2.*/jobs/runs/submit", told<submit_run>},
          {"POST", "/api/2.*/jobs/runs/cancel", told<cancel_run>},
          {"POST", "/api/2.*/jobs/runs/cancel-all", told<cancel_all_runs>},
          {"POST", "/api/2.*/jobs/runs/delete", told<delete_run>},
          {"POST", "/api/2.*/jobs/runs/repair", told<repair_run>},
          {"GET", "/api/2.*/jobs/runs/export", told<export_run>}};
}

}  // namespace lakecode::local
