// The chat completions protocol and its relatives: one conversation, many ways to send it.
#include <gtest/gtest.h>

#include "base/json.h"
#include "llm/provider_fixture.h"
#include "llm/wire.h"
#include "tests/support/fake_model.h"

namespace lakecode::llm {
namespace {

using test::FakeModel;

struct Quirk {
  const char* name;
  const char* settings;  ///< of the fake server
  const char* thinking = "";
};

class ChatQuirk : public ::testing::TestWithParam<Quirk> {};

TEST_P(ChatQuirk, GivesTheSameReply) {
  const FakeModel model("{\"server\": {" + std::string(GetParam().settings) + R"(}, "replies": [
    {"thinking": "hm", "text": "Two calls, é.", "usage": {"input": 11, "output": 5, "cache_read": 4},
     "tools": [{"name": "a", "input": {"x": [1, 2]}}, {"name": "b", "input": {}}, {"name": "a", "input": {"x": "y"}}]},
    {"text": "done"}]})");
  ProviderCall call;
  const auto provider = make_openai(call.settings(model.origin()));
  Request request = hello("some-model");
  request.tools = {tool("a"), tool("b")};
  const auto reply = call.ask(*provider, request);
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(reply->stop, StopReason::ToolUse);
  EXPECT_EQ(text_of(reply->message), "Two calls, é.");
  EXPECT_EQ(call.sink.text, "Two calls, é.");
  const auto calls = tool_uses_of(reply->message);
  ASSERT_EQ(calls.size(), 3U);
  EXPECT_EQ(calls[0].input, R"({"x": [1, 2]})");
  EXPECT_EQ(calls[1].input, "{}");
  EXPECT_EQ(calls[2].input, R"({"x": "y"})");
  EXPECT_NE(calls[0].id, calls[1].id);
  EXPECT_NE(calls[0].id, calls[2].id);
  if (!reply->usage_is_estimated) {
    EXPECT_EQ(reply->usage, (Usage{.input = 11, .output = 5, .cache_read = 4}));
  }
  EXPECT_GT(reply->usage.input, 0);
  request.messages.push_back(reply->message);
  request.messages.push_back({.role = Role::User,
                              .blocks = {TextBlock{"also"}, ToolResult{calls[0].id, "1"}, ToolResult{calls[1].id, ""},
                                         ToolResult{calls[2].id, "bad", true}}});
  const auto next = call.ask(*provider, request);
  ASSERT_TRUE(next) << one_line(next.error());
  EXPECT_EQ(text_of(next->message), "done");
}

INSTANTIATE_TEST_SUITE_P(
    All, ChatQuirk,
    ::testing::Values(Quirk{"Plain", ""}, Quirk{"NoUsage", R"("chat": {"usage": false})"},
                      Quirk{"NoIndex", R"("chat": {"index": false})"},
                      Quirk{"WholeCalls", R"("chat": {"whole_calls": true})"},
                      Quirk{"RepeatedIds", R"("chat": {"repeat_ids": true})"},
                      Quirk{"EmptyIds", R"("chat": {"ids": false})"},
                      Quirk{"EmptyIdsNoIndex", R"("chat": {"ids": false, "index": false})"},
                      Quirk{"SaysStop", R"("chat": {"finish": "stop"})"}, Quirk{"NoDone", R"("chat": {"done": false})"},
                      Quirk{"CommentsAndCrLf", R"("chat": {"comments": true, "crlf": true})"},
                      Quirk{"ListContent", R"("chat": {"content": "list"})"},
                      Quirk{"Reasoning", R"("chat": {"reasoning_field": "reasoning"})"},
                      Quirk{"NotStreamed", R"("not_streamed": true)"},
                      Quirk{"NotStreamedList", R"("not_streamed": true, "chat": {"content": "list"})"},
                      Quirk{"NoStreamOptions", R"("rejects": ["stream_options"])"}),
    [](const auto& param) { return std::string(param.param.name); });

TEST(Chat, TheNewerNameOfTheLengthIsFoundOut) {
  const FakeModel model(R"({"server": {"rejects": ["max_completion_tokens"]}, "replies": [{"text": "ok"}]})");
  ProviderCall call;
  const auto provider = make_openai(call.settings(model.origin() + "/v1"));
  const auto reply = call.ask(*provider, hello("gpt-5"));
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_NE(json::find(model.last_body(), "max_tokens"), nullptr);
}

TEST(Chat, ASchemaIsAskedForAndDroppedWhereItIsRefused) {
  const FakeModel model(R"({"server": {"rejects": ["response_format"]}, "replies": [{"text": "{}"}]})");
  ProviderCall call;
  const auto provider = make_openai(call.settings(model.origin()));
  Request request = hello("some-model");
  request.answer_schema = R"({"type":"object"})";
  request.temperature = 0;
  ASSERT_TRUE(call.ask(*provider, request));
  EXPECT_EQ(call.sink.restarts.size(), 1U);
  EXPECT_EQ(json::double_at(model.last_body(), "temperature"), 0);
}

