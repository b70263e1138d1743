// The Anthropic provider against the fake model, which refuses what the vendor refuses.
#include <gtest/gtest.h>

#include "base/json.h"
#include "llm/provider_fixture.h"
#include "llm/wire.h"
#include "tests/support/fake_model.h"

namespace lakecode::llm {
namespace {

using test::FakeModel;

class Anthropic : public ::testing::Test {
 protected:
  Result<Reply> ask(const FakeModel& model, const Request& request) {
    if (!provider_) provider_ = make_anthropic(call_.settings(model.origin()));
    return call_.ask(*provider_, request);
  }
  std::unique_ptr<Provider> provider_;
  ProviderCall call_;
};

/// The request that answers `calls` of `said` with "r1", "r2", …
Request answered(Request request, const Message& said) {
  request.messages.push_back(said);
  Message results{.role = Role::User, .blocks = {}};
  int number = 0;
  for (const ToolUse& use : tool_uses_of(said)) {
    results.blocks.emplace_back(ToolResult{use.id, "r" + std::to_string(++number)});
  }
  request.messages.push_back(std::move(results));
  return request;
}

TEST_F(Anthropic, StreamsAReplyAndCountsIt) {
  const FakeModel model(
      R"([{"text": "Hé, wörld \ud83d\ude00", "usage": {"input": 7, "output": 3, "cache_read": 5, "cache_write": 2}}])");
  const auto reply = ask(model, hello());
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(reply->message.blocks, (std::vector<Block>{TextBlock{"Hé, wörld 😀"}}));
  EXPECT_EQ(call_.sink.text, "Hé, wörld 😀");
  EXPECT_EQ(reply->usage, (Usage{.input = 7, .output = 3, .cache_read = 5, .cache_write = 2}));
  EXPECT_EQ(reply->stop, StopReason::EndTurn);
  EXPECT_EQ(reply->model, "claude-sonnet-4-5");
  EXPECT_FALSE(reply->usage_is_estimated);
}

TEST_F(Anthropic, ThinkingAndParallelCallsComeBackUnchanged) {
  const FakeModel model(R"([
    {"blocks": [{"thinking": "first \"this\"\nthen that", "signature": "s/+="}, {"redacted_thinking": "opaque=="},
                {"text": "Two calls."}, {"tool": "a", "input": {"n": 1.0, "deep": {"x": ["y"]}}}, {"tool": "b"}]},
    {"text": "both done"}])");
  const Request first = hello();
  const auto reply = ask(model, first);
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(reply->stop, StopReason::ToolUse);
  ASSERT_EQ(reply->message.blocks.size(), 5U);
  EXPECT_EQ(std::get<ThinkingBlock>(reply->message.blocks[0]).signature, "s/+=");
  EXPECT_EQ(std::get<OpaqueBlock>(reply->message.blocks[1]).json, R"({"type":"redacted_thinking","data":"opaque=="})");
  EXPECT_EQ(tool_uses_of(reply->message)[0].input, R"({"n": 1.0, "deep": {"x": ["y"]}})");
  EXPECT_EQ(tool_uses_of(reply->message)[1].input, "{}");
  EXPECT_EQ(call_.sink.thinking, "first \"this\"\nthen that");
  // The fake model refuses changed thinking, and calls without their result.
  const auto next = ask(model, answered(first, reply->message));
  ASSERT_TRUE(next) << one_line(next.error());
  EXPECT_EQ(text_of(next->message), "both done");
}

TEST_F(Anthropic, MarksThePrefixAndKeepsItsBytes) {
  const FakeModel model(R"([{"tools": [{"name": "a"}]}, {"text": "ok"}])");
  Request request = hello();
  request.system = {{.text = "rules"}, {.text = "  "}, {.text = "workspace"}, {.text = "today", .stable = false}};
  request.tools = {tool("a"), tool("b")};
  const auto reply = ask(model, request);
  ASSERT_TRUE(reply) << one_line(reply.error());
  ASSERT_TRUE(ask(model, answered(request, reply->message)));
  const JsonArray requests = model.requests();
  const JsonValue first = *json::find(requests[0], "body");
  const JsonValue second = *json::find(requests[1], "body");
  EXPECT_EQ(*json::find(first, "tools"), *json::find(second, "tools"));
  EXPECT_EQ(*json::find(first, "system"), *json::find(second, "system"));
  const JsonArray& system = json::array_at(second, "system");
  ASSERT_EQ(system.size(), 3U);
  EXPECT_EQ(json::find(system[0], "cache_control"), nullptr);
  EXPECT_NE(json::find(system[1], "cache_control"), nullptr);
  EXPECT_EQ(json::find(system[2], "cache_control"), nullptr);
  EXPECT_EQ(json::find(json::array_at(second, "tools")[0], "cache_control"), nullptr);
  EXPECT_NE(json::find(json::array_at(second, "tools")[1], "cache_control"), nullptr);
  const JsonArray& messages = json::array_at(second, "messages");
  const auto is_marked = [&](std::size_t at) {
    return json::find(json::array_at(messages[at], "content").back(), "cache_control") != nullptr;
  };
  EXPECT_TRUE(is_marked(0));  // what the turn before wrote
  EXPECT_FALSE(is_marked(1));
  EXPECT_TRUE(is_marked(2));
}

TEST_F(Anthropic, SendsNothingTheVendorRefuses) {
  const FakeModel model(R"([{"text": "fine"}])");
  Request request = hello();
  request.temperature = 0;
  request.model = "claude-opus-4-8";  // takes none
  request.messages = {
      {.role = Role::User, .blocks = {TextBlock{"a\xff"}, TextBlock{" \n"}}},
      {.role = Role::Assistant, .blocks = {TextBlock{""}}},
      {.role = Role::User, .blocks = {TextBlock{"b"}}},
      {.role = Role::Assistant, .blocks = {ThinkingBlock{"cut", ""}, ToolUse{"t1", "x", "{broken"}}},
      {.role = Role::User, .blocks = {TextBlock{"and then"}, ToolResult{"t1", "", true}}},
  };
  const auto reply = ask(model, request);
  ASSERT_TRUE(reply) << one_line(reply.error());
  const JsonValue body = model.last_body();
  EXPECT_EQ(json::find(body, "temperature"), nullptr);
  const JsonArray& messages = json::array_at(body, "messages");
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(json::string_at(json::array_at(messages[0], "content")[0], "text"), "a\xEF\xBF\xBD");
  EXPECT_EQ(json::string_at(json::array_at(messages[2], "content")[0], "type"), "tool_result");
}

TEST_F(Anthropic, EveryStopReasonIsTold) {
  const FakeModel model(R"([{"text": "a", "stop": "max_tokens"}, {"text": "b", "stop": "pause_turn"},
    {"text": "c", "stop": "refusal"}, {"text": "d", "stop": "stop_sequence"},
    {"text": "e", "stop": "model_context_window_exceeded"}, {"text": "f", "stop": "a_word_of_the_future"}])");
  std::vector<StopReason> stops;
  for (int i = 0; i < 6; ++i) {
    const auto reply = ask(model, hello());
    ASSERT_TRUE(reply) << one_line(reply.error());
    stops.push_back(reply->stop);
    EXPECT_EQ(reply->stop_detail.empty(), reply->stop != StopReason::Refusal);
  }
  EXPECT_EQ(stops, (std::vector{StopReason::MaxTokens, StopReason::Pause, StopReason::Refusal, StopReason::StopSequence,
                                StopReason::ContextFull, StopReason::EndTurn}));
}

