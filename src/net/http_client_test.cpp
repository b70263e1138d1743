#include "net/http_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <set>
#include <string>
#include <vector>

#include "net/http_server.h"
#include "tests/support/raw_server.h"
#include "tests/support/test_call.h"

namespace lakecode::net {
namespace {

using namespace std::chrono_literals;
using test::answer;
using test::Connection;
using test::RawServer;
using test::TestCall;

Result<HttpResponse> fetch(const HttpRequest& request) {
  const TestCall call;
  return HttpClient(ClientOptions()).send(request, call.context());
}

Error error_of(const HttpRequest& request) {
  auto result = fetch(request);
  EXPECT_FALSE(result);
  return result ? Error() : result.error();
}

TEST(HttpClient, SendsMethodHeadersAndBodyAndReadsTheAnswer) {
  std::string seen;
  RawServer server([&](Connection& connection, int) {
    seen = connection.read_request();
    connection.write(answer("418 Teapot", "X-One: 1\r\nx-one:  2 \r\n", "short"));
  });
  const auto response = fetch({.method = "PATCH",
                               .url = server.origin() + "/a%2Fb/../c?q=1",
                               .headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}},
                               .body = std::string("{\0}", 3)});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 418);
  EXPECT_EQ(response->body, "short");
  EXPECT_EQ(response->headers.find("X-ONE"), "1");
  EXPECT_EQ(response->headers.list().size(), 3U);
  EXPECT_EQ(response->effective_url, server.origin() + "/a%2Fb/../c?q=1");
  EXPECT_TRUE(seen.starts_with("PATCH /a%2Fb/../c?q=1 HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("\r\nContent-Type: application/json\r\n"), std::string::npos) << seen;
  EXPECT_NE(seen.find("\r\nX-Empty:"), std::string::npos) << seen;
  EXPECT_NE(seen.find("\r\nUser-Agent: lakecode\r\n"), std::string::npos) << seen;
  EXPECT_TRUE(seen.ends_with(std::string("\r\n\r\n{\0}", 7))) << seen;
}

TEST(HttpClient, PostWithoutBodySaysLengthZeroAndGetSaysNone) {
  std::vector<std::string> seen;
  RawServer server([&](Connection& connection, int) {
    for (auto text = connection.read_request(); !text.empty(); text = connection.read_request()) {
      seen.push_back(text);
      connection.write(answer("200 OK", "", ""));
    }
  });
  HttpClient client{ClientOptions()};
  const TestCall call;
  for (const char* method : {"POST", "GET", "DELETE", "HEAD"}) {
    ASSERT_TRUE(client.send({.method = method, .url = server.origin() + "/"}, call.context())) << method;
  }
  EXPECT_NE(seen.at(0).find("Content-Length: 0\r\n"), std::string::npos);
  for (const std::size_t i : {1U, 2U, 3U}) EXPECT_EQ(seen.at(i).find("Content-Length"), std::string::npos) << seen[i];
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, KeepsItsConnectionBetweenCalls) {
  std::atomic<int> requests = 0;
  RawServer server([&](Connection& connection, int) {
    while (!connection.read_request().empty()) {
      ++requests;
      connection.write(answer("200 OK", "", "ok"));
    }
  });
  HttpClient client{ClientOptions()};
  const TestCall call;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(client.send({.url = server.origin()}, call.context()));
  EXPECT_EQ(requests, 10);
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpClient, BatchKeepsTheOrderAndItsBound) {
  constexpr int kInFlight = 4;
  std::atomic<int> inside = 0, most = 0;
  std::latch all_inside(kInFlight);
  auto server = HttpServer::start({}, [&](const ServerRequest& request) {
    const int now = ++inside;
    int seen = most;
    while (now > seen && !most.compare_exchange_weak(seen, now)) {
    }
    // The first four can only leave together: proof that they were in flight at the same time.
    if (text::parse_int(*request.query_value("n")).value_or(99) < kInFlight) all_inside.arrive_and_wait();
    --inside;
    return ServerResponse{.body = *request.query_value("n")};
  });
  ASSERT_TRUE(server);
  std::vector<HttpRequest> requests;
  for (int i = 0; i < 60; ++i) requests.push_back({.url = server->origin() + "/?n=" + std::to_string(i)});
  requests[30].url = "ftp://nowhere/";
  const TestCall call;
  const auto results = HttpClient(ClientOptions()).send_all(requests, kInFlight, call.context());
  ASSERT_EQ(results.size(), requests.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (i == 30) {
      EXPECT_EQ(results[i].error().code, ErrorCode::InvalidArgument);
    } else {
      EXPECT_EQ(results[i].value().body, std::to_string(i));
    }
  }
  EXPECT_EQ(most, kInFlight);
}

TEST(HttpClient, EmptyBatchIsEmpty) {
  const TestCall call;
  EXPECT_TRUE(HttpClient(ClientOptions()).send_all({}, 4, call.context()).empty());
}

TEST(HttpClient, StreamsPiecesOfA2xxAndKeepsTheBodyOfOthers) {
  auto server = HttpServer::start({}, [](const ServerRequest& request) {
    if (request.path == "/refused") return ServerResponse{.status = 403, .body = "no"};
    auto left = std::make_shared<int>(3);
    return ServerResponse{.next_piece = [left]() -> std::optional<std::string> {
      if (*left == 0) return std::nullopt;
      return std::to_string((*left)--);
    }};
  });
  ASSERT_TRUE(server);
  HttpClient client{ClientOptions()};
  const TestCall call;
  std::string streamed;
  const auto collect = [&](std::string_view bytes) {
    streamed += bytes;
    return true;
  };
  const auto streaming = client.stream({.url = server->origin()}, collect, call.context());
  ASSERT_TRUE(streaming);
  EXPECT_EQ(streamed, "321");
  EXPECT_EQ(streaming->body, "");
  const auto refused = client.stream({.url = server->origin() + "/refused"}, collect, call.context());
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->body, "no");
  EXPECT_EQ(streamed, "321");
}

