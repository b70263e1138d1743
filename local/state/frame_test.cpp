#include "local/state/frame.h"

#include <gtest/gtest.h>

namespace lakecode::local {
namespace {

TEST(Frame, ChecksumIsTheStandardOne) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32(""), 0U);
}

TEST(Frame, RoundTripsAndFindsTheNext) {
  const std::string bytes = make_frame("one") + make_frame("");
  const auto first = read_frame(bytes, 0);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->payload, "one");
  const auto second = read_frame(bytes, first->next);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->payload, "");
  EXPECT_EQ(second->next, bytes.size());
  EXPECT_FALSE(read_frame(bytes, second->next).has_value());
}

TEST(Frame, EveryCutIsSeen) {
  const std::string whole = make_frame("a payload of some length");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_frame(std::string_view(whole).substr(0, size), 0).has_value()) << size;
  }
}

TEST(Frame, EveryFlippedByteIsSeen) {
  const std::string whole = make_frame("a payload of some length");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    EXPECT_FALSE(read_frame(damaged, 0).has_value()) << i;
  }
}

TEST(Frame, CursorFailsOnCutTextAndStaysFailed) {
  std::string payload;
  append_text(payload, "hello");
  append_int(payload, -5);
  FrameCursor whole(payload);
  std::string text;
  std::int64_t number = 0;
  EXPECT_TRUE(whole.read_text(text));
  EXPECT_TRUE(whole.read_int(number));
  EXPECT_EQ(text, "hello");
  EXPECT_EQ(number, -5);
  EXPECT_TRUE(whole.at_end());
  FrameCursor cut(std::string_view(payload).substr(0, 7));
  EXPECT_FALSE(cut.read_text(text));
  EXPECT_FALSE(cut.read_int(number));
}

}  // namespace
}  // namespace lakecode::local
