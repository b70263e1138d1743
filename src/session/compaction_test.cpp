#include "session/compaction.h"

#include "session/session_fixture.h"

namespace lakecode::session::test {
namespace {

/// `turns` requests, each answered after one call whose result is `bytes` long.
std::vector<llm::Message> long_conversation(int turns, std::size_t bytes) {
  std::vector<llm::Message> messages;
  for (int i = 0; i < turns; ++i) {
    const std::string id = "call" + std::to_string(i);
    messages.push_back(user("request " + std::to_string(i)));
    messages.push_back(calls({id}));
    messages.push_back({llm::Role::User, {llm::ToolResult{id, std::string(bytes, 'r')}}});
    messages.push_back(assistant("answer " + std::to_string(i)));
  }
  return messages;
}

bool begins_well(const llm::Message& message) {
  for (const llm::Block& block : message.blocks) {
    if (std::holds_alternative<llm::ToolResult>(block)) return false;
  }
  return true;
}

TEST(TokenGauge, CountsProseAndCodeDifferentlyAndLearns) {
  TokenGauge gauge;
  EXPECT_EQ(gauge.tokens(std::string(3'600, 'a')), 1'000);
  EXPECT_EQ(gauge.tokens(std::string(280, '{')), 100);
  gauge.correct(1'000, 1'500);
  EXPECT_EQ(gauge.tokens(std::string(3'600, 'a')), 1'500);
  gauge.correct(1'000, 1'000'000);
  EXPECT_EQ(gauge.factor(), 2.0);
  gauge.correct(0, 5);
  EXPECT_EQ(gauge.factor(), 2.0);
}

TEST(Compaction, OffMeansOff) {
  const auto messages = long_conversation(50, 10'000);
  EXPECT_EQ(find_cut(messages, {.budget = std::nullopt}, TokenGauge()), std::nullopt);
  EXPECT_EQ(find_cut(messages, {.budget = std::nullopt}, TokenGauge(), true), std::nullopt);
  EXPECT_FALSE(is_over(messages, {.budget = std::nullopt}, TokenGauge()));
}

TEST(Compaction, WhatFitsStays) {
  EXPECT_EQ(find_cut(long_conversation(3, 100), {.budget = 100'000}, TokenGauge()), std::nullopt);
}

TEST(Compaction, CutsAtARequestAndKeepsPairs) {
  const auto messages = long_conversation(50, 10'000);
  const auto cut = find_cut(messages, {.budget = 20'000, .fixed = 1'000}, TokenGauge());
  ASSERT_TRUE(cut);
  EXPECT_GT(cut->first_kept, 0U);
  EXPECT_EQ(messages[cut->first_kept].role, llm::Role::User);
  EXPECT_TRUE(begins_well(messages[cut->first_kept]));
  EXPECT_LE(cut->kept_tokens, 8'000);
  EXPECT_GT(cut->kept_tokens, 2'000) << "it keeps what it can";
  EXPECT_EQ(cut->result_limit, 0);
}

TEST(Compaction, AnyBudgetLeavesAValidTail) {
  const auto messages = long_conversation(6, 3'000);
  for (std::int64_t budget = 1; budget < 8'000; budget += 37) {
    const auto cut = find_cut(messages, {.budget = budget}, TokenGauge());
    if (!cut) continue;
    ASSERT_LT(cut->first_kept, messages.size());
    EXPECT_TRUE(begins_well(messages[cut->first_kept])) << budget;
  }
}

TEST(Compaction, InsideOneLongTurnItCutsBeforeAnAnswerOfTheModel) {
  std::vector<llm::Message> messages = {user("audit everything")};
  for (int i = 0; i < 40; ++i) {
    const std::string id = "c" + std::to_string(i);
    messages.push_back(calls({id}));
    messages.push_back({llm::Role::User, {llm::ToolResult{id, std::string(4'000, 'r')}}});
  }
  const auto cut = find_cut(messages, {.budget = 10'000}, TokenGauge());
  ASSERT_TRUE(cut);
  EXPECT_EQ(messages[cut->first_kept].role, llm::Role::Assistant);
  EXPECT_LE(cut->kept_tokens, 4'000);
}

TEST(Compaction, OneExchangeTooLargeIsShortened) {
  const auto messages = long_conversation(2, 400'000);
  const auto cut = find_cut(messages, {.budget = 20'000}, TokenGauge());
  ASSERT_TRUE(cut);
  EXPECT_GT(cut->result_limit, 0);
  EXPECT_LE(cut->kept_tokens, 8'000);
}

TEST(Compaction, WhenAskedForItKeepsTheLastRequestAlone) {
  const auto messages = long_conversation(5, 100);
  const auto cut = find_cut(messages, {.budget = 100'000}, TokenGauge(), true);
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->first_kept, 16U);
}

TEST(Compaction, OneRequestAloneCannotBeCut) {
  const std::vector<llm::Message> messages = {user(std::string(1'000'000, 'x'))};
  EXPECT_EQ(find_cut(messages, {.budget = 1'000}, TokenGauge()), std::nullopt);
}

TEST(Shorten, KeepsBothEndsAndSaysWhatIsMissing) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "\xC3\xA9";
  const std::string cut = shorten(text, 401);
  EXPECT_LT(cut.size(), 560U);
  EXPECT_TRUE(cut.starts_with("\xC3\xA9")) << cut;
  EXPECT_NE(cut.find("bytes left out"), std::string::npos);
  EXPECT_EQ(cut.find("\xC3\n"), std::string::npos) << "no character is cut in two";
  EXPECT_EQ(shorten(text, 0), text);
  EXPECT_EQ(shorten("short", 3), "short");
}

}  // namespace
}  // namespace lakecode::session::test