TEST(HttpClient, StreamEndsWhenItsReaderWantsNoMore) {
  auto server = HttpServer::start({}, [](const ServerRequest&) {
    return ServerResponse{.next_piece = [] { return std::optional<std::string>("again and again"); }};
  });
  ASSERT_TRUE(server);
  const TestCall call;
  int pieces = 0;
  const auto ended = HttpClient(ClientOptions())
                         .stream(
                             {.url = server->origin()}, [&](std::string_view) { return ++pieces < 3; }, call.context());
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, ErrorCode::Cancelled);
  EXPECT_EQ(pieces, 3);
}

TEST(HttpClient, AnswerAtTheSizeLimitPassesAndOneByteMoreIsCorrupt) {
  auto server =
      HttpServer::start({}, [](const ServerRequest&) { return ServerResponse{.body = std::string(1000, 'x')}; });
  ASSERT_TRUE(server);
  EXPECT_TRUE(fetch({.url = server->origin(), .max_response_bytes = 1000}));
  const Error error = error_of({.url = server->origin(), .max_response_bytes = 999});
  EXPECT_EQ(error.code, ErrorCode::CorruptData);
  EXPECT_EQ(one_line(error), "cannot read the answer of " + server->origin() +
                                 ": it is larger than 999 bytes; ask for less at once, a page or a filter");
}