TEST(Chat, ACallCutByTheLengthIsNoCallAndAFilterIsARefusal) {
  const FakeModel model(R"([
    {"blocks": [{"tool": "whole", "input": {}}, {"tool": "half", "input": "{\"a\": "}], "stop": "max_tokens"},
    {"text": "no", "stop": "refusal"}])");
  ProviderCall call;
  const auto provider = make_openai(call.settings(model.origin()));
  const auto cut = call.ask(*provider, hello("some-model"));
  ASSERT_TRUE(cut) << one_line(cut.error());
  EXPECT_EQ(cut->stop, StopReason::MaxTokens);
  ASSERT_EQ(tool_uses_of(cut->message).size(), 1U);
  EXPECT_EQ(tool_uses_of(cut->message)[0].name, "whole");
  EXPECT_EQ(call.ask(*provider, hello("some-model")).value().stop, StopReason::Refusal);
}

TEST(Chat, ErrorsAreNamedByTheirWords) {
  const std::pair<const char*, ErrorCode> cases[] = {
      {R"({"status": 429, "code": "insufficient_quota", "headers": {"retry-after": "1"}})", ErrorCode::RateLimited},
      {R"({"status": 401, "code": "invalid_api_key"})", ErrorCode::Unauthenticated},
      {R"({"status": 404, "code": "model_not_found"})", ErrorCode::NotFound},
      {R"({"status": 422, "message": "bad tool"})", ErrorCode::InvalidArgument},
      {R"({"stream_error": {"type": "invalid_request_error", "message": "no"}})", ErrorCode::InvalidArgument},
  };
  for (const auto& [fault, code] : cases) {
    const FakeModel model("[{\"text\": \"a few words\", \"fault\": " + std::string(fault) + "}]");
    ProviderCall call;
    const auto provider = make_openai(call.settings(model.origin()));
    const auto reply = call.ask(*provider, hello("some-model"));
    ASSERT_FALSE(reply) << fault;
    EXPECT_EQ(reply.error().code, code) << fault << one_line(reply.error());
    EXPECT_TRUE(call.sink.restarts.empty()) << fault;
  }
}

Reply decoded(const std::string& body) {
  ProviderCall call;
  const auto decoder = chat_wire().decoder(call.sink);
  EXPECT_TRUE(decoder->take_whole(body));
  return decoder->finish();
}

TEST(ChatDecoder, ACallCutBeforeItsFirstWordIsNoCall) {
  const auto body = [](const std::string& finish) {
    return R"({"choices":[{"message":{"tool_calls":[{"id":"t","function":{"name":"a","arguments":""}}]},)"
           R"("finish_reason":")" +
           finish + R"("}]})";
  };
  EXPECT_TRUE(tool_uses_of(decoded(body("length")).message).empty());
  EXPECT_EQ(tool_uses_of(decoded(body("tool_calls")).message).size(), 1U);
}

TEST(ChatDecoder, CallsHaveIdsOfTheirOwn) {
  const Reply reply =
      decoded(R"({"choices":[{"message":{"tool_calls":[{"id":"call_1","function":{"name":"a","arguments":"{}"}},)"
              R"({"id":"","function":{"name":"b","arguments":"{}"}}]},"finish_reason":"tool_calls"}]})");
  const auto calls = tool_uses_of(reply.message);
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_NE(calls[0].id, calls[1].id);
}

TEST(Chat, ABareLimitIsWaitedOut) {
  const FakeModel model(R"([{"fault": {"status": 429}}, {"text": "ok"}])");
  ProviderCall call;
  const auto provider = make_openai(call.settings(model.origin()));
  const auto reply = call.ask(*provider, hello("some-model"));
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(reply->attempts, 2);
}

TEST(Chat, AContextThatIsFullAsksForCompaction) {
  const FakeModel model(R"([{"fault": {"status": 400, "code": "context_length_exceeded", "message": "too long"}}])");
  ProviderCall call;
  const auto provider = make_openai(call.settings(model.origin()));
  EXPECT_EQ(call.ask(*provider, hello("some-model")).value().stop, StopReason::ContextFull);
}

class Workspace : public ::testing::Test {
 protected:
  Result<Reply> ask(const FakeModel& model, const std::string& name) {
    if (!provider_) provider_ = make_databricks(call_.settings(model.origin()));
    return call_.ask(*provider_, hello(name));
  }
  static std::vector<std::string> paths(const FakeModel& model) {
    std::vector<std::string> all;
    for (const JsonValue& request : model.requests()) all.push_back(json::string_at(request, "path"));
    return all;
  }
  std::unique_ptr<Provider> provider_;
  ProviderCall call_;
};

