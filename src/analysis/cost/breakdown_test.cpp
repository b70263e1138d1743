#include "analysis/cost/breakdown.h"

#include <gtest/gtest.h>

namespace lakecode::cost {
namespace {

using std::chrono::days;

UsageRow row_of(int day, const std::string& run_as, double usd) {
  UsageRow row;
  row.day = Day(days(20'000 + day));
  row.run_as = run_as;
  row.usd = usd;
  row.quantity = usd * 2;
  return row;
}

TEST(Breakdown, SumsByKeyDearestFirstWithATrend) {
  const std::vector<UsageRow> rows = {row_of(0, "ana", 1), row_of(2, "ana", 3), row_of(1, "bo", 6), row_of(1, "", 10)};
  const Period period{Day(days(20'000)), Day(days(20'002))};
  const auto lines = break_down(rows, period, [](const UsageRow& row) { return row.run_as; });
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].key, "bo");
  EXPECT_DOUBLE_EQ(lines[0].share, 0.3);
  EXPECT_EQ(lines[1].trend, (std::vector<double>{1, 0, 3}));
  EXPECT_DOUBLE_EQ(lines[1].dbus, 8);
}

TEST(Breakdown, CorrectionsCancel) {
  const std::vector<UsageRow> rows = {row_of(0, "ana", 5), row_of(0, "ana", -5), row_of(0, "ana", 4)};
  EXPECT_DOUBLE_EQ(total_usd(rows), 4);
}

TEST(Breakdown, NothingIsNoDivisionByZero) {
  const Period period{Day(days(20'000)), Day(days(20'000))};
  EXPECT_TRUE(break_down({}, period, [](const UsageRow& row) { return row.run_as; }).empty());
  const std::vector<UsageRow> free = {row_of(0, "ana", 0)};
  EXPECT_DOUBLE_EQ(break_down(free, period, [](const UsageRow& row) { return row.run_as; })[0].share, 0);
}

}  // namespace
}  // namespace lakecode::cost
