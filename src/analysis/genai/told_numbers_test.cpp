#include "analysis/genai/told_numbers.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"

namespace lakecode::genai {
namespace {

std::string missing_in(std::string_view text) {
  const auto source = json::parse(
      R"({"lines": [{"key": "gpt-4o-mini", "usd": 1234.567, "share": 0.4213}, {"key": "batch", "usd": -90.0, "share": 0.58}],
          "from": "2026-11-01", "tokens": 1500000, "note": "list price, 30 days"})",
      "test");
  return text::join(numbers_without_source(text, {JsonBox(*source)}), " ");
}

TEST(ToldNumbers, WhatTheResultsHoldMayBeSaid) {
  for (const char* text :
       {"It cost 1234.567 USD.", "It cost $1,234.57.", "About 1,235 in all", "42 % of it", "42.1% of it",
        "gpt-4o-mini leads since 2026-11-01.", "90 are saved", "1,500,000 tokens in 30 days.", "The 2 endpoints",
        "58 percent is batch's", "No number at all."}) {
    EXPECT_EQ(missing_in(text), "") << text;
  }
}

TEST(ToldNumbers, WhatTheyDoNotHoldIsNamed) {
  const std::pair<const char*, const char*> cases[] = {{"It cost $1,234.58.", "1,234.58"},
                                                       {"It cost 1240 USD.", "1240"},
                                                       {"43 % of it", "43"},
                                                       {"0.43 of it", "0.43"},
                                                       {"gpt-4o leads, gpt-5 not", "gpt-5"},
                                                       {"since 2026-11-02", "2026-11-02"},
                                                       {"1.5M tokens", "1.5M"},
                                                       {"12345 and 12345 again, 7", "12345 7"},
                                                       {"12,34 is no grouping", "12,34"},
                                                       {"42 of them", "42"}};
  for (const auto& [text, missing] : cases) EXPECT_EQ(missing_in(text), missing) << text;
}

}  // namespace
}  // namespace lakecode::genai
