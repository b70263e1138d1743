// A stream may end at any byte. Of what came before nothing may be acted on: the reply is the second, whole answer, or
// the first one where all of it had arrived.
#include <gtest/gtest.h>

#include "base/json.h"
#include "llm/provider_fixture.h"
#include "tests/support/fake_model.h"
#include "tests/support/raw_server.h"

namespace lakecode::llm {
namespace {

/// The bytes of a streamed answer, as the fake model sends them.
std::string recorded(const std::string& path, const std::string& body) {
  const test::FakeModel model(
      R"([{"thinking": "hm", "text": "Réply", "piece": 4, "tools": [{"name": "a", "input": {"x": 1}}]}])");
  const test::TestCall call;
  net::HttpClient client(net::ClientOptions{});
  std::string bytes;
  const auto answer = client.stream(
      {.method = "POST", .url = model.origin() + path, .headers = {{"anthropic-version", "2023-06-01"}}, .body = body},
      [&](std::string_view piece) {
        bytes += piece;
        return true;
      },
      call.context());
  EXPECT_TRUE(answer && answer->status == 200);
  return bytes;
}

/// A server whose odd answers are cut after one byte more each time, and whose even ones are whole.
class CuttingServer {
 public:
  CuttingServer(std::string body, bool orderly)
      : body_(std::move(body)), orderly_(orderly), server_([this](test::Connection& connection, int number) {
          serve(connection, static_cast<std::size_t>(number));
        }) {}
  [[nodiscard]] std::string origin() const { return server_.origin(); }
  [[nodiscard]] int connections() const { return server_.connections(); }

 private:
  void serve(test::Connection& connection, std::size_t number) const {
    if (connection.read_request().empty()) return;
    const bool is_cut = number % 2 == 1;
    const std::string part = is_cut ? body_.substr(0, cut_at(number)) : body_;
    // In good order: the connection's end is the body's end. Else the body was promised whole.
    const std::string length = is_cut && orderly_ ? "" : "Content-Length: " + std::to_string(body_.size()) + "\r\n";
    connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n" + length + "\r\n" +
                     part);
  }
  [[nodiscard]] std::size_t cut_at(std::size_t number) const { return number / 2; }

  std::string body_;
  bool orderly_;
  test::RawServer server_;
};

struct Protocol {
  const char* name;
  std::unique_ptr<Provider> (*make)(ProviderSettings);
  const char* path;
  const char* request;
  bool orderly;
};

class Cut : public ::testing::TestWithParam<Protocol> {};

TEST_P(Cut, AtAnyByteNothingHalfReceivedIsActedOn) {
  const Protocol& protocol = GetParam();
  const std::string body = recorded(protocol.path, protocol.request);
  ASSERT_GT(body.size(), 800U);
  const CuttingServer server(body, protocol.orderly);
  ProviderCall whole_call;
  // The first connection is cut before the first byte; its second try is whole.
  const auto provider = protocol.make(whole_call.settings(server.origin()));
  const auto whole = whole_call.ask(*provider, hello("some-model"));
  ASSERT_TRUE(whole) << one_line(whole.error());
  ASSERT_EQ(tool_uses_of(whole->message).size(), 1U);
  std::size_t whole_at_once = 0;
  for (std::size_t cut = 1; cut < body.size(); ++cut) {
    ProviderCall call;
    const auto reply = call.ask(*provider, hello("some-model"));
    ASSERT_TRUE(reply) << "cut at " << cut << ": " << one_line(reply.error());
    ASSERT_EQ(reply->message, whole->message) << "cut at " << cut;
    ASSERT_EQ(reply->stop, StopReason::ToolUse) << "cut at " << cut;
    ASSERT_EQ(call.sink.text, "Réply") << "cut at " << cut;
    ASSERT_EQ(call.sink.restarts.size(), static_cast<std::size_t>(reply->attempts - 1)) << "cut at " << cut;
    if (reply->attempts == 1) {
      ++whole_at_once;
      // The whole answer of this pair is asked for, so that the next try is cut again.
      ProviderCall rest;
      ASSERT_TRUE(rest.ask(*provider, hello("some-model")));
    }
  }
  // Only a cut behind the reason to stop leaves a whole reply.
  EXPECT_LT(whole_at_once, body.size() / 3);
}

TEST_P(Cut, AConnectionThatIsLeftOpenAfterTheLastEventIsNotWaitedFor) {
  const std::string body = recorded(GetParam().path, GetParam().request);
  const test::RawServer server([&](test::Connection& connection, int) {
    ignore_result(connection.read_request(), "the answer is the same for all");
    connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + body);
    ignore_result(connection.read_to_end(), "open until the client leaves");
  });
  ProviderCall call;
  const auto provider = GetParam().make(call.settings(server.origin()));  // three minutes of silence are allowed
  const auto reply = call.ask(*provider, hello("some-model"));
  ASSERT_TRUE(reply) << one_line(reply.error());
  EXPECT_EQ(reply->attempts, 1);
  EXPECT_EQ(tool_uses_of(reply->message).size(), 1U);
}

constexpr const char* kMessages =
    R"({"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"hi"}]})";
constexpr const char* kChat = R"({"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]})";

INSTANTIATE_TEST_SUITE_P(
    All, Cut,
    ::testing::Values(Protocol{"MessagesBroken", make_anthropic, "/v1/messages", kMessages, false},
                      Protocol{"MessagesInGoodOrder", make_anthropic, "/v1/messages", kMessages, true},
                      Protocol{"ChatBroken", make_openai, "/v1/chat/completions", kChat, false},
                      Protocol{"ChatInGoodOrder", make_openai, "/v1/chat/completions", kChat, true}),
    [](const auto& param) { return std::string(param.param.name); });

}  // namespace
}  // namespace lakecode::llm
