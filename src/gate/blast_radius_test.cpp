#include "gate/blast_radius.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "gate/gate.h"
#include "gate/recorded_acts.h"
#include "gate/recovery.h"
#include "safety/classify.h"
#include "tests/support/fake_workspace.h"

namespace lakecode::gate {
namespace {

using namespace std::chrono_literals;
using net::ServerRequest;
using test::FakeWorkspace;
using test::json_answer;

std::string count_for(const std::string& text) {
  const safety::Verdict verdict = safety::classify_sql({.text = text});
  if (verdict.statements.empty()) return "?";
  return count_of_affected(verdict.statements[0], text);
}

std::string counting(const std::string& rest) {
  return "SELECT count(*) AS n FROM (SELECT 1 FROM " + rest + " LIMIT 10000000)";
}

TEST(BlastRadius, CountsWithTheStatementsOwnWhere) {
  EXPECT_EQ(count_for("DELETE FROM main.s.t WHERE a = 'x;--' AND b > 1"),
            counting("main.s.t WHERE a = 'x;--' AND b > 1"));
  EXPECT_EQ(count_for("DELETE FROM main.s.t AS x WHERE x.a IN (SELECT a FROM u WHERE b = 1)"),
            counting("main.s.t AS x WHERE x.a IN (SELECT a FROM u WHERE b = 1)"));
  EXPECT_EQ(count_for("DELETE FROM main.s.t"), counting("main.s.t"));
  EXPECT_EQ(count_for("UPDATE main.s.t SET a = (SELECT max(a) FROM u WHERE u.k = 1), b = 2 WHERE c = 3"),
            counting("main.s.t WHERE c = 3"));
  EXPECT_EQ(count_for("UPDATE `set`.s.t SET a = 1"), counting("`set`.s.t"));
  for (const char* text : {"DROP TABLE t", "SELECT 1", "INSERT INTO t VALUES (1)",
                           "MERGE INTO t USING u ON t.a = u.a "
                           "WHEN MATCHED THEN DELETE"})
    EXPECT_EQ(count_for(text), "") << text;
}

TEST(BlastRadius, EveryCountIsARead) {
  for (const char* text : {"DELETE FROM a.b.c WHERE x = 1", "UPDATE a.b.c SET x = 2 WHERE y = 'where'",
                           "DELETE FROM a.b.c WHERE EXISTS (SELECT 1 FROM d)"}) {
    const std::string count = count_for(text);
    EXPECT_EQ(safety::classify_sql({.text = count}).effect_class, safety::EffectClass::ReadOnly) << count;
  }
}

/// Answers each statement by what it begins with; everything else is refused.
net::ServerResponse answer_to(const ServerRequest& request) {
  if (request.path.starts_with("/api/2.1/unity-catalog/tables/"))
    return json_answer(R"({"full_name":"main.s.t","name":"t","table_type":"MANAGED","owner":"ana@example.com"})");
  const auto result = [](const std::string& column, const std::string& value) {
    return json_answer(
        R"({"statement_id":"s","status":{"state":"SUCCEEDED"},"manifest":{"schema":{"columns":[{"name":")" + column +
        R"(","type_name":"STRING","type_text":"STRING"}]}},"result":{"data_array":[[")" + value + R"("]]}})");
  };
  const auto body = json::parse(request.body.empty() ? "{}" : request.body, "body");
  const std::string statement = body ? json::string_at(*body, "statement") : "";
  if (statement.starts_with("SELECT count(*) AS n FROM (SELECT 1")) return result("n", "1204");
  if (statement.starts_with("SELECT count(*) AS n FROM `main`")) return result("n", "88000");
  if (statement.starts_with("DESCRIBE DETAIL")) return result("sizeInBytes", "1234567");
  if (statement.starts_with("DESCRIBE HISTORY")) return result("version", "7");
  return json_answer(R"({"statement_id":"s","status":{"state":"FAILED","error":{"error_code":"BAD_REQUEST",
    "message":"[INSUFFICIENT_PERMISSIONS] no access to system.access. Ask an admin."}}})");
}

struct Asked final : Confirmer {
  Answer ask(const Question& asked, const CallContext&) override {
    question = asked.text;
    return {.kind = Answer::Kind::No};
  }
  std::string question;
};

TEST(BlastRadius, TheQuestionTellsWhatIsKnownAndWhatIsNot) {
  FakeWorkspace workspace(answer_to);
  RecordedActs record;
  Recovery recovery(workspace.client(), WarehouseId("w"), record.writer());
  Asked asked;
  Gate gate(Approval::Read, &asked, &record.writer());
  gate.set_observer(&recovery);
  const auto outcome = gate.request({.door = Door::Command,
                                     .name = "sql",
                                     .step = "",
                                     .effect = safety::SqlEffect{.text = "DELETE FROM main.s.t WHERE a = 1"},
                                     .profile = "P",
                                     .host = "h"},
                                    workspace.ctx());
  ASSERT_TRUE(outcome) << one_line(outcome.error());
  for (const char* part : {"rows affected: 1,204", "main.s.t holds 88,000 rows", "1.2 MB", "owner ana@example.com",
                           "version 7", "not known: readers and what is built on main.s.t (", "no access"})
    EXPECT_NE(asked.question.find(part), std::string::npos) << part << "\n" << asked.question;
  const auto decisions = record.payloads("gate.decision");
  ASSERT_FALSE(decisions.empty());
  EXPECT_GE(json::array_at(*decisions.back(), "reach").size(), 5U);
}

TEST(BlastRadius, ASlowWarehouseDoesNotHoldTheQuestionUp) {
  FakeWorkspace workspace([](const ServerRequest& request) {
    if (request.path.ends_with("/cancel")) return json_answer("{}");
    return json_answer(R"({"statement_id":"s","status":{"state":"PENDING"}})");
  });
  RecordedActs record;
  Recovery recovery(workspace.client(), WarehouseId("w"), record.writer());
  Asked asked;
  Gate gate(Approval::Read, &asked, &record.writer());
  gate.set_observer(&recovery);
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(gate.request({.door = Door::Command,
                            .name = "sql",
                            .step = "",
                            .effect = safety::SqlEffect{.text = "DELETE FROM main.s.t"},
                            .profile = "P",
                            .host = "h"},
                           workspace.ctx()));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
  EXPECT_NE(asked.question.find("(not read within 2 s)"), std::string::npos) << asked.question;
}

}  // namespace
}  // namespace lakecode::gate
