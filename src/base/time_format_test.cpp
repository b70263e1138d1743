#include "base/time_format.h"

#include <gtest/gtest.h>

namespace lakecode {
namespace {

using std::chrono::milliseconds;

TEST(TimeFormat, WritesUtc) {
  const auto time = from_epoch_ms(1795421700123);
  EXPECT_EQ(format_rfc3339(time), "2026-11-23T08:15:00.123Z");
  EXPECT_EQ(format_compact(time), "20261123T081500Z");
  EXPECT_EQ(format_minute(time), "2026-11-23 08:15");
  EXPECT_EQ(format_rfc3339(from_epoch_ms(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(TimeFormat, FarTimesAreHeldInFourDigitYears) {
  EXPECT_EQ(format_rfc3339(from_epoch_ms(INT64_MAX)), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(format_rfc3339(from_epoch_ms(INT64_MIN)), "0000-01-01T00:00:00.000Z");
}

TEST(TimeFormat, ReadsOffsetsFractionsAndDates) {
  const struct {
    const char* text;
    const char* utc;
  } cases[] = {{"2026-11-23T08:15:00Z", "2026-11-23T08:15:00.000Z"},
               {"2026-11-23t08:15:00.5z", "2026-11-23T08:15:00.500Z"},
               {"2026-11-23 08:15:00.123456789Z", "2026-11-23T08:15:00.123Z"},
               {"2026-11-23T00:15:00+01:30", "2026-11-22T22:45:00.000Z"},
               {"2026-11-23T23:15:00-01:00", "2026-11-24T00:15:00.000Z"},
               {"2024-02-29", "2024-02-29T00:00:00.000Z"},
               {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"}};
  for (const auto& c : cases) {
    const auto time = parse_rfc3339(c.text);
    ASSERT_TRUE(time) << c.text;
    EXPECT_EQ(format_rfc3339(*time), c.utc);
  }
}

TEST(TimeFormat, RefusesWhatIsNoTime) {
  for (const char* bad :
       {"", "today", "2026-11-23T08:15:00", "2026-13-01", "2025-02-29", "2026-11-23T24:00:00Z", "2026-11-23T08:60:00Z",
        "2026-11-23T08:15:61Z", "2026-11-23T08:15:00.Z", "2026-11-23T08:15:00Zx", "2026-11-23T08:15Z", "26-11-23",
        "2026-11-23T08:15:00+1:00", "2026-11-23T08:15:00+24:00", "-2026-11-23", "2026-11-23T"}) {
    const auto time = parse_rfc3339(bad);
    ASSERT_FALSE(time) << bad;
    EXPECT_EQ(time.error().code, ErrorCode::InvalidArgument);
  }
}

TEST(TimeFormat, DurationsReadWell) {
  EXPECT_EQ(format_duration(milliseconds(85)), "85 ms");
  EXPECT_EQ(format_duration(milliseconds(4'290)), "4.2 s");
  EXPECT_EQ(format_duration(milliseconds(59'999)), "59.9 s");
  EXPECT_EQ(format_duration(milliseconds(192'000)), "3 min 12 s");
  EXPECT_EQ(format_duration(milliseconds(3'840'000)), "1 h 04 min");
  EXPECT_EQ(format_duration(milliseconds(90'000'000)), "1 d 01 h");
  EXPECT_EQ(format_duration(milliseconds(-4'200)), "-4.2 s");
  EXPECT_EQ(format_duration(milliseconds::min()).front(), '-');
}

}  // namespace
}  // namespace lakecode
