#include "gate/request_reach.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "gate/blast_radius.h"
#include "gate/gate.h"
#include "gate/recorded_acts.h"
#include "gate/recovery.h"
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
  if (request.path.starts_with("/api/2.2/jobs/get"))
    return json_answer(R"({"job_id":7,"creator_user_name":"ana@example.com","settings":{"name":"nightly","tasks":
      [{"task_key":"a"}],"schedule":{"quartz_cron_expression":"0 0 2 * * ?","timezone_id":"UTC"}}})");
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
       {"job 7 \"nightly\": 1 task, made by ana@example.com, scheduled 0 0 2 * * ?", "it never ran"}},
      {safety::ArgvEffect{.argv = {"databricks", "jobs", "delete", "7"}}, {"\"nightly\"", "it never ran"}},
      {request("POST", "/api/2.0/workspace/delete", R"({"path":"/a/b","recursive":true})"),
       {"/a/b is a directory: all that it holds goes with it"}},
      {request("PUT", "/api/2.0/permissions/jobs/7", R"({"access_control_list":[]})"),
       {"not known: the access list of jobs 7 ("}},
      {request("DELETE", "/api/2.1/unity-catalog/tables/main.s.t"),
       {"main.s.t holds 88,000 rows", "owner ana@example.com", "not known: size of main.s.t ("}},
      {safety::ArgvEffect{.argv = {"databricks", "tables", "delete", "main.s.t"}}, {"main.s.t holds 88,000 rows"}},
      {request("POST", "/api/2.0/sql/statements", R"({"statement":"TRUNCATE TABLE main.s.t","warehouse_id":"w"})"),
       {"main.s.t holds 88,000 rows", "not known: last change of main.s.t ("}},
      {request("POST", "/api/2.0/tokens/x", "{}"), {"not known: who uses what this changes ("}},
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
