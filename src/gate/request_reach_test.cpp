#include "gate/request_reach.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "gate/blast_radius.h"
#include "gate/gate.h"
#include "gate/recorded_acts.h"
#include "gate/recovery.h"
#include "net/url.h"
#include "tests/support/fake_workspace.h"

namespace lakecode::gate {
namespace {

using net::ServerRequest;
using test::FakeWorkspace;
using test::json_answer;

struct Asked final : Confirmer {
  Answer ask(const Question& asked, const CallContext&) override {
    question = asked.text;
    return {.kind = Answer::Kind::No};
  }
  std::string question;
};

net::ServerResponse rows(const std::string& columns, const std::string& cells) {
  std::string names;
  for (const std::string_view column : text::split(columns, ','))
    names += std::string(names.empty() ? "" : ",") + R"({"name":")" + std::string(column) +
             R"(","type_name":"STRING","type_text":"STRING"})";
  return json_answer(R"({"statement_id":"s","status":{"state":"SUCCEEDED"},"manifest":{"schema":{"columns":[)" + names +
                     R"(]}},"result":{"data_array":[)" + cells + "]}}");
}

/// A workspace with one job, one notebook, one table and its lineage; access lists are refused.
net::ServerResponse answer_to(const ServerRequest& request) {
  const std::string target = request.path + "?" + net::encode_query(request.query);
  if (request.path.starts_with("/api/2.2/jobs/get"))
    return json_answer(R"({"job_id":7,"creator_user_name":"ana@example.com","settings":{"name":"nightly","tasks":
      [{"task_key":"a"}],"schedule":{"quartz_cron_expression":"0 0 2 * * ?","timezone_id":"UTC"}}})");
  if (target.starts_with("/api/2.2/jobs/runs/list?active_only=true&expand_tasks=true"))
    return json_answer(R"({"runs":[{"run_id":1,"run_name":"now","tasks":[{"existing_cluster_id":"c-1"}]}]})");
  if (request.path.starts_with("/api/2.2/jobs/list"))
    return json_answer(R"({"jobs":[{"job_id":8,"settings":{"name":"uses","tasks":[{"task_key":"a",
      "existing_cluster_id":"c-1","spark_env_vars":{"K":"{{secrets/vault/k}}"},"run_job_task":{"job_id":7},
      "notebook_task":{"notebook_path":"/a/b/c"}},{"pipeline_task":{"pipeline_id":"p-1"}}]}},
      {"job_id":7,"settings":{"name":"nightly","tasks":[]}}]})");
  if (target.starts_with("/api/2.1/clusters/get?cluster_id=c-1"))
    return json_answer(R"({"cluster_id":"c-1","cluster_name":"shared","state":"RUNNING","creator_user_name":"ana",
      "num_workers":4,"last_restarted_time":1700000000000})");
  if (request.path.starts_with("/api/2.0/pipelines/p-1"))
    return json_answer(R"({"pipeline_id":"p-1","name":"ingest","state":"IDLE","run_as_user_name":"ana"})");
  if (target.starts_with("/api/2.0/secrets/list?scope=vault"))
    return json_answer(R"({"secrets":[{"key":"a"},{"key":"b"}]})");
  if (target.starts_with("/api/2.0/secrets/acls/list?scope=vault"))
    return json_answer(R"({"items":[{"principal":"team","permission":"READ"}]})");
  if (request.path == "/api/2.0/serving-endpoints")
    return json_answer(R"({"endpoints":[{"name":"live","config":{"served_entities":[{"entity_name":"main.s.m"}]}}]})");
  if (request.path.starts_with("/api/2.1/unity-catalog/models/main.s.m"))
    return json_answer(R"({"full_name":"main.s.m","owner":"ana","updated_at":1700000000000,"updated_by":"bob"})");
  if (request.path.starts_with("/api/2.2/jobs/runs/list")) return json_answer(R"({"runs":[]})");
  if (request.path.starts_with("/api/2.0/workspace/get-status"))
    return json_answer(R"({"path":"/a/b","object_type":"DIRECTORY","object_id":1})");
  if (request.path.starts_with("/api/2.1/unity-catalog/tables/"))
    return json_answer(R"({"full_name":"main.s.t","name":"t","table_type":"MANAGED","owner":"ana@example.com"})");
  const auto body = json::parse(request.body.empty() ? "{}" : request.body, "body");
  const std::string statement = body ? json::string_at(*body, "statement") : "";
  if (statement.find("source_table_schema = 's'") != std::string::npos)
    return rows("target_table_full_name,entity_type,entity_id,created_by",
                R"(["main.s.inner","JOB","7","bob"],["main.mart.out","JOB","8","eve"])");
  if (statement.find("information_schema") != std::string::npos) return rows("n", R"(["42"])");
  if (statement.starts_with("SELECT count(*) AS n FROM `main`")) return rows("n", R"(["88000"])");
  return json_answer(R"({"error_code":"PERMISSION_DENIED","message":"not yours"})", 403);
}

