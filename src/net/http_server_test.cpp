#include "net/http_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/raw_server.h"

namespace lakecode::net {
namespace {

using test::Connection;

ServerResponse echo(const ServerRequest& request) {
  ServerResponse response{.headers = {{"Content-Type", "text/plain"}}};
  response.body = request.method + " " + request.path + " [" + request.body + "]";
  for (const auto& [name, value] : request.query) response.body += " " + name + "=" + value;
  return response;
}

HttpServer start_or_die(HttpServer::Handler handler, const ServerOptions& options = {}) {
  auto server = HttpServer::start(options, std::move(handler));
  LAKECODE_CHECK(server.has_value(), "the test server must start");
  return std::move(*server);
}

/// The whole answer to a request written byte for byte; "PORT" in it becomes the server's port.
std::string ask(const HttpServer& server, std::string_view request) {
  const Connection connection = Connection::to_port(server.port());
  connection.write(text::replace_all(request, "PORT", std::to_string(server.port())));
  connection.finish_writing();
  return connection.read_to_end();
}

int status_of(const std::string& answer) {
  return answer.size() < 12 ? 0 : std::stoi(answer.substr(9, 3));
}

TEST(HttpServer, HandsOverTheRequestAsItWasWritten) {
  const auto server = start_or_die(&echo);
  const auto answer = ask(server,
                          "POST /a%2Fb/c?x=1%202&y=a+b&x= HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n"
                          "Content-Length: 4\r\n\r\nbody");
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_TRUE(answer.ends_with("POST /a%2Fb/c [body] x=1 2 y=a b x=")) << answer;
}

TEST(HttpServer, ReadsAChunkedBody) {
  const auto server = start_or_die(&echo);
  const auto answer = ask(server,
                          "PUT /f HTTP/1.1\r\nHost: localhost:PORT\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_TRUE(answer.ends_with("PUT /f [abcde]")) << answer;
}

/// What no handler gets to see, since it is no request. What the library refuses by itself it tells on a page of its
/// own, for which it has no hook; what we refuse is JSON.
TEST(HttpServer, RefusesWhatItCannotRead) {
  struct RawCase {
    std::string request;
    int status;
    std::string_view code = {};  ///< empty: the library's page
  };
  const std::string host = "Host: 127.0.0.1:PORT\r\n";
  const std::vector<RawCase> cases{
      {"GET /\r\n" + host + "\r\n", 400},
      {"GET / HTTP/9.9\r\n" + host + "\r\n", 505},
      {"GET / HTTP/1.1\r\n" + host + "no colon\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: many\r\n\r\n{}", 400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n{}", 400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}", 400, "MALFORMED_REQUEST"},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999999\r\n\r\n{}", 413},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n{}", 501, "NOT_IMPLEMENTED"},
      {"GET / HTTP/1.1\r\n" + host + "X: " + std::string(140'000, 'a') + "\r\n\r\n", 431},
      {"GET /" + std::string(140'000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414},
  };
  std::atomic<int> handled = 0;
  const auto server = start_or_die([&](const ServerRequest& request) {
    ++handled;
    return echo(request);
  });
  for (const RawCase& one : cases) {
    const std::string shown = one.request.substr(0, 100);
    // Not told that the request ends: whoever waits for more of it would wait for ever.
    const Connection connection = Connection::to_port(server.port());
    connection.write(text::replace_all(one.request, "PORT", std::to_string(server.port())));
    const std::string answer = connection.read_to_end();
    EXPECT_EQ(status_of(answer), one.status) << shown << "\n" << answer;
    if (one.code.empty()) continue;
    EXPECT_TRUE(answer.find(R"({"error_code":")" + std::string(one.code) + R"(","message":")") != std::string::npos)
        << shown << "\n"
        << answer;
    EXPECT_TRUE(answer.ends_with("\"}")) << answer;
    EXPECT_TRUE(answer.find("Content-Type: application/json") != std::string::npos) << answer;
  }
  EXPECT_EQ(handled, 0);
}

struct HeadCase {
  const char* headers;
  int status;
};

TEST(HttpServer, KnowsItsNamesAtTheDefaultPort) {
  for (const std::string_view host : {"127.0.0.1", "localhost:80", "LocalHost", "[::1]"})
    EXPECT_TRUE(is_own_host(host, 80)) << host;
  for (const std::string_view host : {"127.0.0.1:8080", "evil.example", "127.0.0.1.evil:80", "", ":80"})
    EXPECT_FALSE(is_own_host(host, 80)) << host;
  EXPECT_FALSE(is_own_host("127.0.0.1", 8080));
}

TEST(HttpServer, RefusesForeignHostsAndOriginsBeforeTheHandler) {
  std::atomic<int> handled = 0;
  const auto server = start_or_die([&](const ServerRequest& request) {
    ++handled;
    return echo(request);
  });
  const std::vector<HeadCase> good = {
      {"Host: 127.0.0.1:PORT\r\n", 200},
      {"host: LOCALHOST:PORT\r\n", 200},
      {"Host: [::1]:PORT\r\n", 200},
      {"Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:9\r\n", 200},
      {"Host: 127.0.0.1:PORT\r\nOrigin: http://localhost\r\n", 200},
  };
  const std::vector<HeadCase> bad = {
      {"", 403},
      {"Host: 127.0.0.1\r\n", 403},
      {"Host: 127.0.0.1:1\r\n", 403},
      {"Host: evil.example:PORT\r\n", 403},
      {"Host: localhost.evil:PORT\r\n", 403},
      {"Host: x127.0.0.1:PORT\r\n", 403},
      {"Host: 127.0.0.1:PORT\r\nHost: evil:PORT\r\n", 403},
      {"Host: 127.0.0.1:PORT\r\nOrigin: https://evil.example\r\n", 403},
      {"Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1.evil\r\n", 403},
      {"Host: 127.0.0.1:PORT\r\nOrigin: null\r\n", 403},
  };
  for (const auto& item : good) {
    EXPECT_EQ(status_of(ask(server, "GET / HTTP/1.1\r\n" + std::string(item.headers) + "\r\n")), item.status)
        << item.headers;
  }
  EXPECT_EQ(handled, static_cast<int>(good.size()));
  for (const auto& item : bad) {
    // HTTP/1.0, so that a missing Host reaches our own check.
    const auto answer = ask(server, "GET / HTTP/1.0\r\n" + std::string(item.headers) + "\r\n");
    EXPECT_EQ(status_of(answer), item.status) << item.headers;
    EXPECT_NE(answer.find(R"({"error_code":"PERMISSION_DENIED","message":")"), std::string::npos) << answer;
  }
  EXPECT_EQ(handled, static_cast<int>(good.size()));
}

TEST(HttpServer, RefusesATargetThatIsNoPath) {
  const auto server = start_or_die(&echo);
  EXPECT_EQ(status_of(ask(server, "GET http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n")), 400);
}

TEST(HttpServer, BodyAtTheLimitPassesAndMoreIs413) {
  const auto server = start_or_die(&echo, {.max_body_bytes = 5});
  const std::string head = "POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n";
  EXPECT_EQ(status_of(ask(server, head + "Content-Length: 5\r\n\r\n12345")), 200);
  EXPECT_EQ(status_of(ask(server, head + "Content-Length: 6\r\n\r\n123456")), 413);
  EXPECT_EQ(status_of(ask(server, head + "Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n0\r\n\r\n")), 413);
  const std::string large(2U << 20U, 'x');
  EXPECT_EQ(status_of(ask(server, head + "Content-Length: " + std::to_string(large.size()) + "\r\n\r\n" + large)), 413);
}

TEST(HttpServer, SurvivesRequestsThatAreNone) {
  const auto server = start_or_die(&echo);
  for (const char* request : {"", "\r\n\r\n", "GET", "\x16\x03\x01\x02", "GET / HTTP/9.9\r\n\r\n",
                              "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: -1\r\n\r\n",
                              "POST / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 10\r\n\r\nhalf"}) {
    EXPECT_NE(status_of(ask(server, request)), 200) << request;
  }
  EXPECT_EQ(status_of(ask(server, "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n")), 200);
}

TEST(HttpServer, CutsWhereToldTo) {
  for (const std::size_t cut : {std::size_t{0}, std::size_t{3}}) {
    const auto server =
        start_or_die([cut](const ServerRequest&) { return ServerResponse{.body = "123456", .cut_after = cut}; });
    const auto answer = ask(server, "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n");
    EXPECT_NE(answer.find("Content-Length: 6\r\n"), std::string::npos) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n" + std::string("123456").substr(0, cut))) << answer;
  }
}

TEST(HttpServer, StreamsPiecesAsTheyCome) {
  std::latch first_read(1);
  const auto server = start_or_die([&](const ServerRequest&) {
    auto sent = std::make_shared<int>(0);
    return ServerResponse{.next_piece = [&, sent]() -> std::optional<std::string> {
      if (++*sent == 1) return "first,";
      if (*sent == 2) {
        first_read.wait();  // the first piece must be on its way before the second exists
        return "";
      }
      if (*sent == 3) return std::string(100'000, 'x');
      return std::nullopt;
    }};
  });
  const Connection connection = Connection::to_port(server.port());
  connection.write("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                   "\r\nConnection: close\r\n\r\n");
  std::string answer;
  while (answer.find("first,") == std::string::npos) {
    char byte = 0;
    ASSERT_EQ(::recv(connection.fd(), &byte, 1, 0), 1);
    answer += byte;
  }
  first_read.count_down();
  answer += connection.read_to_end();
  EXPECT_NE(answer.find("Transfer-Encoding: chunked"), std::string::npos);
  EXPECT_EQ(std::count(answer.begin(), answer.end(), 'x'), 100'000);
  EXPECT_TRUE(answer.ends_with("0\r\n\r\n"));
}

TEST(HttpServer, SlowHandlerHoldsUpNobodyElse) {
  std::latch release(1), inside(1);
  const auto server = start_or_die([&](const ServerRequest& request) {
    if (request.path == "/slow") {
      inside.count_down();
      release.wait();
    }
    return echo(request);
  });
  std::string slow;
  std::jthread waiting([&] { slow = ask(server, "GET /slow HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n"); });
  inside.wait();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(status_of(ask(server, "GET /quick HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n")), 200);
  }
  release.count_down();
  waiting.join();
  EXPECT_EQ(status_of(slow), 200);
}

TEST(HttpServer, NeverRunsMoreHandlersThanAllowed) {
  std::atomic<int> inside = 0, most = 0;
  const auto server = start_or_die(
      [&](const ServerRequest& request) {
        const int now = ++inside;
        int seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
        std::this_thread::yield();
        --inside;
        return echo(request);
      },
      {.threads = 1});
  std::vector<std::jthread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] { (void)ask(server, "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n"); });
  }
  clients.clear();
  EXPECT_EQ(most, 1);
}

TEST(HttpServer, TakenPortIsUnavailable) {
  const test::Listener taken;
  const auto server = HttpServer::start({.port = taken.port()}, &echo);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().code, ErrorCode::Unavailable);
  EXPECT_EQ(one_line(server.error()),
            "cannot listen on 127.0.0.1:" + std::to_string(taken.port()) +
                ": another program uses this port; choose another port, or 0 for any free one");
}

TEST(HttpServer, StopsWhileAClientKeepsItsConnection) {
  auto server = std::make_unique<HttpServer>(start_or_die(&echo));
  const Connection connection = Connection::to_port(server->port());
  connection.write("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server->port()) + "\r\n\r\n");
  char byte = 0;
  ASSERT_EQ(::recv(connection.fd(), &byte, 1, 0), 1);
  server.reset();
  EXPECT_NE(connection.read_to_end(), "");
}

}  // namespace
}  // namespace lakecode::net
