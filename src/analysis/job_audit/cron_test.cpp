#include "analysis/job_audit/cron.h"

#include <gtest/gtest.h>

#include "analysis/job_audit/dst_zones.h"

namespace lakecode::job_audit {
namespace {

struct Case {
  const char* text;
  long seconds;  ///< smallest interval; 0: fires at most once
};

TEST(Cron, TellsTheShortestTimeBetweenTwoFirings) {
  constexpr long kDay = 86'400;
  constexpr Case kCases[] = {
      {"0 0 4 * * ?", 86'400},        {"0 15 4 * * ?", 86'400},      {"0 0/15 * * * ?", 900},
      {"0 */20 * * * ?", 1200},       {"0 5,50 * * * ?", 900},  // from :50 to :05 of the next hour
      {"0 0 22 ? * MON-FRI", 86'400}, {"0 0 6 ? * MON", 604'800},    {"0 0 6 ? * 2", 604'800},
      {"0 0 6 ? * FRI-MON", 86'400},  // over the end of the week
      {"0 0 6 1 * ?", 28 * kDay},     // February
      {"0 0 6 L * ?", 28 * kDay},     {"0 0 6 1,15 * ?", 14 * kDay}, {"0 0 6 ? * 6#1", 28 * kDay},
      {"0 0 6 ? * 6L", 28 * kDay},    {"0 30 23,0 * * ?", 3600},  // 23:30, then 00:30
      {"30 0 6 15W * ?", 28 * kDay},  {"0 0 6 29 2 ?", 1461 * kDay}, {"* * * * * ?", 1},
  };
  for (const Case& c : kCases) {
    const auto cron = Cron::parse(c.text);
    ASSERT_TRUE(cron) << c.text;
    const auto interval = cron->smallest_interval();
    EXPECT_EQ(interval ? interval->count() : 0, c.seconds) << c.text;
  }
}

TEST(Cron, RefusesWhatIsNone) {
  for (const char* text : {"", "0 0 4", "0 61 4 * * ?", "0 0 25 * * ?", "0 0 4 * FOO ?", "0 0 4 * * ? * *",
                           "0 0/0 4 * * ?", "a b c d e f", "0 0 4 ? * 9", "0 ,, 4 * * ?"}) {
    EXPECT_FALSE(Cron::parse(text)) << text;
  }
}

TEST(Cron, KnowsTheMinutesOfTheDay) {
  EXPECT_EQ(Cron::parse("0 30 2,14 * * ?")->minutes(), (std::vector<int>{150, 870}));
  EXPECT_EQ(Cron::parse("0 0 * * * ?")->minutes().size(), 24U);
}

TEST(DstZones, AreThoseWhoseClocksChange) {
  for (const char* zone :
       {"Europe/Berlin", "America/New_York", "Australia/Sydney", "US/Pacific", "America/Indiana/Knox"}) {
    EXPECT_TRUE(has_daylight_saving(zone)) << zone;
  }
  for (const char* zone : {"UTC", "Etc/UTC", "Asia/Kolkata", "Europe/Istanbul", "America/Phoenix", "America/Sao_Paulo",
                           "Australia/Brisbane", "Asia/Tokyo", "", "GMT"}) {
    EXPECT_FALSE(has_daylight_saving(zone)) << zone;
  }
}

}  // namespace
}  // namespace lakecode::job_audit