TEST_F(Anthropic, BlocksOfUnknownKindsAndAPausedTurnGoBackAsTheyCame) {
  const std::string block = R"({"type":"server_tool_use","id":"s1","name":"web_search","input":{"q":"é\n","n":[1,2]}})";
  const FakeModel model("[{\"blocks\": [{\"raw\": " + block +
                        "}, {\"text\": \"searching\"}], \"stop\": \"pause_turn\"}, {\"text\": \"found\"}]");
  Request request = hello();
  const auto paused = ask(model, request);
  ASSERT_TRUE(paused) << one_line(paused.error());
  EXPECT_EQ(paused->stop, StopReason::Pause);
  EXPECT_EQ(std::get<OpaqueBlock>(paused->message.blocks[0]).json, block);
  request.messages.push_back(paused->message);
  const auto reply = ask(model, request);
  ASSERT_TRUE(reply) << one_line(reply.error());
  const JsonValue last = json::array_at(model.last_body(), "messages").back();
  EXPECT_EQ(json::serialize(json::array_at(last, "content")[0]), block);
}

TEST_F(Anthropic, ACallCutByTheLengthIsNoCall) {
  const FakeModel model(R"([{"blocks": [{"tool": "whole", "input": {"a": 1}}, {"tool": "half", "input": "{\"a\": "}],
                             "stop": "max_tokens"}])");
  const auto reply = ask(model, hello());
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(reply->stop, StopReason::MaxTokens);
  ASSERT_EQ(tool_uses_of(reply->message).size(), 1U);
  EXPECT_EQ(tool_uses_of(reply->message)[0].name, "whole");
}