TEST(HttpClient, SizeLimitCountsDecompressedBytes) {
  // gzip of 100,000 zero bytes, its tail left away: the limit comes first.
  constexpr unsigned char kHead[] = {0x1f, 0x8b, 8, 0, 0,    0,    0,    0,    2,    0xff, 0xed, 0xc1, 0x31,
                                     0x01, 0,    0, 0, 0xc2, 0xa0, 0xf5, 0x4f, 0x6d, 0x0d, 0x0f, 0xa0};
  std::string bomb(reinterpret_cast<const char*>(kHead), sizeof kHead);
  bomb.append(96, '\0');
  RawServer server([&](Connection& connection, int) {
    (void)connection.read_request();
    connection.write(answer("200 OK", "Content-Encoding: gzip\r\n", bomb));
  });
  const Error error = error_of({.url = server.origin(), .max_response_bytes = 5'000});
  EXPECT_EQ(error.code, ErrorCode::CorruptData);
  EXPECT_EQ(error.reason, "it is larger than 5000 bytes");
}

TEST(HttpClient, DamagedCompressionIsCorrupt) {
  RawServer server([](Connection& connection, int) {
    (void)connection.read_request();
    connection.write(answer("200 OK", "Content-Encoding: gzip\r\n", "this is no gzip at all"));
  });
  EXPECT_EQ(error_of({.url = server.origin()}).code, ErrorCode::CorruptData);
}

TEST(HttpClient, EndlessHeadersAreCorrupt) {
  RawServer server([](Connection& connection, int) {
    (void)connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 200; ++i) connection.write("X-Filler: " + std::string(10'000, 'x') + "\r\n");
    connection.write("Content-Length: 0\r\n\r\n");
  });
  EXPECT_EQ(error_of({.url = server.origin()}).code, ErrorCode::CorruptData);
}

struct BrokenCase {
  const char* name;
  const char* bytes;
  bool reset;
  ErrorCode code;
  const char* line;  ///< what follows the origin
};

TEST(HttpClient, BrokenAnswersSayWhatBroke) {
  const BrokenCase broken[] = {
      {"length promised more", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", false, ErrorCode::CorruptData,
       ": the answer was cut off before its end; try again"},
      {"chunks without an end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", false,
       ErrorCode::CorruptData, ": the answer was cut off before its end; try again"},
      {"nothing", "", false, ErrorCode::Unavailable,
       ": the server closed the connection without an answer; try again; if it stays, look at the server's log"},
      {"reset", "", true, ErrorCode::Unavailable,
       ": the connection broke before an answer came; check the network and try again"},
      {"not HTTP", "SSH-2.0-OpenSSH\r\n", false, ErrorCode::CorruptData,
       ": the answer is not HTTP; check that host and port are those of the workspace"},
  };
  for (const auto& item : broken) {
    RawServer server([&](Connection& connection, int) {
      (void)connection.read_request();
      connection.write(item.bytes);
      if (item.reset) connection.reset();
    });
    const Error error = error_of({.url = server.origin() + "/path?secret=1"});
    EXPECT_EQ(error.code, item.code) << item.name;
    EXPECT_TRUE(one_line(error).ends_with(server.origin() + item.line)) << item.name << ": " << one_line(error);
    EXPECT_EQ(error.detail.find("secret"), std::string::npos) << error.detail;
    EXPECT_FALSE(was_never_sent(error)) << item.name;
  }
}

TEST(HttpClient, RefusedConnectionSaysSo) {
  int port = 0;
  {
    const test::Listener closed;
    port = closed.port();
  }
  const std::string origin = "http://127.0.0.1:" + std::to_string(port);
  const Error error = error_of({.url = origin});
  EXPECT_EQ(error.code, ErrorCode::Unavailable);
  EXPECT_EQ(one_line(error), "cannot reach " + origin +
                                 ": the connection was refused or no route leads there; check that the server is "
                                 "running and that host and port are right");
  EXPECT_TRUE(was_never_sent(error));
}

TEST(HttpClient, PlainServerBehindHttpsIsATlsError) {
  RawServer server([](Connection& connection, int) { connection.write("HTTP/1.1 400 Bad\r\n\r\n"); });
  const Error error = error_of({.url = "https://127.0.0.1:" + std::to_string(server.port())});
  EXPECT_EQ(error.code, ErrorCode::Unavailable);
  EXPECT_EQ(error.reason, "no TLS connection could be made");
  EXPECT_TRUE(was_never_sent(error));
}

TEST(HttpClient, MissingCaFileIsNamed) {
  RawServer server([](Connection&, int) {});
  const TestCall call;
  const auto result = HttpClient({.ca_file = "/nonexistent.pem"})
                          .send({.url = "https://127.0.0.1:" + std::to_string(server.port())}, call.context());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, "the file of trusted certificates cannot be read");
}

TEST(HttpClient, SilentServerRunsIntoTheTimeout) {
  const test::Listener silent;
  const Error error = error_of({.url = silent.origin(), .timeout = 30ms});
  EXPECT_EQ(error.code, ErrorCode::DeadlineExceeded);
  EXPECT_EQ(one_line(error),
            "cannot reach " + silent.origin() + ": no answer within 30 ms; try again; the server may be busy");
  EXPECT_FALSE(was_never_sent(error));
}

TEST(HttpClient, ASilentStreamIsLeftAndWhatCameBeforeWasGiven) {
  const RawServer server([](Connection& connection, int) {
    ignore_result(connection.read_request(), "only the silence counts");
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    EXPECT_EQ(connection.read_to_end(), "");  // ends when the client leaves
  });
  const TestCall call;
  std::string heard;
  HttpRequest request{.url = server.origin()};
  request.idle_timeout = 50ms;
  const auto result = HttpClient(ClientOptions())
                          .stream(
                              request,
                              [&](std::string_view piece) {
                                heard += piece;
                                return true;
                              },
                              call.context());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::DeadlineExceeded);
  EXPECT_NE(one_line(result.error()).find("the server was silent for 50 ms"), std::string::npos)
      << one_line(result.error());
  EXPECT_EQ(heard, "half");
}

TEST(HttpClient, DeadlineOfTheContextHoldsToo) {
  const test::Listener silent;
  const TestCall call;
  const auto result = HttpClient(ClientOptions()).send({.url = silent.origin()}, call.context().with_timeout(30ms));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::DeadlineExceeded);
  EXPECT_EQ(result.error().subject, silent.origin());
}

