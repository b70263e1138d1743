#include "databricks/jobs.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/json.h"
#include "base/time_format.h"
#include "databricks/identity.h"
#include "databricks/run_fields.h"
#include "databricks/wire.h"
#include "tests/support/fake_workspace.h"

namespace lakecode::databricks {
namespace {

using test::FakeWorkspace;
using test::json_answer;

TEST(Identity, ReadsTheUserAndTheWorkspace) {
  FakeWorkspace workspace([](const auto&) {
    auto answer = json_answer(
        R"({"id":"9","userName":"ana@example.com","groups":[{"display":"admins"},{"display":"users"}],"new_field":{}})");
    answer.headers.set("X-Databricks-Org-Id", "4711");
    return answer;
  });
  const auto me = fetch_me(workspace.client(), workspace.ctx());
  ASSERT_TRUE(me) << one_line(me.error());
  EXPECT_EQ(me->user_name, "ana@example.com");
  EXPECT_EQ(me->groups, (std::vector<std::string>{"admins", "users"}));
  EXPECT_EQ(me->workspace.value(), "4711");
  const auto request = workspace.requests().at(0);
  EXPECT_EQ(request.path, "/api/2.0/preview/scim/v2/Me");
  EXPECT_EQ(request.headers.find("Authorization"), "Bearer secret-of-test");
  EXPECT_EQ(request.headers.find("X-Databricks-Workspace-Id"), "77");
  EXPECT_TRUE(request.headers.find("User-Agent").has_value());
}

TEST(Jobs, ReadsAJobAndEveryPageOfItsTasks) {
  FakeWorkspace workspace([](const net::ServerRequest& request) {
    if (request.query_value("page_token") == "p2") {
      return json_answer(
          R"({"job_id":9223372036854775807,"settings":{"tasks":[{"task_key":"b","depends_on":[{"task_key":"a","outcome":"true"}],"sql_task":{}}]},"next_page_token":""})");
    }
    return json_answer(
        R"({"job_id":9223372036854775807,"creator_user_name":"c","run_as_user_name":"r","created_time":1700000000123,
      "settings":{"name":"etl","schedule":{"quartz_cron_expression":"0 0 5 * * ?","timezone_id":"UTC","pause_status":"PAUSED"},
      "max_concurrent_runs":3,"timeout_seconds":60,"tasks":[{"task_key":"a","run_if":"ALL_DONE","notebook_task":{"notebook_path":"/n"},"job_cluster_key":"k"}]},
      "next_page_token":"p2"})");
  });
  const JobId id(std::numeric_limits<std::int64_t>::max());
  const auto job = fetch_job(workspace.client(), id, workspace.ctx());
  ASSERT_TRUE(job) << one_line(job.error());
  EXPECT_EQ(job->id, id);
  EXPECT_EQ(job->name, "etl");
  EXPECT_EQ(job->pause_status, "PAUSED");
  EXPECT_EQ(job->max_concurrent_runs, 3);
  EXPECT_EQ(format_rfc3339(*job->created_time), "2023-11-14T22:13:20.123Z");
  ASSERT_EQ(job->tasks.size(), 2U);
  EXPECT_EQ(job->tasks[0].kind, "notebook");
  EXPECT_EQ(job->tasks[1].kind, "sql");
  EXPECT_EQ(job->tasks[1].depends_on.at(0).task_key, "a");
  EXPECT_EQ(json::array_at(*json::find(*job->raw, "settings"), "tasks").size(), 2U);
  EXPECT_EQ(workspace.requests().at(0).query_value("job_id"), "9223372036854775807");
}

TEST(Jobs, ListsRunsOverPagesUpToTheLimit) {
  FakeWorkspace workspace([](const net::ServerRequest& request) {
    const bool second = request.query_value("page_token").has_value();
    return json_answer(second ? R"({"runs":[{"run_id":3},{"run_id":4}],"next_page_token":"p3"})"
                              : R"({"runs":[{"run_id":1},{"run_id":2}],"has_more":true,"next_page_token":"p2"})");
  });
  const auto runs =
      fetch_runs(workspace.client(), {.job = JobId(7), .completed_only = true, .started_from = from_epoch_ms(5)}, 3,
                 workspace.ctx());
  ASSERT_TRUE(runs) << one_line(runs.error());
  ASSERT_EQ(runs->size(), 3U);
  EXPECT_EQ(runs->at(2).id, RunId(3));
  const auto requests = workspace.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].query_value("limit"), "3");
  EXPECT_EQ(requests[0].query_value("completed_only"), "true");
  EXPECT_EQ(requests[0].query_value("start_time_from"), "5");
}