/// The decoder's own view: the limit may fall before the first piece of a call's input.
TEST(MessagesDecoder, ACallCutBeforeItsFirstWordIsNoCall) {
  for (const auto& [stop, calls] : {std::pair("max_tokens", 0U), std::pair("tool_use", 1U)}) {
    ProviderCall call;
    const auto decoder = messages_wire().decoder(call.sink);
    const std::string events[] = {
        R"({"type":"message_start","message":{"id":"m","model":"m"}})",
        R"({"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"a","input":{}}})",
        R"({"type":"content_block_stop","index":0})",
        R"({"type":"message_delta","delta":{"stop_reason":")" + std::string(stop) + R"("}})",
        R"({"type":"message_stop"})"};
    for (const std::string& event : events) ASSERT_TRUE(decoder->take({.event = "", .data = event, .id = ""}));
    EXPECT_EQ(tool_uses_of(decoder->finish().message).size(), calls) << stop;
  }
}

TEST_F(Anthropic, RetriesWhatMayPassAndSaysSo) {
  const FakeModel model(R"([{"fault": {"status": 529}}, {"fault": {"status": 429, "headers": {"retry-after-ms": "3"}}},
    {"text": "half", "fault": {"stream_error": {"type": "overloaded_error", "after": 4}}}, {"text": "whole"}])");
  const auto reply = ask(model, hello());
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(reply->attempts, 4);
  EXPECT_EQ(call_.sink.text, "whole");
  EXPECT_EQ(call_.sink.restarts,
            (std::vector<std::string>{"2: made by the script", "3: made by the script", "4: Overloaded"}));
  EXPECT_EQ(call_.sink.waits[1], 3);
}

TEST_F(Anthropic, GivesUpAfterItsBudget) {
  const FakeModel model(R"([{"when": "hello", "fault": {"status": 503}}])");
  const auto reply = ask(model, hello());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::Unavailable);
  EXPECT_EQ(model.requests().size(), 4U);
  EXPECT_NE(one_line(reply.error()).find("tried 4 times"), std::string::npos);
}

struct Refused {
  const char* fault;
  ErrorCode code;
  const char* words;
};

class AnthropicRefusal : public ::testing::TestWithParam<Refused> {};

TEST_P(AnthropicRefusal, IsNotRetried) {
  const FakeModel model("[{\"fault\": " + std::string(GetParam().fault) + "}, {\"text\": \"never\"}]");
  ProviderCall call;
  const auto provider = make_anthropic(call.settings(model.origin()));
  const auto reply = call.ask(*provider, hello());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, GetParam().code) << one_line(reply.error());
  EXPECT_NE(one_line(reply.error()).find(GetParam().words), std::string::npos) << one_line(reply.error());
  EXPECT_TRUE(call.sink.restarts.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, AnthropicRefusal,
    ::testing::Values(
        Refused{R"({"status": 401})", ErrorCode::Unauthenticated, "check TEST_KEY"},
        Refused{R"({"status": 403})", ErrorCode::PermissionDenied, "TEST_KEY"},
        Refused{R"({"status": 402})", ErrorCode::RateLimited, "credit"},
        Refused{R"({"status": 404, "message": "model: claude-sonet-4-5"})", ErrorCode::NotFound, "did you mean"},
        Refused{R"({"status": 400, "message": "max_tokens: too large"})", ErrorCode::InvalidArgument, "max_tokens"},
        Refused{R"({"status": 429})", ErrorCode::RateLimited, "try again later"},  // no retry-after: a spending cap
        Refused{
            R"({"status": 429, "headers": {"retry-after": "7"}, "details": {"error_code": "enforced_spend_limit_reached"}})",
            ErrorCode::RateLimited, "raise the limit"},
        Refused{R"({"status": 429, "headers": {"retry-after": "86000"}})", ErrorCode::RateLimited, "try again later"},
        Refused{R"({"status": 500, "headers": {"x-should-retry": "false"}})", ErrorCode::Unavailable, "made by"},
        Refused{R"({"html": true})", ErrorCode::Unauthenticated, "sign-in page"},
        Refused{R"({"status": 404, "shape": "databricks", "message": "Endpoint x does not exist"})",
                ErrorCode::NotFound, "Endpoint x"}));

TEST_F(Anthropic, WhatDoesNotFitAsksForCompaction) {
  const FakeModel model(R"([{"fault": {"status": 400, "message": "prompt is too long: 210000 tokens > 200000 maximum"}},
                            {"fault": {"status": 413}}])");
  for (int i = 0; i < 2; ++i) {
    const auto reply = ask(model, hello());
    ASSERT_TRUE(reply) << one_line(reply.error());
    EXPECT_EQ(reply->stop, StopReason::ContextFull);
    EXPECT_TRUE(reply->message.blocks.empty());
  }
}

