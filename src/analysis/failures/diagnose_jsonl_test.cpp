#include "analysis/failures/diagnose_jsonl.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace lakecode::analysis {
namespace {

JsonValue answer(std::string_view line) {
  Result<JsonValue> value = json::parse(diagnose_json_line(line), "answer");
  EXPECT_TRUE(value.has_value());
  return value ? *value : JsonValue(nullptr);
}

TEST(DiagnoseJsonl, AnswerHasTheContractMembers) {
  const JsonValue out = answer(
      R"({"id":"x1","run":{"result_state":"FAILED"},"tasks":[{"task_key":"t","depends_on":[],"result_state":"FAILED",)"
      R"("error":"[DIVIDE_BY_ZERO] Division by zero","error_trace":null,"logs":""}]})");
  EXPECT_EQ(json::string_at(out, "id"), "x1");
  EXPECT_EQ(json::string_at(out, "class"), "ansi_data_error");
  EXPECT_EQ(json::string_at(out, "task_key"), "t");
  EXPECT_GE(json::double_at(out, "confidence").value_or(0), 0.8);
  EXPECT_FALSE(json::array_at(out, "evidence").empty());
  EXPECT_FALSE(json::string_at(out, "fix").empty());
  EXPECT_EQ(json::string_at(out, "retry_helps"), "after_fix");
}

TEST(DiagnoseJsonl, InvalidLinesGetAnErrorAndNullId) {
  for (const std::string_view line : {"", "{", "[1]", "42", "{\"id\":\"a\"}", "{\"run\":1}x"}) {
    const JsonValue out = answer(line);
    ASSERT_NE(json::find(out, "id"), nullptr) << line;
    EXPECT_TRUE(json::find(out, "id")->is_null()) << line;
    EXPECT_FALSE(json::string_at(out, "error").empty()) << line;
  }
}

TEST(DiagnoseJsonl, IdsKeepTheirType) {
  EXPECT_EQ(json::int_at(answer(R"({"id":7,"run":{},"tasks":[]})"), "id"), 7);
  EXPECT_TRUE(json::find(answer(R"({"run":{},"tasks":[]})"), "id")->is_null());
}

TEST(DiagnoseJsonl, ReadsTheNestingOfTheJobsApi) {
  const auto value = json::parse(
      R"({"run":{"state":{"life_cycle_state":"TERMINATED","result_state":"FAILED","state_message":"m"},)"
      R"("status":{"termination_details":{"code":"USER_CANCELED","type":"CLIENT_ERROR"}},)"
      R"("tasks":[{"task_key":"a","depends_on":[{"task_key":"b"}],"end_time":"12","attempt_number":2,)"
      R"("logs":["one","two"]}]},"clusters":[{"cluster_id":"c","events":[{"type":"NODES_LOST","details":{"n":1}}],)"
      R"("termination_reason":{"code":"X","type":"Y","parameters":{"k":"v"}}}]})",
      "test");
  ASSERT_TRUE(value.has_value());
  const Result<RunEvidence> run = parse_run_evidence(*value);
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(run->result_state, "FAILED");
  EXPECT_EQ(run->termination_code, "USER_CANCELED");
  ASSERT_EQ(run->tasks.size(), 1U);
  EXPECT_EQ(run->tasks[0].depends_on, std::vector<std::string>{"b"});
  EXPECT_EQ(run->tasks[0].end_time, 12);
  EXPECT_EQ(run->tasks[0].attempt_number, 2);
  EXPECT_EQ(run->tasks[0].logs, "one\ntwo");
  ASSERT_EQ(run->clusters.size(), 1U);
  EXPECT_EQ(run->clusters[0].events[0].details, "{\"n\":1}");
  EXPECT_EQ(run->clusters[0].termination_code, "X");
}

TEST(DiagnoseJsonl, WronglyTypedMembersReadAsAbsent) {
  const JsonValue out = answer(R"({"run":[],"tasks":[1,null,{"task_key":5,"depends_on":"x","error":{"a":1}}]})");
  EXPECT_EQ(json::string_at(out, "class"), "unknown");
}

}  // namespace
}  // namespace lakecode::analysis
