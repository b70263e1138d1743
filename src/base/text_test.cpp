#include "base/text.h"

#include <gtest/gtest.h>

namespace lakecode {
namespace {

TEST(Text, TrimTakesBlanksFromBothEndsOnly) {
  EXPECT_EQ(text::trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(text::trim(" \n"), "");
}

TEST(Text, CaseFunctionsChangeAsciiLettersOnly) {
  EXPECT_EQ(text::to_lower("ÄBC-1"), "Äbc-1");
  EXPECT_EQ(text::to_upper("äbc-1"), "äBC-1");
  EXPECT_TRUE(text::equals_ignore_case("SeLect", "sELECT"));
  EXPECT_FALSE(text::equals_ignore_case("select", "selects"));
}

TEST(Text, FindIgnoreCaseFindsWhatStartsInsideAFailedMatch) {
  EXPECT_EQ(text::find_ignore_case("AaAaB", "aab"), 2U);
  EXPECT_EQ(text::find_ignore_case("abcabd", "ABD"), 3U);
  EXPECT_EQ(text::find_ignore_case("abc", ""), 0U);
  EXPECT_EQ(text::find_ignore_case("abc", "c", 3), std::string_view::npos);
  EXPECT_EQ(text::find_ignore_case("abc", "abcd"), std::string_view::npos);
  EXPECT_EQ(text::find_ignore_case("abc", "a", 99), std::string_view::npos);
}

TEST(Text, FindIgnoreCaseStaysLinearOnRepeats) {
  const std::string haystack(4U << 20U, 'a');
  std::string needle(1U << 16U, 'A');
  needle.push_back('b');
  EXPECT_EQ(text::find_ignore_case(haystack, needle), std::string_view::npos);  // quadratic: minutes
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_EQ(text::split("a,,b,", ',').size(), 4U);
  EXPECT_EQ(text::split("", ',').size(), 1U);
}

TEST(Text, LinesDropLineEndsAndNoFinalEmptyLine) {
  const auto lines = text::lines("one\r\n\ntwo\n");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "one");
  EXPECT_EQ(lines[1], "");
  EXPECT_EQ(lines[2], "two");
  EXPECT_TRUE(text::lines("").empty());
}

TEST(Text, ReplaceAllDoesNotLookIntoItsReplacement) {
  EXPECT_EQ(text::replace_all("aXbX", "X", "XX"), "aXXbXX");
  EXPECT_EQ(text::replace_all("abc", "", "x"), "abc");
}

TEST(Text, ParseIntTakesWholeNumbersOnly) {
  EXPECT_EQ(text::parse_int("-9223372036854775808"), INT64_MIN);
  for (const char* bad : {"", " 1", "1 ", "+1", "1.0", "0x1", "9223372036854775808", "-"}) {
    EXPECT_FALSE(text::parse_int(bad)) << bad;
  }
}

TEST(Text, ParseDoubleRefusesInfinityAndRests) {
  EXPECT_EQ(text::parse_double("-1.5e3"), -1500.0);
  for (const char* bad : {"", "1,5", "inf", "nan", "1.5x", "+1"}) EXPECT_FALSE(text::parse_double(bad)) << bad;
}

TEST(Text, NearestFindsSlipsAndNothingElse) {
  const std::vector<std::string> words = {"sessions", "safety", "skills", "sql"};
  EXPECT_EQ(text::nearest("sesions", words), "sessions");
  EXPECT_EQ(text::nearest("saefty", words), "safety");
  EXPECT_EQ(text::nearest("SQL", words), "sql");
  EXPECT_FALSE(text::nearest("diagnose", words));
  EXPECT_FALSE(text::nearest(std::string(100'000, 'x'), words));
}

TEST(Text, GroupDigitsPutsCommasBetweenThousands) {
  EXPECT_EQ(text::group_digits(1234567), "1,234,567");
  EXPECT_EQ(text::group_digits(-1000), "-1,000");
  EXPECT_EQ(text::group_digits(999), "999");
  EXPECT_EQ(text::group_digits(-100), "-100");
}

TEST(Text, JoinPutsTheSeparatorBetween) {
  EXPECT_EQ(text::join(std::vector<std::string>{"a", "b"}, ", "), "a, b");
  EXPECT_EQ(text::join(std::vector<std::string>{}, ", "), "");
}

}  // namespace
}  // namespace lakecode
