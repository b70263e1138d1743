#include "policy/glob.h"

#include <gtest/gtest.h>

#include "policy/time_window.h"

namespace lakecode::policy {
namespace {

TEST(Glob, MatchesTheWholeText) {
  const std::tuple<const char*, const char*, bool> cases[] = {{"prod.*", "prod.sales.t", true},
                                                              {"prod.*", "PROD.S", true},
                                                              {"prod.*", "prod", false},
                                                              {"prod.*", "production.x", false},
                                                              {"*", "", true},
                                                              {"*", "anything", true},
                                                              {"a?c", "abc", true},
                                                              {"a?c", "ac", false},
                                                              {"*.pii_*", "dev.s.pii_x", true},
                                                              {"*.pii_*", "dev.s.t", false},
                                                              {"*a*b*c", "xxaxxbxxc", true},
                                                              {"*a*b*c", "xxaxxbxx", false},
                                                              {"", "", true},
                                                              {"", "x", false},
                                                              {"a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaa", false}};
  for (const auto& [pattern, text, fits] : cases)
    EXPECT_EQ(Glob(pattern).matches(text), fits) << pattern << " " << text;
}

TEST(Glob, CanContinue) {
  EXPECT_TRUE(Glob("prod.sales.*").can_continue("prod."));
  EXPECT_TRUE(Glob("prod.sales.t").can_continue("prod.sales."));
  EXPECT_TRUE(Glob("*.pii").can_continue("dev."));
  EXPECT_FALSE(Glob("prod.sales.*").can_continue("dev."));
  EXPECT_FALSE(Glob("prod.sales").can_continue("prod.sales."));
}

TEST(TimeWindow, ReadsItsParts) {
  EXPECT_EQ(parse_minutes("24:00"), 1440);
  for (const char* wrong : {"24:01", "7:00", "07:60", "0700", "", "ab:cd"}) EXPECT_FALSE(parse_minutes(wrong)) << wrong;
  EXPECT_EQ(parse_offset("-03:30"), -210);
  EXPECT_EQ(parse_offset("UTC"), 0);
  for (const char* wrong : {"+25:00", "Europe/Berlin", "+1", ""}) EXPECT_FALSE(parse_offset(wrong)) << wrong;
  EXPECT_EQ(parse_days("fri-mon"), 0x71);
  EXPECT_EQ(parse_days("weekdays"), 0x1F);
  EXPECT_FALSE(parse_days("someday"));
}

}  // namespace
}  // namespace lakecode::policy
