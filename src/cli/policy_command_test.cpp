#include "cli/policy_command.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/app_fixture.h"
#include "cli/approve_command.h"

namespace lakecode::cli {
namespace {

class PolicyCommand : public AppFixture {
 protected:
  PolicyCommand() {
    write("house.yml",
          "rules:\n"
          "  - name: no-delete-without-where\n"
          "    match: {tool: sql_execute, statement: '^DELETE FROM(?!.*WHERE)'}\n"
          "    action: deny\n"
          "    message: Say which rows.\n"
          "    examples: {match: [DELETE FROM t], no_match: [DELETE FROM t WHERE a = 1]}\n"
          "  - {name: typed, match: {kind: 'GRANT*'}, action: confirm_typed}\n");
  }
  [[nodiscard]] std::string house() const { return (home_ / "house.yml").string(); }
};

TEST_F(PolicyCommand, CheckDecidesLineByLine) {
  input_.lines = {R"({"id":1,"sql":"DELETE FROM t"})",
                  "not json",
                  R"({"id":"b","sql":"GRANT SELECT ON TABLE a.b.c TO x"})",
                  "",
                  R"({"id":"c","argv":["databricks","jobs","list"],"tool":"databricks_cli","profile":"P"})",
                  R"({"id":"d","method":"DELETE","path":"/api/2.1/unity-catalog/tables/a.b.c","body":null})",
                  R"({"id":"e"})",
                  R"({"id":"f","argv":[]})",
                  R"([1])",
                  R"({"id":"g","sql":"SELECT 1","host":5})",
                  R"({"id":"h","sql":"SELECT 1","time":"soon"})",
                  R"({"id":"i","sql":"SELECT 1","argv":null,"rows":null})"};
  const Ran ran = run(kPolicyCommand, {"check", "--jsonl", "--policy", house()});
  EXPECT_EQ(ran.status, 0) << ran.notes;
  const auto lines = text::lines(ran.printed);
  ASSERT_EQ(lines.size(), 11U) << ran.printed;
  const auto told = [&](std::size_t at, std::string_view key) {
    const auto value = json::parse(lines[at], "line");
    const JsonValue* found = value ? json::find(*value, key) : nullptr;
    return found == nullptr ? std::string("-") : json::serialize(*found);
  };
  EXPECT_EQ(told(0, "decision") + told(0, "rule") + told(0, "message"),
            R"("deny""no-delete-without-where""Say which rows.")");
  EXPECT_EQ(told(0, "id") + told(0, "class"), R"(1"DESTRUCTIVE")");
  EXPECT_EQ(told(1, "id") + told(1, "decision"), "null-");
  EXPECT_EQ(told(2, "decision") + told(2, "action"), R"("confirm""confirm_typed")");
  EXPECT_EQ(told(3, "decision") + told(3, "rule"), R"("allow"null)");
  EXPECT_EQ(told(4, "decision"), R"("confirm")");
  EXPECT_NE(lines[5].find("error"), std::string_view::npos);
  EXPECT_EQ(told(6, "decision"), R"("confirm")");
  for (const std::size_t refused : {7U, 8U, 9U})
    EXPECT_NE(lines[refused].find("error"), std::string_view::npos) << lines[refused];
  EXPECT_EQ(told(10, "decision"), R"("allow")");
}

TEST_F(PolicyCommand, BrokenFilesAreToldAndNothingIsDecided) {
  write("broken.yml", "rules:\n  - {name: a, match: {statement: '('}, action: deny}\n  - {name: a, action: nope}\n");
  const Ran checked = run(kPolicyCommand, {"check", (home_ / "broken.yml").string()});
  EXPECT_EQ(checked.status, 2);
  EXPECT_NE(checked.printed.find("broken.yml:2:"), std::string::npos) << checked.printed;
  EXPECT_NE(checked.printed.find("broken.yml:3:"), std::string::npos) << checked.printed;
  input_.lines = {R"({"id":1,"sql":"SELECT 1"})"};
  const Ran decided = run(kPolicyCommand, {"check", "--jsonl", "--policy", (home_ / "broken.yml").string()});
  EXPECT_EQ(decided.status, 2);
  EXPECT_EQ(decided.printed, "");
  EXPECT_EQ(run(kPolicyCommand, {"check", "--jsonl", "--policy", (home_ / "none.yml").string()}).status, 2);
}

TEST_F(PolicyCommand, ThePolicyInForceIsUsedWithoutFiles) {
  write(".lakecode/policy.yml", "- {name: mine, match: {kind: DROP_TABLE}, action: deny}\n");
  input_.lines = {R"({"id":1,"sql":"DROP TABLE t"})"};
  EXPECT_NE(run(kPolicyCommand, {"check", "--jsonl"}).printed.find(R"("rule":"mine")"), std::string::npos);
  EXPECT_NE(run(kPolicyCommand, {"check"}).printed.find("1 rules in force"), std::string::npos);
  write(".lakecode/policy.yml", "nonsense");
  input_.lines = {R"({"id":1,"sql":"SELECT 1"})"};
  EXPECT_EQ(run(kPolicyCommand, {"check", "--jsonl"}).status, 2);
}

TEST_F(PolicyCommand, LintTestAndExplain) {
  EXPECT_EQ(run(kPolicyCommand, {"lint", house()}).status, 0);
  write("wide.yml", "- {name: a, match: {}, action: allow}\n");
  const Ran wide = run(kPolicyCommand, {"lint", (home_ / "wide.yml").string()});
  EXPECT_EQ(wide.status, 1);
  EXPECT_NE(wide.printed.find("wide.yml:1: warning: rule 'a'"), std::string::npos) << wide.printed;
  write("cases.yml", "- {sql: DELETE FROM t, expect: deny}\n- {sql: SELECT 1, expect: deny}\n");
  const Ran tested = run(kPolicyCommand, {"test", (home_ / "cases.yml").string(), "--policy", house()});
  EXPECT_EQ(tested.status, 1);
  EXPECT_NE(tested.printed.find("cases.yml:2: expected deny, got allow"), std::string::npos) << tested.printed;
  EXPECT_NE(tested.printed.find("1 passed, 1 failed"), std::string::npos);
  const Ran explained = run(kPolicyCommand, {"explain", "DELETE FROM t", "--policy", house()});
  EXPECT_EQ(explained.status, 0);
  EXPECT_TRUE(explained.printed.starts_with("deny: Say which rows.")) << explained.printed;
  EXPECT_NE(explained.printed.find("typed (" + house() + ":7, confirm_typed): silent; kind: DELETE does not fit"),
            std::string::npos)
      << explained.printed;
}

TEST_F(PolicyCommand, ReplayChecksItsOptionsBeforeAnything) {
  for (const char* since : {"30", "d", "-1d", "5y", ""})
    EXPECT_EQ(run(kPolicyCommand, {"replay", "--since", since}).status, 2) << since;
}

TEST_F(PolicyCommand, ApproveNeedsARequestAndAPerson) {
  EXPECT_EQ(run(kApproveCommand, {}).status, 2);
  const Ran key = run(kApproveCommand, {"--key"});
  EXPECT_EQ(key.status, 0);
  EXPECT_EQ(text::trim(key.printed).size(), 64U);
  EXPECT_NE(run(kApproveCommand, {"0000"}).status, 0);
}

}  // namespace
}  // namespace lakecode::cli
