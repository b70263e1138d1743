#include "session/conversation.h"

#include "session/session_fixture.h"

namespace lakecode::session::test {
namespace {

std::vector<Entry> entries_of(const std::vector<Record>& records) {
  std::vector<Entry> entries;
  for (const Record& record : records)
    entries.push_back({static_cast<std::int64_t>(entries.size()), WallTime(), record});
  return entries;
}

Conversation converse(const std::vector<Record>& records) {
  return conversation_of(entries_of(records));
}

/// Breaks no rule of the vendors: begins with User; results first, all of them, for the calls before, and no others.
void expect_valid(const std::vector<llm::Message>& messages, const std::string& what) {
  std::vector<std::string> pending;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const llm::Message& message = messages[i];
    EXPECT_TRUE(i > 0 || message.role == llm::Role::User) << what;
    EXPECT_FALSE(message.blocks.empty()) << what;
    std::vector<std::string> answered;
    bool only_results_yet = true;
    for (const llm::Block& block : message.blocks) {
      if (const auto* result = std::get_if<llm::ToolResult>(&block)) {
        EXPECT_TRUE(only_results_yet) << what;
        answered.push_back(result->tool_use_id);
      } else {
        only_results_yet = false;
      }
    }
    EXPECT_EQ(answered, pending) << what << " at message " << i;
    pending.clear();
    for (const llm::ToolUse& call : llm::tool_uses_of(message)) pending.push_back(call.id);
  }
  EXPECT_TRUE(pending.empty()) << what;
}

TEST(Conversation, IsWhatWasSaid) {
  const Conversation conversation = converse(sample_records());
  EXPECT_EQ(conversation.messages, sample_messages());
  EXPECT_EQ(conversation.turns, 2);
  EXPECT_EQ(conversation.taints, std::vector<std::string>{"rows of main.sales.orders"});
  EXPECT_EQ(conversation.ledger.model_usd(), 0.25);
  EXPECT_TRUE(conversation.notices.empty());
  EXPECT_EQ(conversation.status, "interrupted");
}

TEST(Conversation, IsValidWhicheverRecordsAreLost) {
  std::vector<Record> records = sample_records();
  records.insert(records.begin() + 5, {AssistantMessage{calls({"c"})}, results_record({"c"})});
  for (unsigned lost = 0; lost < 1U << records.size(); ++lost) {
    std::vector<Record> left;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if ((lost >> i & 1U) == 0) left.push_back(records[i]);
    }
    expect_valid(converse(left).messages, "lost " + std::to_string(lost));
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Conversation, LeavesOutWhatTheOtherSideSays) {
  llm::Message asked = user("x");
  asked.blocks.emplace_back(llm::ThinkingBlock{"mine", "sig"});
  asked.blocks.emplace_back(llm::ToolUse{.id = "a", .name = "sql_execute", .input = "{}"});
  const Conversation conversation =
      converse({UserMessage{asked}, AssistantMessage{{llm::Role::Assistant, {llm::ToolResult{"a", "rows of a"}}}},
                AssistantMessage{{llm::Role::Assistant, {llm::TextBlock{"hello"}, llm::ToolResult{"a", "rows"}}}}});
  expect_valid(conversation.messages, "misplaced");
  ASSERT_EQ(conversation.messages.size(), 2U);
  EXPECT_EQ(conversation.messages[0], user("x"));
  EXPECT_EQ(conversation.messages[1], (llm::Message{llm::Role::Assistant, {llm::TextBlock{"hello"}}}));
  EXPECT_EQ(conversation.notices.size(), 3U);
}

TEST(Conversation, AnUnansweredCallGetsAnErrorResultThatDoesNotInvite) {
  const Conversation conversation =
      converse({UserMessage{user("drop it")}, AssistantMessage{calls({"a", "b"})}, results_record({"b"})});
  ASSERT_EQ(conversation.messages.size(), 3U);
  const auto& blocks = conversation.messages[2].blocks;
  const auto& unknown = std::get<llm::ToolResult>(blocks.at(0));
  EXPECT_TRUE(unknown.is_error);
  EXPECT_NE(unknown.content.find("not known"), std::string::npos);
  EXPECT_EQ(std::get<llm::ToolResult>(blocks.at(1)), (llm::ToolResult{"b", "rows of b"}));
  EXPECT_EQ(conversation.notices.size(), 1U);
}

TEST(Conversation, ResultsThatCameOneByOneAnswerTogetherInCallOrder) {
  const Conversation conversation =
      converse({UserMessage{user("x")}, AssistantMessage{calls({"a", "b"})}, results_record({"b"}),
                results_record({"a"}), UserMessage{user("go on")}});
  llm::Message expected = results({"a", "b"});
  expected.blocks.emplace_back(llm::TextBlock{"go on"});
  EXPECT_EQ(conversation.messages.back(), expected);
  EXPECT_TRUE(conversation.notices.empty());
}

TEST(Conversation, OfAPartialMessageOnlyTextStays) {
  llm::Message said = calls({"a"});
  said.blocks.emplace_back(llm::TextBlock{"I was about to"});
  const Conversation conversation =
      converse({UserMessage{user("x")}, AssistantMessage{.message = said, .partial = true}});
  EXPECT_EQ(conversation.messages, (std::vector<llm::Message>{user("x"), assistant("I was about to")}));
}

TEST(Conversation, APausedAnswerStaysInTwoParts) {
  const Conversation conversation =
      converse({UserMessage{user("x")}, AssistantMessage{assistant("one"), llm::StopReason::Pause},
                AssistantMessage{assistant("two")}});
  EXPECT_EQ(conversation.messages.size(), 3U);
}

TEST(Conversation, ACompactionStandsForWhatWasBefore) {
  std::vector<Record> records = sample_records();
  records.push_back(Compaction{.summary = "12 orders.", .kept_from = 7});
  records.push_back(AssistantMessage{assistant("34 customers.")});
  const Conversation once = converse(records);
  EXPECT_EQ(once.messages,
            (std::vector<llm::Message>{
                {llm::Role::User, {llm::TextBlock{"12 orders."}, llm::TextBlock{"Thanks. And customers?"}}},
                assistant("34 customers.")}));
  EXPECT_EQ(once.turns, 2) << "the count of requests is of the whole session";
  records.push_back(UserMessage{user("bye")});
  records.push_back(Compaction{.summary = "12 and 34.", .kept_from = 10});
  const Conversation twice = converse(records);
  EXPECT_EQ(twice.messages,
            (std::vector<llm::Message>{{llm::Role::User, {llm::TextBlock{"12 and 34."}, llm::TextBlock{"bye"}}}}));
}

TEST(Conversation, NumbersNameTheRecordOfEachMessage) {
  const Conversation conversation = converse(sample_records());
  EXPECT_EQ(conversation.numbers, (std::vector<std::int64_t>{0, 1, 3, 5, 7}));
}

TEST(Conversation, ANameGivenAgainMeansTheLaterResult) {
  const Conversation conversation =
      converse({NamedResult{.name = "1", .rows = 1}, NamedResult{.name = "2"}, NamedResult{.name = "1", .rows = 7}});
  ASSERT_EQ(conversation.results.size(), 2U);
  EXPECT_EQ(conversation.results.back().rows, 7);
}

}  // namespace
}  // namespace lakecode::session::test
