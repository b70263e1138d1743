#include "base/utf8.h"

#include <gtest/gtest.h>

namespace lakecode {
namespace {

TEST(Utf8, InvalidFormsAreFound) {
  EXPECT_TRUE(utf8::is_valid("plain, é, 漢, 👩‍💻"));
  for (const char* bad :
       {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "a\xE2\x82"}) {
    EXPECT_FALSE(utf8::is_valid(bad));
  }
}

TEST(Utf8, SanitizeReplacesEachBadByteAndNothingElse) {
  EXPECT_EQ(utf8::sanitize("a\xFF"
                           "b\xC3"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(utf8::sanitize("é漢\n"), "é漢\n");
  EXPECT_TRUE(utf8::is_valid(utf8::sanitize("\xED\xA0\x80\xF0\x9F")));
}

TEST(Utf8, AppendReplacesWhatCannotBeEncoded) {
  std::string out;
  utf8::append(out, U'é');
  utf8::append(out, 0xD800);
  utf8::append(out, 0x110000);
  EXPECT_EQ(out, "é\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Utf8, WidthCountsTerminalColumns) {
  const struct {
    const char* text;
    std::size_t columns;
  } cases[] = {{"", 0},        {"abc", 3},      {"é", 1},           {"e\u0301", 1}, {"漢字", 4},
               {"👍", 2},       {"👍🏽", 2}, {"👩‍💻", 2}, {"🇩🇪", 2},      {"❤️", 2},
               {"1️⃣", 2}, {"…", 1},        {"한글", 4},        {"│─", 2},      {"ａ", 2}};
  for (const auto& c : cases) EXPECT_EQ(utf8::width(c.text), c.columns) << c.text;
}

TEST(Utf8, GraphemesKeepClustersWhole) {
  const auto clusters = utf8::graphemes("ae\u0301👩‍💻\r\n🇩🇪🇫🇷");
  ASSERT_EQ(clusters.size(), 6U);
  EXPECT_EQ(clusters[1], "e\u0301");
  EXPECT_EQ(clusters[2], "👩‍💻");
  EXPECT_EQ(clusters[3], "\r\n");
  EXPECT_EQ(clusters[5], "🇫🇷");
}

TEST(Utf8, TruncateNeverExceedsTheColumnsNorCutsAClusterUp) {
  EXPECT_EQ(utf8::truncate("abcdef", 4), "abc…");
  EXPECT_EQ(utf8::truncate("abcd", 4), "abcd");
  EXPECT_EQ(utf8::truncate("漢字漢字", 6), "漢字…");
  EXPECT_EQ(utf8::truncate("👩‍💻👩‍💻", 3), "👩‍💻…");
  EXPECT_EQ(utf8::truncate("abcdef", 4, ""), "abcd");
  EXPECT_EQ(utf8::truncate("abc", 0), "");
  const std::string text = "a漢👍🏽e\u0301🇩🇪…漢z";
  for (std::size_t columns = 0; columns < 14; ++columns) EXPECT_LE(utf8::width(utf8::truncate(text, columns)), columns);
}

TEST(Utf8, DecodeOutsideTheTextGivesTheReplacement) {
  EXPECT_EQ(utf8::decode_at("a", 5).length, 1U);
  EXPECT_EQ(utf8::decode_at("", 0).code_point, U'\xFFFD');
}

}  // namespace
}  // namespace lakecode