std::string question_about(const safety::Effect& effect) {
  FakeWorkspace workspace(answer_to);
  RecordedActs record;
  Recovery recovery(workspace.client(), WarehouseId("w"), record.writer());
  Asked asked;
  Gate gate(Approval::Read, &asked, &record.writer());
  gate.set_observer(&recovery);
  const auto outcome =
      gate.request({.door = Door::Command, .name = "act", .step = "", .effect = effect, .profile = "P", .host = "h"},
                   workspace.ctx());
  EXPECT_TRUE(outcome) << one_line(outcome.error());
  return asked.question;
}

safety::Effect request(const std::string& method, const std::string& path, const std::string& body = "") {
  return safety::RestEffect{.method = method, .path = path, .query = "", .body = body};
}

TEST(RequestReach, TheQuestionTellsWhatARequestOrACommandChanges) {
  const struct {
    safety::Effect effect;
    std::vector<std::string> told;
  } cases[] = {
      {request("POST", "/api/2.2/jobs/delete", R"({"job_id":7})"),
       {"job 7 \"nightly\": 1 task, made by ana@example.com, scheduled 0 0 2 * * ?", "it never ran",
        "jobs that name it: uses (8), of the 2 that can be seen"}},
      {safety::ArgvEffect{.argv = {"databricks", "jobs", "delete", "7"}}, {"\"nightly\"", "it never ran"}},
      {request("POST", "/api/2.0/workspace/delete", R"({"path":"/a/b","recursive":true})"),
       {"/a/b is a directory: all that it holds goes with it", "jobs that name it: uses (8)"}},
      {request("PUT", "/api/2.0/permissions/jobs/7", R"({"access_control_list":[]})"),
       {"not known: the access list of jobs 7 ("}},
      {request("DELETE", "/api/2.1/unity-catalog/tables/main.s.t"),
       {"main.s.t holds 88,000 rows", "owner ana@example.com", "not known: size of main.s.t ("}},
      {safety::ArgvEffect{.argv = {"databricks", "tables", "delete", "main.s.t"}}, {"main.s.t holds 88,000 rows"}},
      {request("POST", "/api/2.0/sql/statements", R"({"statement":"TRUNCATE TABLE main.s.t","warehouse_id":"w"})"),
       {"main.s.t holds 88,000 rows", "not known: last change of main.s.t ("}},
      {request("POST", "/api/2.0/tokens/x", "{}"), {"not known: who uses what this changes ("}},
      {request("POST", "/api/2.1/clusters/permanent-delete", R"({"cluster_id":"c-1"})"),
       {"cluster c-1 \"shared\": state RUNNING, made by ana, workers 4, last started 2023-11-14 22:13",
        "jobs that name it: uses (8)", "active runs on it: now"}},
      {safety::ArgvEffect{.argv = {"databricks", "clusters", "delete", "c-1"}},
       {"cluster c-1 \"shared\": state RUNNING", "jobs that name it: uses (8)", "active runs on it: now"}},
      {safety::ArgvEffect{.argv = {"databricks", "pipelines", "delete", "p-1"}},
       {"pipeline p-1 \"ingest\": state IDLE, runs as ana", "jobs that name it: uses (8)"}},
      {request("POST", "/api/2.0/secrets/scopes/delete", R"({"scope":"vault"})"),
       {"secret scope vault: secrets 2", "may use its secrets: team (READ)", "jobs that name it: uses (8)"}},
      {request("DELETE", "/api/2.1/unity-catalog/models/main.s.m"),
       {"model main.s.m: owner ana, last changed 2023-11-14 22:13, by bob", "served by endpoints: live"}},
      {safety::ArgvEffect{.argv = {"databricks", "serving-endpoints", "delete", "live"}},
       {"not known: serving endpoint live (", "not known: who calls serving endpoint live ("}},
      {request("DELETE", "/api/2.0/sql/warehouses/w-1"),
       {"not known: warehouse w-1 (", "not known: queries on warehouse w-1 (", "jobs that name it: none, of the 2"}},
  };
  for (const auto& one : cases) {
    const std::string question = question_about(one.effect);
    for (const std::string& part : one.told)
      EXPECT_NE(question.find(part), std::string::npos) << part << "\n" << question;
  }
}

TEST(RequestReach, ALongScriptIsLookedIntoUpToABound) {
  std::string script;
  for (int i = 0; i < 200; ++i) script += "DROP SCHEMA main.s" + std::to_string(i) + ";";
  EXPECT_NE(question_about(safety::SqlEffect{.text = script}).find("this changes more than was looked at"),
            std::string::npos);
}

TEST(RequestReach, ADroppedSchemaTellsWhoReadsAllOfItsTables) {
  for (const safety::Effect& effect :
       {safety::Effect(safety::SqlEffect{.text = "DROP SCHEMA main.s CASCADE"}),
        request("DELETE", "/api/2.1/unity-catalog/schemas/main.s"),
        safety::Effect(safety::ArgvEffect{.argv = {"databricks", "schemas", "delete", "main.s", "--force"}})}) {
    const std::string question = question_about(effect);
    for (const char* part : {"main.s holds 42 tables and views", "read in the last 30 days by bob, eve",
                             "built on it: 1 table (main.mart.out), 2 jobs (7, 8)"})
      EXPECT_NE(question.find(part), std::string::npos) << part << "\n" << question;
    EXPECT_EQ(question.find("main.s.inner"), std::string::npos) << "it goes with the schema\n" << question;
  }
}

}  // namespace
}  // namespace lakecode::gate
