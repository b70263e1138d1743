#include "analysis/cost/drivers.h"

#include <gtest/gtest.h>

namespace lakecode::cost {
namespace {

using std::chrono::days;

const Day kStart{days(20'500)};

UsageRow row(int day, const std::string& run_as, const std::string& warehouse, double usd) {
  UsageRow out;
  out.day = kStart + days(day);
  out.sku_name = "SQL";
  out.run_as = run_as;
  out.warehouse_id = warehouse;
  out.usd = usd;
  return out;
}

/// Four weeks of two warehouses, 10 USD each a day and 30 on the event's first weekday; then three days of the event.
std::vector<UsageRow> usage() {
  std::vector<UsageRow> rows;
  for (int day = -40; day < 0; ++day) {
    const double usd = day % 7 == 0 ? 30 : 10;
    rows.push_back(row(day, "ana", "w1", usd));
    rows.push_back(row(day, "bo", "w2", usd));
  }
  for (int day = 0; day < 3; ++day) {
    rows.push_back(row(day, "ana", "w1", 100));
    rows.push_back(row(day, "bo", "w2", day == 0 ? 30 : 10));
  }
  return rows;
}

CostEvent event() {
  CostEvent out;
  out.key.sku_name = "SQL";
  out.start = kStart;
  out.end = kStart + days(2);
  out.actual_usd = 350;
  out.expected_usd = 100;
  return out;
}

TEST(Drivers, NameWhatRoseAgainstTheSameWeekdays) {
  const auto drivers = find_drivers(usage(), event());
  ASSERT_EQ(drivers.size(), 2U) << "the SKU is the event's own, bo and w2 cost what they always do";
  EXPECT_EQ(drivers[0].dimension, "identity");
  EXPECT_EQ(drivers[0].key, "ana");
  EXPECT_EQ(drivers[1].dimension, "warehouse");
  EXPECT_EQ(drivers[1].key, "w1");
  EXPECT_DOUBLE_EQ(drivers[0].actual_usd, 300);
  EXPECT_DOUBLE_EQ(drivers[0].expected_usd, 30 + 10 + 10);
}

TEST(Drivers, OfAThingAreThoseWhoUseIt) {
  std::vector<UsageRow> rows = usage();
  rows.push_back(row(1, "cleo", "w2", 500));
  CostEvent one = event();
  one.resource_dimension = "warehouse";
  one.resource = "w1";
  const auto drivers = find_drivers(rows, one);
  ASSERT_EQ(drivers.size(), 1U) << "what cleo pays for w2 is no part of it, and w1 is the event's own";
  EXPECT_EQ(drivers[0].key, "ana");
}

TEST(Drivers, AWeekHasEveryWeekdayOnce) {
  CostEvent week = event();
  week.end = kStart + days(6);
  const auto drivers = find_drivers(usage(), week);
  ASSERT_FALSE(drivers.empty());
  EXPECT_DOUBLE_EQ(drivers[0].expected_usd, 30 + 6 * 10);
}

TEST(Drivers, APriceChangeHasNone) {
  CostEvent price = event();
  price.reason = EventReason::Price;
  EXPECT_TRUE(find_drivers(usage(), price).empty());
}

}  // namespace
}  // namespace lakecode::cost
