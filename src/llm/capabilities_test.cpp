#include "llm/capabilities.h"

#include <gtest/gtest.h>

#include "llm/capabilities_catalogue.h"

namespace lakecode::llm {
namespace {

TEST(Families, AreFoundUnderEveryNameOfAVendor) {
  const std::pair<const char*, const char*> cases[] = {
      {"claude-sonnet-4-5-20250929", "claude-sonnet-4-5"},
      {"databricks-claude-sonnet-4-5", "claude-sonnet-4-5"},
      {"system.ai.claude-sonnet-4-5", "claude-sonnet-4-5"},
      {"anthropic/claude-sonnet-4.5", "claude-sonnet-4-5"},
      {"us.anthropic.claude-opus-4-20250514-v1:0", "claude-opus-4"},
      {"CLAUDE-OPUS-5-5", "claude-opus-5-5"},
      {"claude-opus-5-20260724", "claude-opus-5"},
      {"claude-next", "claude"},
      {"gpt-5", "gpt-5"},
      {"gpt-5-2025-08-07", "gpt-5"},
      {"databricks-gpt-5-4-mini", "gpt-5-4-mini"},
      {"gpt-4o-mini-2024-07-18", "gpt-4o-mini"},
      {"databricks-gpt-oss-120b", "gpt-oss"},
      {"databricks-meta-llama-3-3-70b-instruct", "llama-3"},
      {"databricks-qwen35-122b-a10b", "qwen"},
      {"o3", "o3"},
      {"gpt-50", ""},
      {"pro3", ""},
      {"my-own-model", ""},
      {"", ""},
  };
  for (const auto& [name, family] : cases) EXPECT_EQ(family_of(name), family) << name;
}

TEST(Families, NoRowIsHiddenByOneBeforeIt) {
  for (const FamilyRow& row : family_rows()) EXPECT_EQ(family_of(row.family), row.family);
}

TEST(Families, PricesAreOfOneDayAndInProportion) {
  for (const FamilyRow& row : family_rows()) {
    const Capabilities can = CapabilityTable().of(row.family);
    EXPECT_EQ(can.input_price.has_value(), can.output_price.has_value()) << row.family;
    EXPECT_EQ(can.priced_on.empty(), !can.input_price.has_value()) << row.family;
    EXPECT_LE(can.input_price.value_or(0), can.output_price.value_or(0)) << row.family;
    EXPECT_LE(can.cache_read_price.value_or(0), can.input_price.value_or(0)) << row.family;
    EXPECT_LE(can.max_output, can.context_window) << row.family;
  }
}

TEST(Overrides, WinOverTheTableTheLastOneMost) {
  const std::vector<std::string> entries = {"claude-* input_price=9 caching=false", "*sonnet-4-5 input_price=1.5",
                                            "my.Model context_window=32000  max_output=2000 priced_on=2026-01-02"};
  const auto table = CapabilityTable::with_overrides(entries);
  ASSERT_TRUE(table) << one_line(table.error());
  EXPECT_EQ(table->of("claude-opus-5").input_price, 9);
  EXPECT_FALSE(table->of("claude-opus-5").caching);
  EXPECT_EQ(table->of("claude-sonnet-4-5").input_price, 1.5);
  EXPECT_EQ(table->of("claude-sonnet-4-5").output_price, 15);
  EXPECT_EQ(table->of("my-model").context_window, 32'000);
  EXPECT_EQ(table->of("my-model").priced_on, "2026-01-02");
  EXPECT_EQ(table->of("my-model-2").context_window, Capabilities().context_window);
}

TEST(Overrides, MistakesAreNamed) {
  for (const char* entry :
       {"", "model", "model context_window", "model context_window=-1", "model context_window=big", "model caching=yes",
        "model input_price=nan", "model colour=red", "model priced_on=today", "model input_price=1e300"}) {
    const std::vector<std::string> entries = {entry};
    const auto table = CapabilityTable::with_overrides(entries);
    ASSERT_FALSE(table) << entry;
    EXPECT_EQ(table.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(one_line(table.error()).find("agent.model_overrides"), std::string::npos);
  }
}

}  // namespace
}  // namespace lakecode::llm
