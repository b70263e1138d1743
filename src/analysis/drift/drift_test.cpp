#include "analysis/drift/drift.h"

#include <gtest/gtest.h>

#include "base/time_format.h"

namespace lakecode::drift {
namespace {

const std::vector<double> kPlain{1, 5, 10, 25, 50, 75, 95, 99, 100};

Baseline baseline(const char* time, std::int64_t rows) {
  Baseline out;
  out.taken_at = parse_rfc3339(time).value();
  out.rows = rows;
  out.rows_read = rows;
  out.newest = std::string(time).substr(0, 10);
  out.columns = {
      {"id", "BIGINT", 0.0, rows, kPlain}, {"amount", "DOUBLE", 0.01, 90, kPlain}, {"status", "STRING", 0.0, 4, {}}};
  return out;
}

std::vector<std::string> kinds(const std::vector<Drift>& drifts) {
  std::vector<std::string> out;
  for (const Drift& drift : drifts) out.push_back(drift.kind + ":" + drift.column.value_or(""));
  return out;
}
using Kinds = std::vector<std::string>;

const Baseline kBefore = baseline("2026-01-01T06:00:00Z", 10'000);

TEST(Drift, NothingDriftsWithoutABaselineOrWithoutAChange) {
  EXPECT_TRUE(find_drift({}, kBefore).empty());
  EXPECT_EQ(kinds(find_drift({kBefore}, baseline("2026-01-02T06:00:00Z", 10'400))), Kinds{});
}

TEST(Drift, GrowthOfATableIsNoDriftOfItsKeys) {
  EXPECT_EQ(kinds(find_drift({kBefore}, baseline("2026-01-02T06:00:00Z", 30'000))), Kinds{});
}

TEST(Drift, ASampleIsNoDriftOfItsTable) {
  Baseline sampled = baseline("2026-01-02T06:00:00Z", 10'000);
  sampled.rows_read = 500;
  sampled.columns[0].distinct = 500;
  EXPECT_EQ(kinds(find_drift({kBefore}, sampled)), Kinds{});
  EXPECT_EQ(kinds(find_drift({sampled}, kBefore)), Kinds{}) << "nor the table of its sample";
  Baseline again = sampled;
  again.columns[2].distinct = 80;
  EXPECT_EQ(kinds(find_drift({sampled}, again)), Kinds{"distinct:status"}) << "samples of one size are compared";
}

TEST(Drift, FewRowsMoveFurtherByChance) {
  Baseline now = baseline("2026-01-02T06:00:00Z", 10'000);
  now.columns[1].quantiles = {1, 5, 12, 42, 67, 90, 96, 99, 100};
  EXPECT_EQ(kinds(find_drift({kBefore}, now)), Kinds{"distribution:amount"});
  now.rows_read = 120;
  now.columns[0].distinct = 120;
  EXPECT_EQ(kinds(find_drift({kBefore}, now)), Kinds{});
}

TEST(Drift, LostRowsAreSevere) {
  const auto drifts = find_drift({kBefore}, baseline("2026-01-02T06:00:00Z", 4'000));
  ASSERT_FALSE(drifts.empty());
  EXPECT_EQ(drifts.front().kind, "volume");
  EXPECT_EQ(drifts.front().severity, result::Severity::High);
}

TEST(Drift, EachMeasureIsNamed) {
  Baseline now = baseline("2026-01-02T06:00:00Z", 10'000);
  now.columns[1].null_ratio = 0.2;
  now.columns[1].quantiles = {11, 15, 20, 35, 80, 105, 125, 129, 130};
  now.columns[2].distinct = 300;
  EXPECT_EQ(kinds(find_drift({kBefore}, now)), (Kinds{"null_ratio:amount", "distribution:amount", "distinct:status"}));
}

TEST(Drift, ChanceIsNoDrift) {
  Baseline now = baseline("2026-01-02T06:00:00Z", 10'000);
  now.columns[1].null_ratio = 0.025;
  now.columns[1].quantiles = {1.5, 6, 12, 28, 53, 77, 95, 99, 104};
  now.columns[2].distinct = 9;
  EXPECT_EQ(kinds(find_drift({kBefore}, now)), Kinds{});
}

TEST(Drift, ColumnsOfFewValuesDoNotJump) {
  Baseline before = kBefore;
  before.columns[1].quantiles = {0, 0, 0, 0, 0, 1, 1, 2, 3};
  Baseline now = before;
  now.columns[1].quantiles = {0, 0, 0, 0, 1, 1, 1, 2, 3};
  EXPECT_EQ(kinds(find_drift({before}, now)), Kinds{});
}

TEST(Drift, SchemaChangesAreNamedByColumn) {
  Baseline now = baseline("2026-01-02T06:00:00Z", 10'000);
  now.columns[1].type = "STRING";
  now.columns[2].name = "state";
  EXPECT_EQ(kinds(find_drift({kBefore}, now)), (Kinds{"schema:amount", "schema:status", "schema:state"}));
}

TEST(Drift, StandingStillIsToldOnceItsRhythmIsKnown) {
  const std::vector<Baseline> history{kBefore, baseline("2026-01-02T06:00:00Z", 10'000),
                                      baseline("2026-01-03T06:00:00Z", 10'000)};
  Baseline now = baseline("2026-01-05T06:00:00Z", 10'000);
  now.newest = history.back().newest;
  EXPECT_EQ(kinds(find_drift(history, now)), Kinds{"freshness:"});
  now.taken_at = parse_rfc3339("2026-01-03T12:00:00Z").value();
  EXPECT_EQ(kinds(find_drift(history, now)), Kinds{});
  EXPECT_EQ(kinds(find_drift({kBefore}, now)), Kinds{});
}

}  // namespace
}  // namespace lakecode::drift
