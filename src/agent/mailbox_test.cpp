#include "agent/mailbox.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/test_call.h"

namespace lakecode::agent {
namespace {

using Kind = gate::Answer::Kind;

/// Asks on a thread of its own and replies to the question that comes out.
gate::Answer asked(const gate::Question& question, const gate::Answer& answer) {
  Mailbox mailbox;
  ReplyConfirmer questions(mailbox);
  const test::TestCall call;
  gate::Answer got;
  std::jthread asker([&] {
    mailbox.begin_call({.id = "c7", .name = "sql_execute"});
    got = questions.ask(question, call.context());
    mailbox.end_call();
  });
  std::vector<Event> events;
  while (events.empty()) events = mailbox.take(std::chrono::milliseconds(50));
  const auto& put = std::get<PermissionAsked>(events.front());
  EXPECT_EQ(put.call.id, "c7");
  EXPECT_FALSE(questions.reply({.request_id = "another", .answer = answer}));
  EXPECT_TRUE(questions.reply({.request_id = put.request_id, .answer = answer}));
  EXPECT_FALSE(questions.reply({.request_id = put.request_id, .answer = {.kind = Kind::Yes}}));
  asker.join();
  return got;
}

TEST(ReplyConfirmer, TheFirstReplyToTheOpenQuestionCounts) {
  EXPECT_EQ(asked({.text = "t"}, {.kind = Kind::Yes}).kind, Kind::Yes);
  EXPECT_EQ(asked({.text = "t"}, {.kind = Kind::No}).kind, Kind::No);
}

TEST(ReplyConfirmer, ADestructiveActIsConfirmedByItsNameAlone) {
  const gate::Question question{.text = "t", .typed_name = "main.s.t"};
  EXPECT_EQ(asked(question, {.kind = Kind::Yes}).kind, Kind::No);
  EXPECT_EQ(asked(question, {.kind = Kind::Yes, .edited = "main.s.x"}).kind, Kind::No);
  EXPECT_EQ(asked(question, {.kind = Kind::Yes, .edited = "main.s.t"}).kind, Kind::Yes);
}

TEST(ReplyConfirmer, AStopIsANoAndAClosedInputIsNobody) {
  Mailbox mailbox;
  ReplyConfirmer questions(mailbox);
  test::TestCall call;
  call.stop();
  EXPECT_EQ(questions.ask({.text = "t"}, call.context()).kind, Kind::No);
  const test::TestCall other;
  questions.close();
  EXPECT_EQ(questions.ask({.text = "t"}, other.context()).kind, Kind::NobodyThere);
}

}  // namespace
}  // namespace lakecode::agent
