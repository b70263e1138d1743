#include "render/screen_door.h"

#include <gtest/gtest.h>

#include <string>

#include "base/utf8.h"

namespace lakecode::render {
namespace {

TEST(ScreenDoor, PlainTextPassesUnchanged) {
  const std::string text = "Zürich, 東京, café: 3 %\n\ttab and line";
  EXPECT_EQ(inert(text), text);
}

TEST(ScreenDoor, ControlsBecomeVisible) {
  struct Row {
    std::string text;
    std::string shown;
  };
  const Row rows[] = {
      {"\x1b[2J", "\\x1b[2J"},
      {"a\rb", "a\\x0db"},
      {std::string("nul\0end", 7), "nul\\x00end"},
      {"bell\x07", "bell\\x07"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b"
       "31m",
       "\\x9b31m"},  // C1 CSI as UTF-8
      {"\x9b"
       "31m",
       "\\x9b31m"},  // C1 CSI as a raw byte
      {"\xe2\x80\xae"
       "txt.exe",
       "\\u{202e}txt.exe"},  // right-to-left override
      {"a\xe2\x80\x8b"
       "b",
       "a\\u{200b}b"},                     // zero-width space
      {"\xf3\xa0\x81\x81", "\\u{e0041}"},  // tag character
      {"\xef\xbb\xbf"
       "bom",
       "\\u{feff}bom"},
      {"a\xe2\x80\x8d"
       "b",
       "a\\u{200d}b"},                                                         // joiner outside an emoji
      {"\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", "\\xa9\\u{200d}\xf0\x9f\x91\xa7"},  // what it joins is not shown
      {"\xf0\x9f\x91\xa7\xe2\x80\x8d\xf3\xa0\x81\x81", "\xf0\x9f\x91\xa7\\u{200d}\\u{e0041}"},
      {"\xe2\x80\xa8", "\\u{2028}"},
      {"\xff\xfe", "\\xff\\xfe"},
      {"\xc0\xaf", "\\xc0\\xaf"},  // overlong slash
      {"\xe2\x82", "\\xe2\\x82"},  // cut sequence
  };
  for (const Row& row : rows) EXPECT_EQ(inert(row.text), row.shown);
}

TEST(ScreenDoor, EmojiSequencesKeepTheirJoiner) {
  const std::string family = "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7";
  EXPECT_EQ(inert(family), family);
}

TEST(ScreenDoor, OneLineEscapesNewlinesAndTabs) {
  EXPECT_EQ(inert_line("a\nb\tc"), "a\\nb\\tc");
}

TEST(ScreenDoor, EveryByteStringComesOutSafeAndStable) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text = {static_cast<char>(first), static_cast<char>(second)};
      const std::string shown = inert_line(text);
      EXPECT_TRUE(utf8::is_valid(shown));
      EXPECT_EQ(shown.find('\x1b'), std::string::npos);
      EXPECT_EQ(inert_line(shown), shown);
    }
  }
}

}  // namespace
}  // namespace lakecode::render