TEST_F(Anthropic, ARefusedPartIsLeftOutAndRemembered) {
  const FakeModel model(R"({"server": {"rejects": ["cache_control", "temperature"]},
                            "replies": [{"text": "one"}, {"text": "two"}]})");
  Request request = hello();
  request.temperature = 0.5;
  const auto reply = ask(model, request);
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(reply->attempts, 1);
  EXPECT_EQ(model.requests().size(), 3U);
  ASSERT_TRUE(ask(model, request));
  EXPECT_EQ(model.requests().size(), 4U);
}

TEST_F(Anthropic, ThinkingOfAnotherModelIsLeftOut) {
  const FakeModel model(R"([{"text": "fine"}])");
  Request request = hello();
  request.messages.push_back({.role = Role::Assistant, .blocks = {ThinkingBlock{"t", "foreign"}, TextBlock{"x"}}});
  request.messages.push_back({.role = Role::User, .blocks = {TextBlock{"go on"}}});
  const auto reply = ask(model, request);
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(call_.sink.restarts.size(), 1U);
}

TEST_F(Anthropic, AnAnswerThatIsNotStreamedIsTaken) {
  const FakeModel model(R"({"server": {"not_streamed": true},
                            "replies": [{"thinking": "t", "text": "all at once", "tools": [{"name": "a", "input": {"x": 1}}]}]})");
  const auto reply = ask(model, hello());
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(call_.sink.text, "all at once");
  EXPECT_EQ(tool_uses_of(reply->message)[0].input, R"({"x":1})");
}

TEST_F(Anthropic, AGarbledStreamIsAskedForAgain) {
  const FakeModel model(R"([{"text": "x", "fault": {"malformed": true}}, {"text": "whole"}])");
  const auto reply = ask(model, hello());
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(text_of(reply->message), "whole");
  EXPECT_EQ(reply->attempts, 2);
}

TEST_F(Anthropic, ASilentServerIsAskedAgain) {
  const FakeModel model(R"([{"text": "x", "fault": {"stall_at": 200}}, {"text": "whole"}])");
  ProviderSettings settings = call_.settings(model.origin());
  settings.idle_timeout = std::chrono::seconds(2);  // a loaded machine answers the second try within it
  provider_ = make_anthropic(std::move(settings));
  const auto reply = ask(model, hello());
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(text_of(reply->message), "whole");
  ASSERT_EQ(call_.sink.restarts.size(), 1U);
  EXPECT_NE(call_.sink.restarts[0].find("silent"), std::string::npos);
}

TEST_F(Anthropic, AStopEndsItAtOnce) {
  const FakeModel model(R"([{"text": "slow", "piece": 1, "fault": {"ms_per_byte": 3}}])");
  class StoppingSink final : public Sink {
   public:
    explicit StoppingSink(test::TestCall& call) : call_(call) {}
    void on_text(std::string_view) override {
      call_.stop();
      asked = call_.now();
    }
    void on_thinking(std::string_view) override {}
    void on_restart(int, std::int64_t, std::string_view) override {}
    SteadyTime asked{};

   private:
    test::TestCall& call_;
  };
  provider_ = make_anthropic(call_.settings(model.origin()));
  StoppingSink sink(call_.call);
  const auto reply = provider_->complete(hello(), sink, call_.call.context());
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::Cancelled);
  EXPECT_LT(call_.call.now() - sink.asked, std::chrono::seconds(1));  // the stream would go on for longer
}

TEST_F(Anthropic, CountsTokensOrEstimatesThem) {
  const FakeModel counting("[]");
  provider_ = make_anthropic(call_.settings(counting.origin() + "/v1"));
  EXPECT_GT(provider_->count_tokens(hello(), call_.call.context()).value_or(0), 0);
  EXPECT_EQ(json::string_at(counting.requests().back(), "path"), "/v1/messages/count_tokens");
  const FakeModel silent(R"({"server": {"missing_paths": ["/v1/messages/count_tokens"]}})");
  provider_ = make_anthropic(call_.settings(silent.origin()));
  EXPECT_GT(provider_->count_tokens(hello(), call_.call.context()).value_or(0), 0);
}

TEST_F(Anthropic, ListsModels) {
  const FakeModel model(R"({"server": {"models": ["claude-b", "claude-a"]}})");
  provider_ = make_anthropic(call_.settings(model.origin()));
  EXPECT_EQ(provider_->list_models(call_.call.context()).value(), (std::vector<std::string>{"claude-b", "claude-a"}));
}

}  // namespace
}  // namespace lakecode::llm
