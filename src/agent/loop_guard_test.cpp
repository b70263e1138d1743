#include "agent/loop_guard.h"

#include <gtest/gtest.h>

namespace lakecode::agent {
namespace {

using Kind = LoopGuard::Ruling::Kind;

llm::ToolUse call(std::string input, std::string name = "sql_execute") {
  return {.id = "x", .name = std::move(name), .input = std::move(input)};
}

TEST(LoopGuard, AFailedCallMayBeTriedOnceMore) {
  LoopGuard guard;
  const auto same = call(R"({"sql":"SELECT 1","limit":5})");
  guard.note_failed(same, "warehouse starting");
  EXPECT_EQ(guard.judge(same).kind, Kind::Run);
  guard.note_failed(same, "warehouse starting");
  const auto ruling = guard.judge(call(R"({"limit":5,"sql":"SELECT 1"})"));
  EXPECT_EQ(ruling.kind, Kind::Answer);
  EXPECT_NE(ruling.text.find("warehouse starting"), std::string::npos);
  EXPECT_EQ(guard.judge(call(R"({"sql":"SELECT 1","limit":6})")).kind, Kind::Run);
  EXPECT_EQ(guard.judge(call(R"({"sql":"SELECT 1","limit":5})", "other")).kind, Kind::Run);
}

TEST(LoopGuard, WhoDoesNotStopIsStopped) {
  LoopGuard guard;
  const auto same = call("{");
  guard.note_failed(same, "no JSON");
  guard.note_failed(same, "no JSON");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(guard.judge(same).kind, Kind::Answer);
  EXPECT_EQ(guard.judge(same).kind, Kind::Stop);
}

TEST(LoopGuard, AChangeGivesFailedCallsAnotherChance) {
  LoopGuard guard;
  const auto same = call(R"({"sql":"SELECT * FROM t"})");
  guard.note_failed(same, "no such table");
  guard.note_failed(same, "no such table");
  guard.note_change();
  EXPECT_EQ(guard.judge(same).kind, Kind::Run);
}

TEST(LoopGuard, ARefusalStandsAtOnceAndAfterAChange) {
  LoopGuard guard;
  const auto same = call(R"({"sql":"DROP TABLE t"})");
  guard.note_refused(same, "the policy denies it");
  guard.note_change();
  const auto ruling = guard.judge(same);
  EXPECT_EQ(ruling.kind, Kind::Answer);
  EXPECT_NE(ruling.text.find("the policy denies it"), std::string::npos);
}

}  // namespace
}  // namespace lakecode::agent
