#include "agent/budget.h"

#include <gtest/gtest.h>

namespace lakecode::agent {
namespace {

const llm::Capabilities kPriced{.max_output = 64'000, .input_price = 3.0, .output_price = 15.0};
const llm::Capabilities kUnpriced{.max_output = 64'000};

TEST(Budget, MoneyIsCountedWhereItIsKnown) {
  Budget budget({.usd = 1.0}, SteadyTime());
  budget.add_answer({.input = 1'000'000}, kUnpriced);
  EXPECT_FALSE(budget.usd());
  EXPECT_EQ(budget.reached(SteadyTime()), Limit::None);
  budget.add_answer({.input = 400'000}, kPriced);
  EXPECT_EQ(budget.reached(SteadyTime()), Limit::Money);
}

TEST(Budget, TheWarehouseCountsToo) {
  Budget budget({.usd = 1.0}, SteadyTime());
  budget.set_warehouse_usd(1.5);
  EXPECT_EQ(budget.reached(SteadyTime()), Limit::Money);
}

TEST(Budget, AnAnswerMayNotOverrunTheMoney) {
  const Budget budget({.usd = 0.0315}, SteadyTime());
  EXPECT_EQ(budget.next_answer_tokens(500, kPriced), 2'000);
  EXPECT_EQ(budget.tightest(500, kPriced), Limit::Money);
  EXPECT_EQ(budget.next_answer_tokens(20'000, kPriced), 0);
  EXPECT_EQ(budget.next_answer_tokens(500, kUnpriced), 32'768);
}

TEST(Budget, TokensOfTheCacheCountAsTokens) {
  Budget budget({.tokens = 1'000}, SteadyTime());
  budget.add_answer({.input = 1, .output = 1, .cache_read = 997}, kPriced);
  EXPECT_EQ(budget.reached(SteadyTime()), Limit::None);
  EXPECT_EQ(budget.next_answer_tokens(0, kPriced), 1);
  budget.add_answer({.cache_write = 1}, kPriced);
  EXPECT_EQ(budget.reached(SteadyTime()), Limit::Tokens);
}

TEST(Budget, TimeAndAnswersEndIt) {
  Budget budget({.answers = 1, .time = std::chrono::milliseconds(50)}, SteadyTime());
  EXPECT_EQ(budget.reached(SteadyTime() + std::chrono::milliseconds(49)), Limit::None);
  EXPECT_EQ(budget.reached(SteadyTime() + std::chrono::milliseconds(50)), Limit::Time);
  budget.add_answer({}, kPriced);
  EXPECT_EQ(budget.reached(SteadyTime()), Limit::Answers);
}

TEST(Budget, AModelsOwnLimitIsNoOverrun) {
  const Budget budget({}, SteadyTime());
  EXPECT_EQ(budget.next_answer_tokens(10, {.max_output = 4'096}), 4'096);
  EXPECT_EQ(budget.tightest(10, {.max_output = 4'096}), Limit::AnswerLength);
}

}  // namespace
}  // namespace lakecode::agent