TEST(Jobs, ReadsOutputsInParallelAndKeepsTheirOrder) {
  FakeWorkspace workspace([](const net::ServerRequest& request) {
    const std::string id = request.query_value("run_id").value_or("");
    if (id == "2")
      return json_answer(
          R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Retrieving the output of runs with multiple tasks is not supported"})",
          400);
    return json_answer(R"({"error":"boom )" + id +
                       R"(","error_trace":"t","logs":"l","logs_truncated":true,"run_job_output":{"run_id":8}})");
  });
  const auto outputs = fetch_run_outputs(workspace.client(), {RunId(1), RunId(2), RunId(3)}, workspace.ctx());
  ASSERT_EQ(outputs.size(), 3U);
  EXPECT_EQ(outputs[0]->error, "boom 1");
  EXPECT_TRUE(outputs[0]->logs_truncated);
  EXPECT_EQ(outputs[0]->child_run, RunId(8));
  ASSERT_FALSE(outputs[1]);
  EXPECT_EQ(outputs[1].error().subject, "of run 2");
  EXPECT_EQ(outputs[2]->error, "boom 3");
}

RunState state_of(std::string_view text) {
  return parse_run_state(*json::parse(text, "state"));
}

TEST(RunState, ReadsBothFormsOfTheApi) {
  const RunState old_form = state_of(
      R"({"state":{"life_cycle_state":"INTERNAL_ERROR","result_state":"FAILED","state_message":"m"},"status":{"state":"TERMINATED","termination_details":{"code":"RUN_EXECUTION_ERROR","type":"CLIENT_ERROR"}}})");
  EXPECT_TRUE(old_form.has_failed());
  EXPECT_FALSE(old_form.is_active());
  EXPECT_EQ(old_form.termination_code, "RUN_EXECUTION_ERROR");
  const RunState new_form = state_of(
      R"({"status":{"state":"TERMINATED","termination_details":{"code":"USER_CANCELED","message":"by ana"}}})");
  EXPECT_EQ(new_form.life_cycle_state, "TERMINATED");
  EXPECT_EQ(new_form.result_state, "CANCELED");
  EXPECT_EQ(new_form.state_message, "by ana");
  EXPECT_TRUE(state_of(R"({"status":{"state":"RUNNING"}})").is_active());
  EXPECT_FALSE(state_of(R"({"state":{"life_cycle_state":"TERMINATED","result_state":"SUCCESS"}})").has_failed());
  EXPECT_FALSE(state_of(R"({"state":{"life_cycle_state":"SKIPPED","result_state":"EXCLUDED"}})").has_failed());
  EXPECT_FALSE(state_of("{}").has_failed());
  EXPECT_FALSE(state_of("{}").is_active());
}

TEST(Wire, RefusesWhatIsNoRead) {
  FakeWorkspace workspace([](const auto&) { return json_answer("{}"); });
  Wire wire(workspace.client());
  for (const Call& call :
       {Call{.naming = {"read", "x"}, .path = "/api/2.0/secrets/get"},
        Call{.naming = {"read", "x"}, .path = "/api/2.2/jobs/delete", .body = R"({"job_id":1})"},
        Call{.naming = {"read", "x"}, .path = "/api/2.0/sql/statements", .body = R"({"statement":"DROP TABLE t"})"}}) {
    const auto answer = wire.fetch(call, workspace.ctx());
    ASSERT_FALSE(answer) << call.path;
    EXPECT_EQ(answer.error().code, ErrorCode::Internal);
    EXPECT_EQ(wire.fetch_all({call}, workspace.ctx()).at(0).error().code, ErrorCode::Internal);
  }
  EXPECT_TRUE(workspace.requests().empty());
}

}  // namespace
}  // namespace lakecode::databricks