TEST_F(Workspace, ClaudeIsAskedByMessagesAndTheRestByChat) {
  const FakeModel model(R"({"server": {"key": "key-of-test"}, "replies": [{"text": "a"}, {"text": "b"}]})");
  ASSERT_TRUE(ask(model, "databricks-claude-sonnet-4-5"));
  ASSERT_TRUE(ask(model, "databricks-llama-4-maverick"));
  EXPECT_EQ(paths(model), (std::vector<std::string>{"/serving-endpoints/anthropic/v1/messages",
                                                    "/serving-endpoints/chat/completions"}));
}

TEST_F(Workspace, WithoutTheMessagesPathClaudeIsAskedByChat) {
  const FakeModel model(R"({"server": {"missing_paths": ["/serving-endpoints/anthropic/v1/messages"],
                                       "chat": {"content": "list"}},
                            "replies": [{"thinking": "t", "text": "a"}, {"text": "b"}]})");
  const auto reply = ask(model, "databricks-claude-sonnet-4-5");
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(text_of(reply->message), "a");
  ASSERT_TRUE(ask(model, "databricks-claude-sonnet-4-5"));
  EXPECT_EQ(paths(model).size(), 3U);  // remembered
}

TEST_F(Workspace, ModelServicesAreAskedThroughTheGateway) {
  const FakeModel model(R"([{"text": "a"}, {"text": "b"}])");
  ASSERT_TRUE(ask(model, "system.ai.claude-sonnet-5"));
  ASSERT_TRUE(ask(model, "system.ai.llama-4-maverick"));
  EXPECT_EQ(paths(model),
            (std::vector<std::string>{"/ai-gateway/anthropic/v1/messages", "/ai-gateway/mlflow/v1/chat/completions"}));
}

TEST_F(Workspace, SignedReasoningGoesBackAsParts) {
  const FakeModel model(R"([{"text": "ok"}])");
  provider_ = make_databricks(call_.settings(model.origin()));
  Request request = hello("some-endpoint");
  request.messages.push_back({.role = Role::Assistant, .blocks = {ThinkingBlock{"t", "sig"}, TextBlock{"x"}}});
  request.messages.push_back({.role = Role::User, .blocks = {TextBlock{"go on"}}});
  ASSERT_TRUE(call_.ask(*provider_, request));
  const JsonValue body = model.last_body();
  EXPECT_EQ(json::serialize(*json::find(json::array_at(body, "messages")[1], "content")),
            R"([{"type":"reasoning","summary":[{"type":"summary_text","text":"t","signature":"sig"}]},)"
            R"({"type":"text","text":"x"}])");
}

TEST_F(Workspace, WaitsForAnEndpointThatStarts) {
  const FakeModel model(R"([{"fault": {"status": 503, "shape": "databricks"}, "times": 7}, {"text": "up"}])");
  const auto reply = ask(model, "databricks-llama-4-maverick");
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(reply->attempts, 8);
}

TEST_F(Workspace, ListsChatEndpointsAndNamesTheNearest) {
  const FakeModel model(R"({"server": {"models": ["databricks-llama-4-maverick", "databricks-bge-large-en"]},
                            "replies": [{"fault": {"status": 404, "message": "no such endpoint"}}]})");
  const auto reply = ask(model, "databricks-llama-4-mavrick");
  ASSERT_FALSE(reply);
  EXPECT_NE(one_line(reply.error()).find("did you mean databricks-llama-4-maverick?"), std::string::npos);
  EXPECT_EQ(provider_->list_models(call_.call.context()).value(),
            (std::vector<std::string>{"databricks-llama-4-maverick"}));
}

TEST_F(Workspace, ARedirectToASignInIsNoAnswer) {
  const FakeModel model(
      R"([{"fault": {"status": 302, "headers": {"location": "https://host/login.html?next=secret"}}}])");
  const auto reply = ask(model, "databricks-llama-4-maverick");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, ErrorCode::Unauthenticated);
  EXPECT_NE(one_line(reply.error()).find("https://host/login.html; check TEST_KEY"), std::string::npos)
      << one_line(reply.error());
}

TEST_F(Workspace, AnEndpointOfAnotherProtocolIsAskedByChat) {
  const FakeModel model(
      R"([{"fault": {"status": 400, "message": "The Anthropic API is not supported for this endpoint"}},
                            {"text": "by chat"}])");
  const auto reply = ask(model, "our-claude-sonnet");
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(text_of(reply->message), "by chat");
}

TEST_F(Workspace, ASignInPageIsNoAnswer) {
  const FakeModel model(R"([{"fault": {"html": true}}])");
  EXPECT_EQ(ask(model, "databricks-llama-4-maverick").error().code, ErrorCode::Unauthenticated);
}

}  // namespace
}  // namespace lakecode::llm
