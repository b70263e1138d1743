// Where redirects may lead, and what may go along.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/http_client.h"
#include "net/http_server.h"
#include "net/traffic.h"
#include "tests/support/raw_server.h"
#include "tests/support/test_call.h"

namespace lakecode::net {
namespace {

/// Answers /to?status=S&url=U with a redirect there, everything else with what it was asked.
class Redirector {
 public:
  Redirector() {
    auto started = HttpServer::start({}, [](const ServerRequest& request) {
      if (request.path == "/to") {
        return ServerResponse{.status = static_cast<int>(*text::parse_int(*request.query_value("status"))),
                              .headers = {{"Location", *request.query_value("url")}},
                              .body = "moved"};
      }
      if (request.path == "/loop") return ServerResponse{.status = 302, .headers = {{"Location", "/loop"}}};
      ServerResponse response{.body = request.method + " " + request.path + " [" + request.body + "]"};
      for (const char* name : {"Authorization", "Cookie", "X-Api-Key", "Accept", "Content-Type"}) {
        if (const auto value = request.headers.find(name)) response.body += std::string(" ") + name + "=" + *value;
      }
      return response;
    });
    LAKECODE_CHECK(started.has_value(), "the test server must start");
    server_ = std::make_unique<HttpServer>(std::move(*started));
  }
  [[nodiscard]] std::string origin() const { return server_->origin(); }
  [[nodiscard]] std::string to(int status, const std::string& url) const {
    return origin() + "/to?" + encode_query({{"status", std::to_string(status)}, {"url", url}});
  }

 private:
  std::unique_ptr<HttpServer> server_;
};

HttpResponse send(const std::string& method, const std::string& url) {
  const test::TestCall call;
  HttpRequest request{
      .method = method,
      .url = url,
      .headers = {{"Authorization", "Bearer tok"}, {"Cookie", "c=1"}, {"X-Api-Key", "k"}, {"Accept", "a/b"}}};
  if (method != "GET" && method != "HEAD") {
    request.body = "body";
    request.headers.add("Content-Type", "t/x");
  }
  auto response = HttpClient(ClientOptions()).send(request, call.context());
  EXPECT_TRUE(response) << method << " " << url;
  return response ? *response : HttpResponse();
}

const char* const kAllHeaders = " Authorization=Bearer tok Cookie=c=1 X-Api-Key=k Accept=a/b";

TEST(Redirect, WithinTheOriginReadsGoOnWithAllHeaders) {
  const Redirector server;
  for (const int status : {301, 302, 303, 307, 308}) {
    const auto response = send("GET", server.to(status, "/there"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "GET /there []" + std::string(kAllHeaders));
    EXPECT_EQ(response.effective_url, server.origin() + "/there");
  }
}

TEST(Redirect, WithinTheOriginAChangeKeepsItsBodyOnlyOn307And308) {
  const Redirector server;
  for (const int status : {307, 308}) {
    EXPECT_EQ(send("POST", server.to(status, "/there")).body,
              "POST /there [body]" + std::string(kAllHeaders) + " Content-Type=t/x");
  }
  EXPECT_EQ(send("POST", server.to(303, "/there")).body,
            "GET /there []" + std::string(kAllHeaders) + " Content-Type=t/x");
  for (const int status : {301, 302}) {
    const auto response = send("POST", server.to(status, "/there"));
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.body, "moved");
  }
}

TEST(Redirect, AcrossOriginsOnlyHarmlessHeadersGoAlong) {
  const Redirector home, other;
  for (const int status : {301, 302, 303, 307, 308}) {
    EXPECT_EQ(send("GET", home.to(status, other.origin() + "/there")).body, "GET /there [] Accept=a/b") << status;
  }
}

/// Origins in the order they were told of.
class OriginLog final : public TrafficObserver {
 public:
  void on_exchange(const Exchange& exchange) override { origins.push_back(exchange.origin); }
  std::vector<std::string> origins;
};

TEST(Redirect, TheRecordOfTrafficNamesTheOriginItLedTo) {
  const Redirector home, other;
  const auto log = std::make_shared<OriginLog>();
  ClientOptions options;
  options.observer = log;
  HttpClient client(std::move(options));
  const test::TestCall call;
  ASSERT_TRUE(client.send({.method = "GET", .url = home.to(302, other.origin() + "/there")}, call.context()));
  ASSERT_TRUE(client.send({.method = "GET", .url = home.to(302, "/there")}, call.context()));
  EXPECT_EQ(log->origins, (std::vector{home.origin(), other.origin(), home.origin()}));
}

TEST(Redirect, CredentialsDoNotComeBackOnTheWayHome) {
  const Redirector home, other;
  const auto response = send("GET", home.to(302, other.to(302, home.origin() + "/end")));
  EXPECT_EQ(response.body, "GET /end [] Accept=a/b");
}

TEST(Redirect, AcrossOriginsAChangeIsNeverForwarded) {
  const Redirector home, other;
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "HEAD"}) {
    for (const int status : {301, 302, 303, 307, 308}) {
      const auto response = send(method, home.to(status, other.origin() + "/there"));
      EXPECT_EQ(response.status, status) << method;
      EXPECT_TRUE(response.effective_url.starts_with(home.origin())) << method;
    }
  }
}

TEST(Redirect, StopsAfterFiveHops) {
  const Redirector server;
  const auto response = send("GET", server.origin() + "/loop");
  EXPECT_EQ(response.status, 302);
}

TEST(Redirect, OtherSchemesAndBrokenTargetsAreNotFollowed) {
  const Redirector server;
  for (const char* target : {"file:///etc/passwd", "ftp://127.0.0.1/", "javascript:1", "http://user:pw@127.0.0.1/",
                             "//\\evil", "http://127.0.0.1:99999/"}) {
    EXPECT_EQ(send("GET", server.to(302, target)).status, 302) << target;
  }
}

TEST(Redirect, AnswerWithoutLocationIsAnAnswer) {
  test::RawServer server([](test::Connection& connection, int) {
    (void)connection.read_request();
    connection.write(test::answer("302 Found", "", "where?"));
  });
  const auto response = send("GET", server.origin());
  EXPECT_EQ(response.status, 302);
  EXPECT_EQ(response.body, "where?");
}

}  // namespace
}  // namespace lakecode::net
