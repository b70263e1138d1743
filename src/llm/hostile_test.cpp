// Answers as no vendor sends them, by each of the four ways to a model: what is meant arrives whole, or is asked for
// again; of nothing else is anything acted on.
#include <gtest/gtest.h>

#include <set>

#include "base/json.h"
#include "base/text.h"
#include "llm/provider_fixture.h"
#include "tests/support/raw_server.h"

namespace lakecode::llm {
namespace {

using Events = std::vector<std::string>;

std::string event(const std::string& data) {
  return "data: " + data + "\n\n";
}

/// "Réply" and the call a {"x": 1}.
const Events kMessages = {
    event(R"({"type":"message_start","message":{"id":"m1","model":"m","usage":{"input_tokens":5}}})"),
    event(R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})"),
    event(R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Ré"}})"),
    event(R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ply"}})"),
    event(R"({"type":"content_block_stop","index":0})"),
    event(R"({"type":"content_block_start","index":1,)"
          R"("content_block":{"type":"tool_use","id":"t1","name":"a","input":{}}})"),
    event(R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"x\":"}})"),
    event(R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"1}"}})"),
    event(R"({"type":"content_block_stop","index":1})"),
    event(R"({"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":7}})"),
    event(R"({"type":"message_stop"})"),
};
const Events kChat = {
    event(R"({"id":"c1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Ré"}}]})"),
    event(R"({"id":"c1","choices":[{"index":0,"delta":{"content":"ply"}}]})"),
    event(R"({"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function",)"
          R"("function":{"name":"a","arguments":"{\"x\":"}}]}}]})"),
    event(R"({"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}}]})"),
    event(R"({"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})"),
    event(R"({"id":"c1","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7}})"),
    event("[DONE]"),
};

std::string joined(const Events& events) {
  std::string all;
  for (const std::string& one : events) all += one;
  return all;
}
Events with(Events events, std::size_t at, const std::string& more) {
  events.insert(events.begin() + static_cast<std::ptrdiff_t>(at), more);
  return events;
}
Events between(const Events& events, const std::string& more) {
  Events all;
  for (const std::string& one : events) {
    all.push_back(more);
    all.push_back(one);
  }
  return all;
}
Events without(Events events, std::size_t at) {
  events.erase(events.begin() + static_cast<std::ptrdiff_t>(at));
  return events;
}
Events swapped(Events events, std::size_t a, std::size_t b) {
  std::swap(events[a], events[b]);
  return events;
}

struct Answer {
  std::string body;
  std::string head = "Content-Type: text/event-stream\r\n";
  std::size_t piece = 0;  ///< bytes a write; 0: all at once
};

enum class Comes { AtOnce, Again, Either };
struct Case {
  std::string name;
  Answer answer;
  Comes comes;
};

