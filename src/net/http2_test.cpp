// HTTP/2 against a server that speaks nothing older: chosen by TLS, many requests on one connection, streams that
// break.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "net/http_client.h"
#include "tests/support/http2_server.h"
#include "tests/support/test_call.h"

namespace lakecode::net {
namespace {

class Http2 : public testing::Test {
 public:
  Http2() : folder_(make_folder()), server_(folder_), client_({.ca_file = server_.ca_file()}) {}
  ~Http2() override { std::filesystem::remove_all(folder_); }

 protected:
  static std::filesystem::path make_folder() {
    char name[] = "/tmp/lakecode-h2-XXXXXX";
    return mkdtemp(name);
  }
  static JsonValue seen(const Result<HttpResponse>& response) {
    EXPECT_TRUE(response) << one_line(response.error());
    if (!response) return JsonObject{};
    auto parsed = json::parse(response->body, "what the server saw");
    EXPECT_TRUE(parsed) << response->body;
    return parsed ? std::move(*parsed) : JsonValue(JsonObject{});
  }

  std::filesystem::path folder_;
  test::Http2Server server_;
  test::TestCall call_;
  HttpClient client_;
};

TEST_F(Http2, IsSpokenWhereTheServerOffersIt) {
  const JsonValue saw = seen(client_.send({.url = server_.url("/echo")}, call_.context()));
  EXPECT_EQ(json::string_at(saw, "protocol"), "h2");
  EXPECT_EQ(json::string_at(saw, "method"), "GET");
}

TEST_F(Http2, BodyArrivesWhole) {
  const std::string body(300'000, 'x');  // more than the first flow-control window of 64 KiB
  const HttpRequest request{.method = "POST", .url = server_.url("/echo"), .body = body};
  const JsonValue saw = seen(client_.send(request, call_.context()));
  EXPECT_EQ(json::string_at(saw, "method"), "POST");
  EXPECT_EQ(json::string_at(saw, "body"), body);
}

TEST_F(Http2, ABatchSharesOneConnection) {
  const std::vector<HttpRequest> requests(24, HttpRequest{.url = server_.url("/slow")});
  std::int64_t most_open = 0;
  for (const auto& response : client_.send_all(requests, 8, call_.context())) {
    const JsonValue saw = seen(response);
    EXPECT_EQ(json::int_at(saw, "sessions"), 1);
    most_open = std::max(most_open, json::int_at(saw, "most_open").value_or(0));
  }
  EXPECT_GT(most_open, 1) << "requests waited for one another";
  EXPECT_LE(most_open, 8) << "more in flight than asked for";
}

TEST_F(Http2, ResetInMidAnswerIsACutAnswer) {
  const auto response = client_.send({.url = server_.url("/cut")}, call_.context());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::CorruptData) << one_line(response.error());
  EXPECT_FALSE(was_never_sent(response.error()));
}

TEST_F(Http2, ResetBeforeTheAnswerIsNoProofThatNothingHappened) {
  const HttpRequest change{
      .method = "POST", .url = server_.url("/refuse"), .body = "{}", .repeat = Repeat::NotRepeatable};
  const auto response = client_.send(change, call_.context());
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::Unavailable) << one_line(response.error());
  EXPECT_FALSE(was_never_sent(response.error()));
}

TEST_F(Http2, AfterABrokenStreamTheClientGoesOn) {
  EXPECT_FALSE(client_.send({.url = server_.url("/cut")}, call_.context()));
  const JsonValue saw = seen(client_.send({.url = server_.url("/echo")}, call_.context()));
  EXPECT_EQ(json::string_at(saw, "protocol"), "h2");
}

}  // namespace
}  // namespace lakecode::net
