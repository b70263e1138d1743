#include "workflows/recurrence.h"

#include <gtest/gtest.h>

namespace lakecode::workflows {
namespace {

using Kind = Recurrence::Kind;

/// One run a day, newest first: 'S' success, 'F' failure, 'C' cancelled, 'X' skipped. The newest is of 2026-06-15, a
/// Monday.
std::vector<databricks::Run> daily(const std::string& results) {
  const WallTime newest = std::chrono::sys_days(std::chrono::year(2026) / 6 / 15) + std::chrono::hours(4);
  std::vector<databricks::Run> runs;
  for (std::size_t i = 0; i < results.size(); ++i) {
    databricks::Run run;
    run.id = RunId(static_cast<std::int64_t>(100 + i));
    run.start_time = newest - std::chrono::days(static_cast<int>(i));
    run.state.life_cycle_state = results[i] == 'X' ? "SKIPPED" : "TERMINATED";
    run.state.result_state = results[i] == 'S' ? "SUCCESS" : results[i] == 'C' ? "CANCELED" : "FAILED";
    runs.push_back(run);
  }
  return runs;
}

Recurrence of(const std::string& results, std::size_t looked_at = 0) {
  const auto runs = daily(results);
  return recurrence_of(runs, runs[looked_at]);
}

TEST(Recurrence, TellsFirstRegressionFlappingAndWeekday) {
  EXPECT_EQ(of("FSSSSSS").kind, Kind::First);
  EXPECT_EQ(of("FFFSSSS").kind, Kind::Regression);
  EXPECT_EQ(of("FFFSSSS").failures, 3U);
  EXPECT_EQ(of("FCXFSSS").failures, 2U) << "cancelled and skipped runs say nothing";
  EXPECT_EQ(of("FFFFF").kind, Kind::AlwaysFailed);
  EXPECT_EQ(of("F").kind, Kind::Unknown);
  EXPECT_EQ(of("FSFSFSSSS").kind, Kind::Flapping);
  EXPECT_EQ(of("SFSSSSS", 1).kind, Kind::Recovered);
  const Recurrence monday = of("FSSSSSSFSSSSSSFSSSSSS");
  EXPECT_EQ(monday.kind, Kind::Weekday);
  EXPECT_EQ(monday.weekday, "Monday");
  EXPECT_EQ(monday.failures, 3U);
}

TEST(Recurrence, OneGoodMondayIsNoMondayPattern) {
  EXPECT_NE(of("FSSSSSSFSSSSSSSSSSSSS").kind, Kind::Weekday);
  EXPECT_NE(of("FSSSSSSFFSSSSSFSSSSSS").kind, Kind::Weekday) << "it failed on a Sunday too";
  EXPECT_NE(of("FSSSSSS").kind, Kind::Weekday) << "once is no pattern";
}

TEST(Recurrence, ARunThatWasNotReadHasNoNeighbours) {
  const auto runs = daily("FFS");
  databricks::Run other = runs[0];
  other.id = RunId(7);
  EXPECT_EQ(recurrence_of(runs, other).kind, Kind::Unknown);
}

}  // namespace
}  // namespace lakecode::workflows
