#include "policy/call_list.h"

#include "policy/policy_fixture.h"

namespace lakecode::policy {
namespace {

Policy lists(const std::vector<std::string>& blocked, const std::vector<std::string>& confirmed,
             const std::vector<std::string>& approved) {
  auto set = read_call_lists(blocked, confirmed, approved);
  EXPECT_TRUE(set) << one_line(set.error());
  Policy policy;
  if (set) policy.add(std::move(set).value());
  return policy;
}

TEST(CallLists, DenyBeatsAskBeatsAllow) {
  const Policy policy = lists({"sql(INSERT INTO prod.*)"}, {"sql(INSERT INTO shared.*)"}, {"sql(INSERT INTO *)"});
  EXPECT_EQ(decide_sql(policy, "INSERT INTO prod.a.b VALUES (1)").ruling, "deny");
  EXPECT_EQ(decide_sql(policy, "insert into `prod`.a.b VALUES (1)").ruling, "deny");
  EXPECT_EQ(decide_sql(policy, "INSERT INTO shared.a.b VALUES (1)").ruling, "confirm");
  EXPECT_EQ(decide_sql(policy, "INSERT INTO dev.a.b VALUES (1)").ruling, "allow");
  EXPECT_EQ(decide_sql(policy, "INSERT INTO dev.a.b VALUES (1)").rule, "safety.auto_approve: sql(INSERT INTO *)");
}

TEST(CallLists, NeverDestructiveAndNeverAcrossStatements) {
  const Policy policy = lists({}, {}, {"sql", "databricks_cli(databricks jobs *)", "sql(DROP *)"});
  EXPECT_EQ(decide_sql(policy, "DROP TABLE t").ruling, "confirm");
  EXPECT_EQ(decide_sql(policy, "INSERT OVERWRITE t SELECT 1").ruling, "confirm");
  EXPECT_EQ(decide_sql(policy, "what is this").ruling, "confirm");
  EXPECT_EQ(decide_sql(policy, "INSERT INTO t VALUES (1); DROP TABLE t").ruling, "confirm");
  EXPECT_EQ(decide(policy, safety::ArgvEffect{{"databricks", "jobs", "delete", "1"}}).ruling, "confirm");
  EXPECT_EQ(decide(policy, safety::ArgvEffect{{"databricks", "jobs", "run-now", "1"}}).ruling, "allow");
  EXPECT_EQ(decide(policy, safety::ArgvEffect{{"databricks", "clusters", "start", "1"}}).ruling, "confirm");
}

TEST(CallLists, BlockedRequestsCannotHideInAQuery) {
  const Policy policy = lists({"api(DELETE /api/2.1/unity-catalog/*)"}, {}, {});
  const safety::RestEffect plain{
      .method = "DELETE", .path = "/api/2.1/unity-catalog/tables/a.b.c", .query = "", .body = ""};
  safety::RestEffect hidden = plain;
  hidden.query = "x=1";
  EXPECT_EQ(decide(policy, plain).ruling, "deny");
  EXPECT_EQ(decide(policy, hidden).ruling, "deny");
}

TEST(CallLists, WrongEntriesAreTold) {
  for (const char* wrong : {"", "sql(DROP", "(x)", "sql x", "sql)"}) {
    const auto set = read_call_lists({wrong}, {}, {});
    ASSERT_FALSE(set) << wrong;
    EXPECT_EQ(set.error().code, ErrorCode::InvalidArgument);
  }
}

}  // namespace
}  // namespace lakecode::policy
