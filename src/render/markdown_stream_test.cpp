#include "render/markdown_stream.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "base/utf8.h"

namespace lakecode::render {
namespace {

constexpr std::string_view kAnswer =
    "## Orders by **country**\n\n"
    "There were **1,204 orders** yesterday, `main.sales.orders` says, which is a few more than on the day before.\n\n"
    "- first *item* that is longer than the screen is wide, so that it goes on below itself\n"
    "  1. inner\n"
    "> quoted\n\n"
    "| country | orders |\n|:--|--:|\n| **AT** | 12 |\n| a \\| b | 1,192 |\n\n"
    "```sql\nSELECT  1;\n\tFROM | x\n```\n---\n"
    "2 ** 3 and a**b, `x ** y` end";

std::string in_pieces(std::string_view text, std::size_t size, Screen screen) {
  MarkdownStream stream(screen);
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += size) out += stream.add(text.substr(at, size));
  return out + stream.finish();
}

TEST(MarkdownStream, IsReadableWithoutColour) {
  EXPECT_EQ(in_pieces(kAnswer, kAnswer.size(), {.columns = 50}),
            "## Orders by **country**\n\n"
            "There were **1,204 orders** yesterday,\n"
            "`main.sales.orders` says, which is a few more than\n"
            "on the day before.\n\n"
            "• first *item* that is longer than the screen is\n"
            "  wide, so that it goes on below itself\n"
            "  1. inner\n"
            "│ quoted\n\n"
            "country  orders\n"
            "───────  ──────\n"
            "AT           12\n"
            "a | b     1,192\n\n"
            "```sql\nSELECT  1;\n\tFROM | x\n```\n" +
                text::replace_all(std::string(40, '-'), "-", "─") + "\n2 ** 3 and a**b, `x ** y` end\n");
}

TEST(MarkdownStream, TurnsMarksIntoStyleWithColour) {
  const std::string shown = in_pieces(kAnswer, kAnswer.size(), {.columns = 80, .color = true});
  EXPECT_NE(shown.find("\x1b[1mOrders by country\x1b[0m\n"), std::string::npos) << shown;
  EXPECT_NE(shown.find("\x1b[1m1,204\x1b[0m \x1b[1morders\x1b[0m yesterday"), std::string::npos) << shown;
  EXPECT_NE(shown.find("\x1b[36mmain.sales.orders\x1b[0m says"), std::string::npos) << shown;
  EXPECT_NE(shown.find("\x1b[36mSELECT  1;\x1b[0m\n"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("```"), std::string::npos) << shown;
  EXPECT_NE(shown.find("2 ** 3 and a**b, \x1b[36mx\x1b[0m \x1b[36m**\x1b[0m \x1b[36my\x1b[0m end"), std::string::npos);
}

// What is shown does not depend on how the text was cut on its way.
TEST(MarkdownStream, IsTheSameAtEveryCut) {
  for (const bool color : {false, true}) {
    const Screen screen{.columns = 44, .color = color};
    const std::string whole = in_pieces(kAnswer, kAnswer.size(), screen);
    for (std::size_t size = 1; size < 40; ++size) EXPECT_EQ(in_pieces(kAnswer, size, screen), whole) << size;
  }
}

TEST(MarkdownStream, TellsProseWordByWord) {
  MarkdownStream stream({.columns = 80});
  EXPECT_EQ(stream.add("Three or"), "Three");
  EXPECT_EQ(stream.add("ders came "), " orders came");
  EXPECT_EQ(stream.add("in."), "");
  EXPECT_EQ(stream.finish(), " in.\n");
  EXPECT_EQ(stream.finish(), "");
}

// A cell that a narrow screen has no room for would be cut in a grid: the rows are told one by one.
TEST(MarkdownStream, LosesNothingOfAWideTable) {
  const std::string shown = in_pieces(
      "| job | why it failed |\n|--|--|\n| nightly | the column amount_eur is no longer there |\n| hourly | late |\n",
      7, {.columns = 40});
  EXPECT_EQ(shown,
            "job            nightly\n"
            "why it failed  the column amount_eur is\n"
            "               no longer there\n\n"
            "job            hourly\n"
            "why it failed  late\n");
}

TEST(MarkdownStream, WhatIsNoTableStaysAsItIs) {
  EXPECT_EQ(in_pieces("| a | b\nand words\n", 3, {}), "| a | b\nand words\n");
  EXPECT_EQ(in_pieces("|\n|\n", 3, {}), "|\n|\n");
  EXPECT_EQ(in_pieces("#tag and `open\n#\n", 3, {}), "#tag and `open\n#\n");
}

// Whatever a model was made to write, only our own colours drive the terminal, and no line is wider than it.
TEST(MarkdownStream, NothingFromOutsideDrivesTheTerminal) {
  const std::string hostile =
      "a \x1b[2Jb \x9b"
      "31m **\x1b]0;x\x07** `\xe2\x80\xae` \xff\n# \x1b[1m\n| \x1b[2J | b |\n|--|--|\n| \x07 | \xe2\x80\xae |\n"
      "```\x1b\n\x1b[2J\r\n```\n> \x1b\n- \x1b\n\x7f";
  for (const bool color : {false, true}) {
    std::string shown = in_pieces(hostile, 3, {.columns = 80, .color = color});
    for (const std::string_view own : {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[36m"})
      shown = text::replace_all(shown, own, "");
    EXPECT_EQ(shown.find_first_of("\x1b\x07\r\x7f"), std::string::npos) << shown;
    EXPECT_EQ(shown.find("\xe2\x80\xae"), std::string::npos);
    EXPECT_TRUE(utf8::is_valid(shown));
  }
}

}  // namespace
}  // namespace lakecode::render
