#include "workflows/job_facts.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/time_format.h"

namespace lakecode::workflows {
namespace {

databricks::Run run_of(char outcome, int hour) {
  databricks::Run run;
  run.id = RunId(100 + hour);
  run.start_time = from_epoch_ms(hour * 3'600'000LL);
  run.state.life_cycle_state = outcome == 'r' ? "RUNNING" : outcome == 's' ? "SKIPPED" : "TERMINATED";
  if (outcome == '.') run.state.result_state = "SUCCESS";
  if (outcome == 'x') run.state.result_state = "FAILED";
  return run;
}

/// `marks` newest first: . success, x failure, s skipped, r running.
std::vector<databricks::Run> runs_of(std::string_view marks) {
  std::vector<databricks::Run> runs;
  for (std::size_t i = 0; i < marks.size(); ++i) runs.push_back(run_of(marks[i], static_cast<int>(marks.size() - i)));
  return runs;
}

TEST(RunHistory, StreakCountsOnlyTheNewestFinishedFailures) {
  const RunHistory history = history_of(runs_of("rxsxx.x."));
  EXPECT_EQ(history.failing_streak, 3U);
  EXPECT_EQ(history.finished, 6U);
  EXPECT_EQ(history.succeeded, 2U);
  EXPECT_EQ(history.failing_since, from_epoch_ms(4 * 3'600'000LL));
  EXPECT_EQ(history.last_success, from_epoch_ms(3 * 3'600'000LL));
}

TEST(RunHistory, AlternationsAreCountedAmongTheLastTenFinished) {
  EXPECT_EQ(history_of(runs_of(".x.x.")).alternations, 4U);
  EXPECT_EQ(history_of(runs_of("..........x.x.x")).alternations, 0U);
  EXPECT_EQ(history_of(runs_of("xxxx....")).alternations, 1U);
}

TEST(RunHistory, NothingFinishedIsNoHistory) {
  const RunHistory history = history_of(runs_of("rs"));
  EXPECT_EQ(history.finished, 0U);
  EXPECT_EQ(history.failing_streak, 0U);
  EXPECT_FALSE(history.last_success);
}

TEST(ResultWord, SaysWhatAPersonWouldSay) {
  databricks::RunState state{.life_cycle_state = "INTERNAL_ERROR", .result_state = "FAILED"};
  EXPECT_EQ(result_word(state), "FAILED");
  state = {.life_cycle_state = "RUNNING"};
  EXPECT_EQ(result_word(state), "RUNNING");
  state = {.life_cycle_state = "QUEUED"};
  EXPECT_EQ(result_word(state), "QUEUED");
  state = {.life_cycle_state = "SKIPPED"};
  EXPECT_EQ(result_word(state), "SKIPPED");
}

TEST(History, ARunThatNeverBeganIsNeitherSuccessNorFailure) {
  databricks::Run skipped;
  skipped.state = {.life_cycle_state = "INTERNAL_ERROR", .result_state = "MAXIMUM_CONCURRENT_RUNS_REACHED"};
  databricks::Run good;
  good.state = {.life_cycle_state = "TERMINATED", .result_state = "SUCCESS"};
  const RunHistory history = history_of({skipped, good});
  EXPECT_EQ(history.finished, 1U);
  EXPECT_EQ(history.failing_streak, 0U);
}

TEST(NumberId, TakesSixtyFourBitsAndNothingElse) {
  EXPECT_EQ(parse_number_id("9223372036854775807", "job_id").value(), INT64_MAX);
  for (const char* bad : {"", "0", "-5", "abc", "1.5", "9223372036854775808", "12 "}) {
    const auto id = parse_number_id(bad, "job_id");
    ASSERT_FALSE(id) << bad;
    EXPECT_EQ(id.error().code, ErrorCode::InvalidArgument);
  }
}

}  // namespace
}  // namespace lakecode::workflows