/// What any protocol of events may carry, and what is no answer in any.
std::vector<Case> cases_of_both(const Events& whole, const std::string& error) {
  const std::string body = joined(whole);
  const std::string unknown = event(R"({"type":"of_the_future","choices":[],"x":[1,{"y":null}]})");
  return {
      {"byte by byte", {.body = body, .piece = 1}, Comes::AtOnce},
      {"three bytes at a time", {.body = body, .piece = 3}, Comes::AtOnce},
      {"lines end as on another system", {.body = text::replace_all(body, "\n", "\r\n")}, Comes::AtOnce},
      {"lines end as on an old one", {.body = text::replace_all(body, "\n", "\r")}, Comes::AtOnce},
      {"a byte order mark", {.body = "\xEF\xBB\xBF" + body}, Comes::AtOnce},
      {"comments", {.body = joined(between(whole, ": keep-alive\n\n"))}, Comes::AtOnce},
      {"events of the future", {.body = joined(between(whole, unknown))}, Comes::AtOnce},
      {"events of a name alone", {.body = joined(between(whole, "event: ping\n\n"))}, Comes::AtOnce},
      {"more after the end", {.body = body + body}, Comes::AtOnce},
      {"text/plain", {.body = body, .head = "Content-Type: text/plain\r\n"}, Comes::AtOnce},
      {"no content type", {.body = body, .head = ""}, Comes::AtOnce},
      {"nothing", {.body = ""}, Comes::Again},
      {"blanks", {.body = " \n\n \n"}, Comes::Again},
      {"half of a JSON text", {.body = R"({"id": "m1", "content": [)"}, Comes::Again},
      {"JSON of another kind", {.body = "[1, 2]"}, Comes::Again},
      {"null", {.body = "null"}, Comes::Again},
      {"noise", {.body = "\x01\x02\xff\xfe" + std::string(100, '\0')}, Comes::Again},
      {"deep", {.body = event(std::string(100'000, '['))}, Comes::Again},
      {"an event that is no JSON", {.body = joined(with(whole, 2, event("{oops")))}, Comes::Again},
      {"bytes that are no UTF-8", {.body = text::replace_all(joined(whole), "R\xC3\xA9", "R\xC3\x28")}, Comes::Again},
      {"an error in the midst", {.body = joined(with(whole, 3, event(error)))}, Comes::Again},
      {"an error for an answer", {.body = error, .head = "Content-Type: application/json\r\n"}, Comes::Again},
      {"said to be compressed", {.body = body, .head = "Content-Encoding: gzip\r\n"}, Comes::Again},
      {"an event of a number", {.body = joined(with(whole, 1, event("5")))}, Comes::Either},
      {"an event of a list", {.body = joined(with(whole, 1, event("[]")))}, Comes::Either},
  };
}

std::vector<Case> cases_of_messages() {
  std::vector<Case> all =
      cases_of_both(kMessages, R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})");
  const auto delta = [](const std::string& index, const std::string& what) {
    return event(R"({"type":"content_block_delta","index":)" + index + R"(,"delta":)" + what + "}");
  };
  const std::string text_start = kMessages[1];
  const std::vector<Case> own = {
      {"empty pieces",
       {.body = joined(with(kMessages, 3, delta("0", R"({"type":"text_delta","text":""})")))},
       Comes::AtOnce},
      {"pieces of the future",
       {.body = joined(with(kMessages, 3, delta("0", R"({"type":"x_delta","x":1})")))},
       Comes::AtOnce},
      {"the reason to stop before the block's end", {.body = joined(swapped(kMessages, 8, 9))}, Comes::AtOnce},
      {"no last event", {.body = joined(without(kMessages, 10))}, Comes::AtOnce},
      {"a block twice", {.body = joined(with(kMessages, 2, text_start))}, Comes::Again},
      {"a piece before its block", {.body = joined(swapped(kMessages, 1, 2))}, Comes::Again},
      {"a block left out", {.body = joined(without(kMessages, 1))}, Comes::Again},
      {"a piece of no block",
       {.body = joined(with(kMessages, 3, delta("7", R"({"type":"text_delta","text":"x"})")))},
       Comes::Again},
      {"a piece of block -1",
       {.body = joined(with(kMessages, 3, delta("-1", R"({"type":"text_delta","text":"x"})")))},
       Comes::Again},
      {"a piece of block 2^63",
       {.body = joined(with(kMessages, 3, delta("9223372036854775807", R"({"type":"text_delta","text":"x"})")))},
       Comes::Again},
      {"a piece after the block's end",
       {.body = joined(with(kMessages, 5, delta("0", R"({"type":"text_delta","text":"x"})")))},
       Comes::Again},
      {"an end of no block",
       {.body = joined(with(kMessages, 5, event(R"({"type":"content_block_stop","index":4})")))},
       Comes::Again},
      {"an end alone", {.body = event(R"({"type":"message_stop"})")}, Comes::Again},
      {"blocks before the message", {.body = joined(without(kMessages, 0))}, Comes::Again},
  };
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

std::vector<Case> cases_of_chat() {
  std::vector<Case> all =
      cases_of_both(kChat, R"({"error":{"message":"The server is overloaded","type":"server_error","code":503}})");
  const std::string other = event(R"({"choices":[{"index":1,"delta":{"content":"other","tool_calls":[)"
                                  R"({"index":0,"id":"z","function":{"name":"b","arguments":"{}"}}]}}]})");
  const std::vector<Case> own = {
      {"empty pieces",
       {.body = joined(with(kChat, 1, event(R"({"choices":[{"index":0,"delta":{"content":""}}]})")))},
       Comes::AtOnce},
      {"null for a text",
       {.body = joined(with(kChat, 1, event(R"({"choices":[{"delta":{"content":null,"tool_calls":null}}]})")))},
       Comes::AtOnce},
      {"no choices", {.body = joined(between(kChat, event(R"({"choices":[]})")))}, Comes::AtOnce},
      {"choices that are none", {.body = joined(between(kChat, event(R"({"choices":7})")))}, Comes::AtOnce},
      {"another choice", {.body = joined(between(kChat, other))}, Comes::AtOnce},
      {"an empty call",
       {.body = joined(with(kChat, 3, event(R"({"choices":[{"delta":{"tool_calls":[{}]}}]})")))},
       Comes::AtOnce},
      {"no last event", {.body = joined(without(kChat, 6))}, Comes::AtOnce},
      {"an end alone", {.body = event("[DONE]")}, Comes::Again},
      {"no reason to stop and no end", {.body = joined(Events(kChat.begin(), kChat.begin() + 4))}, Comes::Again},
  };
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

struct Form {
  const char* name;
  std::unique_ptr<Provider> (*make)(ProviderSettings);
  const char* model;
  bool speaks_messages;
};

class Hostile : public ::testing::TestWithParam<Form> {
 protected:
  static const Events& whole() { return GetParam().speaks_messages ? kMessages : kChat; }
  static std::vector<Case> cases() { return GetParam().speaks_messages ? cases_of_messages() : cases_of_chat(); }

  static void write(const test::Connection& connection, const Answer& answer) {
    connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n" + answer.head + "\r\n");
    const std::size_t piece = answer.piece == 0 ? answer.body.size() + 1 : answer.piece;
    for (std::size_t at = 0; at < answer.body.size(); at += piece) connection.write(answer.body.substr(at, piece));
  }

  /// The reply where the first answer is `first` and every other one is whole.
  Result<Reply> ask(const Answer& first) {
    const test::RawServer server([&](test::Connection& connection, int number) {
      if (connection.read_request().empty()) return;
      write(connection, number == 1 ? first : Answer{.body = joined(whole())});
    });
    const auto provider = GetParam().make(call_.settings(server.origin()));
    call_.sink = {};
    return call_.ask(*provider, hello(GetParam().model));
  }

  ProviderCall call_;
};

TEST_P(Hostile, WhatIsMeantArrivesOrIsAskedForAgain) {
  const Message wanted{.role = Role::Assistant, .blocks = {TextBlock{"Réply"}, ToolUse{"t1", "a", R"({"x":1})"}}};
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.name);
    const auto reply = ask(c.answer);
    if (!reply) {
      ADD_FAILURE() << one_line(reply.error());
      continue;
    }
    EXPECT_EQ(reply->message, wanted);
    EXPECT_EQ(reply->stop, StopReason::ToolUse);
    EXPECT_EQ(call_.sink.text, "Réply");
    const int tries = c.comes == Comes::Either ? reply->attempts : c.comes == Comes::AtOnce ? 1 : 2;
    EXPECT_EQ(reply->attempts, tries);
  }
}

TEST_P(Hostile, APageIsNoAnswer) {
  const auto reply = ask({.body = "<!DOCTYPE html><html><title>Sign in</title></html>"});
  ASSERT_FALSE(reply);
  EXPECT_EQ(call_.sink.text, "");
  EXPECT_NE(one_line(reply.error()).find("page"), std::string::npos) << one_line(reply.error());
}

// An argument of megabytes in many pieces arrives as it is.
TEST_P(Hostile, AHugeArgumentIsWhole) {
  const std::string piece(64U << 10U, 'x');
  std::string body;
  const std::size_t call_begins = GetParam().speaks_messages ? 6 : 3;
  for (std::size_t i = 0; i < whole().size(); ++i) {
    const bool is_end_of_input = i == call_begins + (GetParam().speaks_messages ? 1U : 0U);
    for (int n = 0; is_end_of_input && n < 48; ++n) {
      const std::string text = (n == 0 ? R"(\")" : "") + piece + (n == 47 ? R"(\")" : "");
      body += GetParam().speaks_messages
                  ? event(R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta",)"
                          R"("partial_json":")" +
                          text + "\"}}")
                  : event(R"({"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":")" + text +
                          "\"}}]}}]}");
    }
    body += is_end_of_input ? text::replace_all(whole()[i], "1}", "}") : whole()[i];
  }
  const auto reply = ask({.body = body});
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(reply->attempts, 1);
  const auto calls = tool_uses_of(reply->message);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].input.size(), 48 * piece.size() + std::string(R"({"x":""})").size());
}

