#include "analysis/profile/day_series.h"

#include <gtest/gtest.h>

namespace lakecode::profile {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr sys_days kStart = sys_days(std::chrono::year(2025) / 9 / 1);  // a Monday

/// `rows` on every day, none on weekends when `business`; counts waver a little.
DayCounts series(int length, std::int64_t rows, bool business = false) {
  DayCounts counts;
  for (int i = 0; i < length; ++i) {
    if (business && i % 7 >= 5) continue;
    counts[kStart + days(i)] = rows + (rows > 3 ? (std::int64_t{37} * i) % (rows / 2) : 0);
  }
  return counts;
}

void remove(DayCounts& counts, int first, int count) {
  for (int i = first; i < first + count; ++i) counts.erase(kStart + days(i));
}

TEST(DaySeries, FullSeriesHasNoGap) {
  EXPECT_TRUE(find_silent_runs(series(120, 20)).empty());
  EXPECT_TRUE(find_silent_runs(series(120, 20, true)).empty());
  EXPECT_TRUE(find_silent_runs({}).empty());
}

TEST(DaySeries, RemovedDaysAreCounted) {
  DayCounts counts = series(120, 20);
  remove(counts, 50, 4);
  const auto runs = find_silent_runs(counts);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].days, 4);
  EXPECT_EQ(runs[0].first, kStart + days(50));
  EXPECT_EQ(runs[0].last, kStart + days(53));
}

TEST(DaySeries, HolidaysOfABusinessCalendarAreNoGapButAWeekIs) {
  DayCounts counts = series(140, 20, true);
  remove(counts, 21, 1);
  remove(counts, 65, 2);
  EXPECT_TRUE(find_silent_runs(counts).empty());
  remove(counts, 84, 7);
  const auto runs = find_silent_runs(counts);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].days, 5);
}

TEST(DaySeries, ThinSeriesAndThinEndsAreNotBlamed) {
  DayCounts thin;
  for (int i = 0; i < 300; i += 1 + (i * i) % 5) thin[kStart + days(i)] = 1;
  EXPECT_TRUE(find_silent_runs(thin).empty());
  DayCounts late = series(90, 30);
  late[kStart - days(20)] = 1;
  late[kStart - days(11)] = 2;
  EXPECT_TRUE(find_silent_runs(late).empty());
  DayCounts wrong = series(90, 20);
  wrong[kStart - days(75)] = 400;  // one wrong date that many rows share
  EXPECT_TRUE(find_silent_runs(wrong).empty());
}

TEST(DaySeries, SlowRhythmsAreLateTooButDatesWithoutOneAreNot) {
  DayCounts weekly;
  for (int i = 0; i < 9; ++i) weekly[kStart + days(7 * i)] = 5;
  EXPECT_FALSE(judge_age(weekly, 9.0).stale);
  EXPECT_TRUE(judge_age(weekly, 30.0).stale);
  DayCounts scattered;  // when things were bought: some days, no rhythm
  for (int i = 0; i < 380; i += 2 + (i * 13) % 9) scattered[kStart + days(i)] = 1;
  EXPECT_FALSE(judge_age(scattered, 40.0).stale);
}

TEST(DaySeries, AgeIsMeasuredByTheSeriesOwnRhythm) {
  EXPECT_FALSE(judge_age(series(90, 10), 1.2).stale);
  EXPECT_FALSE(judge_age(series(90, 10), 2.9).stale);
  EXPECT_TRUE(judge_age(series(90, 10), 5.0).stale);
  EXPECT_FALSE(judge_age(series(90, 10, true), 4.0).stale);  // a long weekend
  EXPECT_TRUE(judge_age(series(90, 10, true), 9.0).stale);
  EXPECT_FALSE(judge_age(series(10, 10), 50.0).stale);  // ten days show no rhythm
}

}  // namespace
}  // namespace lakecode::profile
