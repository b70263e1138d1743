// The client's writes from the gate to the wire: each sends the request its permit names, once, and nothing else.
#include <gtest/gtest.h>

#include "base/json.h"
#include "databricks/access.h"
#include "databricks/job_changes.h"
#include "databricks/workspace_objects.h"
#include "gate/gate.h"
#include "gate/recorded_acts.h"
#include "safety/classify.h"
#include "tests/support/fake_workspace.h"

namespace lakecode::gate {
namespace {

using databricks::Change;
using net::ServerRequest;
using safety::EffectClass;
using test::FakeWorkspace;
using test::json_answer;

struct ChangeCase {
  Change change;
  EffectClass lowest;
  std::string method;
  std::string path;
  std::string body;
};

std::vector<ChangeCase> change_cases() {
  const JsonValue settings = JsonObject{{"name", "etl"}};
  return {
      {databricks::make_create_job(settings), EffectClass::WriteRemote, "POST", "/api/2.2/jobs/create",
       R"({"name":"etl"})"},
      {databricks::make_reset_job(JobId(9007199254740993), settings), EffectClass::Destructive, "POST",
       "/api/2.2/jobs/reset", R"({"job_id":9007199254740993,"new_settings":{"name":"etl"}})"},
      {databricks::make_update_job(JobId(7), settings, {"schedule"}), EffectClass::WriteRemote, "POST",
       "/api/2.2/jobs/update", R"({"job_id":7,"new_settings":{"name":"etl"},"fields_to_remove":["schedule"]})"},
      {databricks::make_delete_job(JobId(7)), EffectClass::Destructive, "POST", "/api/2.2/jobs/delete",
       R"({"job_id":7})"},
      {databricks::make_run_now(JobId(7), {.idempotency_token = "t", .job_parameters = {{"d", "1"}}, .only = {"a"}}),
       EffectClass::WriteRemote, "POST", "/api/2.2/jobs/run-now",
       R"({"job_id":7,"idempotency_token":"t","job_parameters":{"d":"1"},"only":["a"]})"},
      {databricks::make_cancel_run(RunId(8)), EffectClass::WriteRemote, "POST", "/api/2.2/jobs/runs/cancel",
       R"({"run_id":8})"},
      {databricks::make_repair_run(RunId(8), {.rerun_tasks = {}, .latest_repair_id = 5}), EffectClass::WriteRemote,
       "POST", "/api/2.2/jobs/runs/repair", R"({"run_id":8,"rerun_all_failed_tasks":true,"latest_repair_id":5})"},
      {databricks::make_import_object({.path = "/a b", .language = "SQL", .bytes = "SELECT 1", .overwrite = true}),
       EffectClass::Destructive, "POST", "/api/2.0/workspace/import",
       R"({"path":"/a b","format":"SOURCE","language":"SQL","content":"U0VMRUNUIDE=","overwrite":true})"},
      {databricks::make_delete_object("/a", databricks::Depth::Recursive), EffectClass::Destructive, "POST",
       "/api/2.0/workspace/delete", R"({"path":"/a","recursive":true})"},
      {databricks::make_add_access({"jobs", "7"}, {{.principal = "ana@example.com", .permission_level = "CAN_VIEW"},
                                                   {.principal = "up", .permission_level = "X", .inherited = true}}),
       EffectClass::WriteRemote, "PATCH", "/api/2.0/permissions/jobs/7",
       R"({"access_control_list":[{"user_name":"ana@example.com","permission_level":"CAN_VIEW"}]})"},
      {databricks::make_replace_access(
           {"sql/warehouses", "w"},
           {{.kind = databricks::PrincipalKind::Group, .principal = "users", .permission_level = "CAN_USE"}}),
       EffectClass::WriteRemote, "PUT", "/api/2.0/permissions/sql/warehouses/w",
       R"({"access_control_list":[{"group_name":"users","permission_level":"CAN_USE"}]})"},
      {databricks::make_change_grants({"table", "main.s.t"},
                                      {{.principal = "a", .add = {"SELECT"}, .remove = {"MODIFY"}}}),
       EffectClass::WriteRemote, "PATCH", "/api/2.1/unity-catalog/permissions/table/main.s.t",
       R"({"changes":[{"principal":"a","add":["SELECT"],"remove":["MODIFY"]}]})"},
      {databricks::make_delete_table("main.s.t"), EffectClass::Destructive, "DELETE",
       "/api/2.1/unity-catalog/tables/main.s.t", ""},
  };
}

safety::Permit permit_for(Gate& gate, const Change& change, const CallContext& ctx) {
  auto outcome = gate.request(
      {.door = Door::Command, .name = "undo", .step = "", .effect = change.request, .profile = "P", .host = "h"}, ctx);
  LAKECODE_CHECK(outcome.has_value() && std::holds_alternative<safety::Permit>(*outcome), "approved beforehand");
  return std::move(std::get<safety::Permit>(*outcome));
}

TEST(Changes, EachSendsItsRequestOnceUnderItsPermit) {
  for (const ChangeCase& c : change_cases()) {
    FakeWorkspace workspace([](const ServerRequest&) { return json_answer(R"({"run_id":1})"); });
    RecordedActs record;
    Gate gate(Approval::Destructive, nullptr, &record.writer());
    EXPECT_GE(safety::classify_rest(c.change.request).effect_class, c.lowest) << c.path;
    const auto answer = databricks::send_change(workspace.client(), permit_for(gate, c.change, workspace.ctx()),
                                                c.change, workspace.ctx());
    ASSERT_TRUE(answer) << one_line(answer.error());
    ASSERT_EQ(workspace.requests().size(), 1U) << c.path;
    EXPECT_EQ(workspace.requests()[0].method, c.method);
    EXPECT_EQ(workspace.requests()[0].path, c.path);
    EXPECT_EQ(workspace.requests()[0].body, c.body);
  }
}

TEST(Changes, AForeignPermitSendsNothing) {
  for (const ChangeCase& c : change_cases()) {
    FakeWorkspace workspace([](const ServerRequest&) { return json_answer("{}"); });
    RecordedActs record;
    Gate gate(Approval::Destructive, nullptr, &record.writer());
    auto permit = permit_for(gate, databricks::make_delete_job(JobId(99)), workspace.ctx());
    const auto answer = databricks::send_change(workspace.client(), std::move(permit), c.change, workspace.ctx());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Internal);
    EXPECT_TRUE(workspace.requests().empty()) << c.path;
  }
}

TEST(Changes, OnlyAnIdempotencyTokenIsSentAgain) {
  const auto count_sends = [](const Change& change) {
    FakeWorkspace workspace([](const ServerRequest&) {
      return json_answer(R"({"error_code":"TEMPORARILY_UNAVAILABLE","message":"later"})", 503);
    });
    RecordedActs record;
    Gate gate(Approval::Destructive, nullptr, &record.writer());
    EXPECT_FALSE(databricks::send_change(workspace.client(), permit_for(gate, change, workspace.ctx()), change,
                                         workspace.ctx()));
    return workspace.requests().size();
  };
  EXPECT_GT(count_sends(databricks::make_run_now(JobId(7), {.idempotency_token = "t"})), 1U);
  EXPECT_EQ(count_sends(databricks::make_run_now(JobId(7), {})), 1U);
  EXPECT_EQ(count_sends(databricks::make_create_job(JsonObject{{"name", "x"}})), 1U);
  EXPECT_EQ(count_sends(databricks::make_reset_job(JobId(7), JsonObject{})), 1U);
}

TEST(Changes, ReadsOfWhatUndoNeeds) {
  FakeWorkspace workspace([](const ServerRequest& request) {
    if (request.path.ends_with("/get-status"))
      return json_answer(R"({"path":"/n","object_type":"NOTEBOOK","language":"SQL","object_id":5})");
    if (request.path.ends_with("/export")) return json_answer(R"({"content":"U0VMRUNUIDE=","file_type":"sql"})");
    if (request.path.starts_with("/api/2.0/permissions")) {
      return json_answer(
          R"({"access_control_list":[{"group_name":"admins","all_permissions":[{"permission_level":"CAN_MANAGE","inherited":true}]},
             {"user_name":"a","all_permissions":[{"permission_level":"IS_OWNER","inherited":false}]}]})");
    }
    return json_answer(R"({"privilege_assignments":[{"principal":"a","privileges":["SELECT","MODIFY"]}]})");
  });
  const auto status = databricks::fetch_object_status(workspace.client(), "/n", workspace.ctx());
  ASSERT_TRUE(status);
  EXPECT_EQ(status->language, "SQL");
  EXPECT_EQ(databricks::fetch_export(workspace.client(), "/n", "SOURCE", workspace.ctx()).value(), "SELECT 1");
  const auto access = databricks::fetch_access(workspace.client(), {"jobs", "7"}, workspace.ctx());
  ASSERT_TRUE(access);
  ASSERT_EQ(access->size(), 2U);
  EXPECT_TRUE((*access)[0].inherited);
  EXPECT_EQ((*access)[1].permission_level, "IS_OWNER");
  const auto grants = databricks::fetch_grants(workspace.client(), {"table", "main.s.t"}, workspace.ctx());
  ASSERT_TRUE(grants);
  EXPECT_EQ((*grants)[0].privileges, (std::vector<std::string>{"SELECT", "MODIFY"}));
}

}  // namespace
}  // namespace lakecode::gate