TEST(HttpClient, BadRequestsNeverReachTheNetwork) {
  const test::Listener silent;
  const std::string url = silent.origin();
  const std::vector<HttpRequest> bad = {
      {.url = "file:///etc/passwd"},
      {.url = ""},
      {.method = "GET /evil HTTP/1.1\r\nX:", .url = url},
      {.method = "", .url = url},
      {.url = url, .headers = {{"X-Name", "a\r\nX-Injected: 1"}}},
      {.url = url, .headers = {{"X Name", "a"}}},
      {.url = url, .headers = {{"", "a"}}},
  };
  for (const auto& request : bad) EXPECT_EQ(error_of(request).code, ErrorCode::InvalidArgument) << request.method;
}

TEST(HttpClient, ProxyIsAskedForForeignHostsButNotForLoopback) {
  std::vector<std::string> asked;
  RawServer proxy([&](Connection& connection, int) {
    asked.push_back(connection.read_request());
    connection.write(answer("407 Proxy Authentication Required", "Proxy-Authenticate: Basic\r\n", ""));
  });
  RawServer server([](Connection& connection, int) {
    (void)connection.read_request();
    connection.write(answer("200 OK", "", "direct"));
  });
  const std::string setting = "http://user:hunter2@127.0.0.1:" + std::to_string(proxy.port());
  HttpClient client({.proxy = setting, .http_proxy = setting});
  const TestCall call;
  const auto direct = client.send({.url = server.origin()}, call.context());
  ASSERT_TRUE(direct);
  EXPECT_EQ(direct->body, "direct");
  EXPECT_TRUE(asked.empty());

  const auto refused =
      client.send({.url = "https://workspace.invalid/x", .headers = {{"Authorization", "Bearer tok"}}}, call.context());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "the proxy 127.0.0.1:" + std::to_string(proxy.port()) + " answered 407");
  EXPECT_EQ(refused.error().detail.find("hunter2"), std::string::npos);
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_TRUE(asked[0].starts_with("CONNECT workspace.invalid:443 HTTP/1.1\r\n")) << asked[0];
  EXPECT_EQ(asked[0].find("Bearer tok"), std::string::npos) << asked[0];
}

TEST(HttpClient, ReadsProxyAndCaSettingsFromTheEnvironment) {
  const std::map<std::string, std::string, std::less<>> environment = {{"HTTPS_PROXY", "http://upper:1"},
                                                                       {"https_proxy", "http://lower:1"},
                                                                       {"HTTP_PROXY", "http://plain:1"},
                                                                       {"NO_PROXY", "a,b"},
                                                                       {"CURL_CA_BUNDLE", "/ca.pem"}};
  const auto options = client_options_from_environment([&](std::string_view name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  });
  EXPECT_EQ(options.proxy, "http://lower:1");
  EXPECT_EQ(options.http_proxy, "http://plain:1");
  EXPECT_EQ(options.no_proxy, "a,b");
  EXPECT_EQ(options.ca_file, "/ca.pem");
}

}  // namespace
}  // namespace lakecode::net
