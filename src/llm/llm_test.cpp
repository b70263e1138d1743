#include <gtest/gtest.h>

#include "llm/provider.h"

namespace lakecode::llm {
namespace {

TEST(Cost, IsTheSumOfWhatWasUsed) {
  Capabilities priced;
  priced.input_price = 3;
  priced.output_price = 15;
  priced.cache_read_price = 0.3;
  EXPECT_DOUBLE_EQ(cost_of({.input = 1'000'000, .output = 100'000, .cache_read = 1'000'000}, priced).value(), 4.8);
}

TEST(Cost, IsNotKnownWhenAPriceIsMissing) {
  Capabilities priced;
  priced.input_price = 3;
  EXPECT_TRUE(cost_of({.input = 1}, priced).has_value());
  EXPECT_FALSE(cost_of({.input = 1, .output = 1}, priced).has_value());
}

TEST(Message, TextAndCallsAreReadInOrder) {
  const Message message{.role = Role::Assistant,
                        .blocks = {TextBlock{"a"}, ToolUse{"1", "x", "{}"}, TextBlock{"b"}, ToolUse{"2", "y", "{}"}}};
  EXPECT_EQ(text_of(message), "ab");
  EXPECT_EQ(tool_uses_of(message), (std::vector<ToolUse>{{"1", "x", "{}"}, {"2", "y", "{}"}}));
}

}  // namespace
}  // namespace lakecode::llm
