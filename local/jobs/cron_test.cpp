// Cron expressions and zones, judged on moments worked out by hand.
#include "local/jobs/cron.h"

#include <gtest/gtest.h>

namespace lakecode::local {
namespace {

struct Row {
  const char* cron;
  const char* zone;
  std::int64_t fires;  ///< epoch seconds
  std::int64_t rests;
};

// 1767225600 is 2026-01-01 00:00:00 UTC, a Thursday.
constexpr Row kRows[] = {
    {"0 0 0 * * ?", "UTC", 1767225600, 1767225601},
    {"0 30 2 ? * MON-FRI", "UTC", 1767225600 + 9'000, 1767225600 + 2 * 86'400 + 9'000},  // Thursday, Saturday
    {"0 0/15 * * * ?", "UTC", 1767225600 + 2'700, 1767225600 + 2'760},                   // 00:45, 00:46
    {"0 0 0 L * ?", "UTC", 1767225600 + 30 * 86'400, 1767225600 + 29 * 86'400},          // January 31, 30
    {"0 0 0 ? * 6L", "UTC", 1767225600 + 29 * 86'400, 1767225600 + 22 * 86'400},         // last Friday: the 30th
    {"0 0 0 ? * 5#2", "UTC", 1767225600 + 7 * 86'400, 1767225600},                       // second Thursday
    {"0 0 0 1,15 JAN ? 2026", "UTC", 1767225600 + 14 * 86'400, 1767225600 + 13 * 86'400},
    {"0 0 0 ? * SAT-MON", "UTC", 1767225600 + 3 * 86'400, 1767225600},                 // over the week's end
    {"0 0 9 * * ?", "Europe/Berlin", 1767225600 + 8 * 3'600, 1767225600 + 9 * 3'600},  // winter: UTC+1
    {"0 0 9 * * ?", "Europe/Berlin", 1782864000 + 7 * 3'600, 1782864000 + 8 * 3'600},  // 1 July: UTC+2
};

TEST(Cron, FiresWhenItShould) {
  for (const Row& row : kRows) {
    const auto cron = CronExpression::parse(row.cron);
    const auto zone = TimeZone::find(row.zone);
    ASSERT_TRUE(cron.has_value()) << row.cron;
    if (!zone) GTEST_SKIP() << "this machine has no zone " << row.zone;
    EXPECT_TRUE(cron->fires_at(zone->local(row.fires))) << row.cron << " at " << row.fires;
    EXPECT_FALSE(cron->fires_at(zone->local(row.rests))) << row.cron << " at " << row.rests;
  }
}

TEST(Cron, RefusesWhatIsNone) {
  for (const char* wrong :
       {"", "* * * * *", "60 0 0 * * ?", "0 0 24 * * ?", "0 0 0 32 * ?", "0 0 0 ? * 8", "0 0 0 1 * 2", "0 a 0 * * ?",
        "0 0/0 0 * * ?", "0 0 0 ? * 2#6", "0 0 0 * FOO ?", "0 0 0 * * ? 1 2"})
    EXPECT_FALSE(CronExpression::parse(wrong).has_value()) << wrong;
  EXPECT_FALSE(TimeZone::find("Mars/Base").has_value());
  EXPECT_FALSE(TimeZone::find("../../etc/passwd").has_value());
}

}  // namespace
}  // namespace lakecode::local
