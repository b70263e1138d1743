// What a turn must hold to whatever the model does: each of these has been seen to go red with its line of the code
// taken out.

#include <gtest/gtest.h>

#include "agent/turn_fixture.h"

namespace lakecode::agent {
namespace {

using llm::StopReason;

class TurnGuardTest : public TurnFixture {
 protected:
  /// Every tool_use of the conversation has its one result, in the message behind.
  void expect_all_answered() {
    const auto& messages = conversation_.record.messages;
    for (std::size_t i = 0; i < messages.size(); ++i) {
      const auto calls = llm::tool_uses_of(messages[i]);
      if (calls.empty()) continue;
      ASSERT_LT(i + 1, messages.size());
      ASSERT_EQ(messages[i + 1].blocks.size(), calls.size());
      for (std::size_t at = 0; at < calls.size(); ++at)
        EXPECT_EQ(std::get<llm::ToolResult>(messages[i + 1].blocks[at]).tool_use_id, calls[at].id);
    }
  }
};

TEST_F(TurnGuardTest, AChangeGivesAFailedCallAnotherChance) {
  const auto fails = call_reply({{"fail", R"({"text":"x"})"}});
  model_.says(fails);
  model_.says(fails);
  model_.says(fails);  // not run
  model_.says(call_reply({{"change", R"-({"sql":"INSERT INTO main.s.t VALUES (1)"})-"}}));
  model_.says(fails);
  model_.says(text_reply("It still fails."));
  run("go", gate::Approval::Write);
  EXPECT_EQ(tool_watch().asked.load(), 1);
  EXPECT_EQ(tool_watch().runs.load(), 4);
}

TEST_F(TurnGuardTest, ALargeResultIsCutAndSaysSo) {
  constexpr std::size_t kBytes = 600'000;
  model_.says(call_reply({{"look", R"({"text":")" + std::string(kBytes, 'a') + R"("})"}}));
  model_.says(text_reply("long"));
  run("look");
  const std::string sent = results_sent(1).at(0).content;
  EXPECT_LT(sent.size(), kBytes / 2);
  EXPECT_NE(sent.find("[cut here: "), std::string::npos);
  EXPECT_TRUE(sent.ends_with(" more bytes]"));
}

// Who takes the session up after a crash between the two must know of the text when it has the results.
TEST_F(TurnGuardTest, TextFromOutsideIsNotedBeforeItsResultIsTold) {
  model_.says(call_reply({{"leak", R"({"text":"a row"})"}}));
  model_.says(text_reply("ok"));
  std::size_t noted = 0;
  log_.told = [&](const Event& event) {
    if (std::holds_alternative<ResultsDone>(event)) noted = conversation_.record.taints.size();
  };
  run("look");
  EXPECT_EQ(noted, 1U);
}

TEST_F(TurnGuardTest, AnAnswerThatBrokeOffIsMarked) {
  model_.replies.emplace_back([](const llm::Request&, llm::Sink& sink, const CallContext&) -> Result<llm::Reply> {
    sink.on_text("Half of");
    return Error{.code = ErrorCode::Unavailable, .action = "ask", .subject = "the model", .reason = "it is gone"};
  });
  const TurnEnd end = run("go");
  EXPECT_EQ(end.status, Status::Failed);
  EXPECT_GT(end.spent.usage.input, 0);  // read, and paid for
  EXPECT_GT(end.spent.usage.output, 0);
  EXPECT_EQ(conversation_.record.ledger.tokens().input, end.spent.usage.input);
  const auto answers = log_.all<AnswerDone>();
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_TRUE(answers[0].is_partial);
}

TEST_F(TurnGuardTest, MoneyOfTheWarehouseEndsTheTurn) {
  settings_.limits.usd = 0.5;
  settings_.used = [] {
    return std::vector<session::Record>{session::WarehouseUse{.warehouse_id = "w", .statement_id = "s", .usd = 1.0}};
  };
  model_.says(call_reply({{"look", "{}"}}));
  model_.says(call_reply({{"look", R"({"text":"again"})"}}));
  model_.says(text_reply("never asked for"));
  const TurnEnd end = run("query");
  EXPECT_EQ(end.status, Status::Budget);
  EXPECT_EQ(end.limit, Limit::Money);
  EXPECT_EQ(tool_watch().runs.load(), 1);
  expect_all_answered();
}

TEST_F(TurnGuardTest, CallsThatAreCutAgainAndAgainAreAnsweredAndNeverRun) {
  for (int i = 0; i < 10; ++i)
    model_.says(call_reply({{"change", R"-({"sql":"INSERT INTO t VALUES (1)"})-"}}, StopReason::MaxTokens));
  const TurnEnd end = run("go", gate::Approval::Destructive);
  EXPECT_EQ(end.status, Status::Budget);
  EXPECT_LT(model_.requests.size(), 10U);
  EXPECT_EQ(tool_watch().runs.load(), 0);
  expect_all_answered();
}

TEST_F(TurnGuardTest, CallsOfAFullConversationAreAnswered) {
  model_.says(call_reply({{"look", "{}"}, {"look", R"({"text":"b"})"}}, StopReason::ContextFull));
  const TurnEnd end = run("go");
  EXPECT_EQ(end.status, Status::Failed);
  EXPECT_EQ(tool_watch().runs.load(), 0);
  expect_all_answered();
}

TEST_F(TurnGuardTest, PausesEnd) {
  constexpr std::size_t kMany = 100;
  settings_.limits.answers = 10 * kMany;
  for (std::size_t i = 0; i < kMany; ++i) model_.says(text_reply("wait", StopReason::Pause));
  EXPECT_EQ(run("go").status, Status::Budget);
  EXPECT_LT(model_.requests.size(), kMany);
}

}  // namespace
}  // namespace lakecode::agent