// Every call is answered once, so each needs an id of its own.
TEST_P(Hostile, CallsOfOneIdOrNoneGetTheirOwn) {
  Events events = whole();
  if (GetParam().speaks_messages) {
    for (const auto& [at, index] : {std::pair{9, "2"}, std::pair{12, "3"}}) {
      const std::string id = std::string(index) == "2" ? "t1" : "";
      events = with(events, static_cast<std::size_t>(at),
                    event(R"({"type":"content_block_start","index":)" + std::string(index) +
                          R"(,"content_block":{"type":"tool_use","id":")" + id + R"(","name":"b","input":{}}})"));
      events = with(events, static_cast<std::size_t>(at) + 1,
                    event(R"({"type":"content_block_stop","index":)" + std::string(index) + "}"));
      events = with(events, static_cast<std::size_t>(at) + 2, event(R"({"type":"ping"})"));
    }
  } else {
    events = with(events, 4,
                  event(R"({"choices":[{"delta":{"tool_calls":[)"
                        R"({"index":1,"id":"t1","function":{"name":"b","arguments":"{}"}},)"
                        R"({"index":2,"id":"","function":{"name":"b","arguments":"{}"}}]}}]})"));
  }
  const auto reply = ask({.body = joined(events)});
  ASSERT_TRUE(reply) << one_line(reply.error());
  const auto calls = tool_uses_of(reply->message);
  ASSERT_EQ(calls.size(), 3U);
  std::set<std::string> ids;
  for (const ToolUse& use : calls) ids.insert(use.id);
  EXPECT_EQ(ids.size(), 3U);
  EXPECT_EQ(ids.count(""), 0U);
}

INSTANTIATE_TEST_SUITE_P(All, Hostile,
                         ::testing::Values(Form{"Anthropic", make_anthropic, "claude-sonnet-4-5", true},
                                           Form{"WorkspaceMessages", make_databricks, "databricks-claude-sonnet-4-5",
                                                true},
                                           Form{"WorkspaceChat", make_databricks, "databricks-llama-4-maverick", false},
                                           Form{"OpenAi", make_openai, "some-model", false}),
                         [](const auto& param) { return std::string(param.param.name); });

}  // namespace
}  // namespace lakecode::llm
