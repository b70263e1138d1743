// A stop ends a call within 100 ms, whatever the call is waiting for. Each test stops at the moment it can see from
// outside that the call waits there, so nothing is timed but the end.
#include <gtest/gtest.h>
#include <netdb.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <functional>
#include <latch>
#include <string>
#include <thread>

#include "net/http_client.h"
#include "tests/support/raw_server.h"
#include "tests/support/test_call.h"

namespace {

constexpr const char* kHangingHost = "hanging-resolver.invalid";

struct HangingLookup {
  std::function<void()> entered;
  std::latch release{1};
  std::latch left{1};
};
std::atomic<HangingLookup*> hanging_lookup = nullptr;

}  // namespace

// Stands before the C library's function for libcurl, too: a name server that never answers, without any network.
extern "C" int getaddrinfo(const char* node, const char*, const addrinfo*, addrinfo**) {
  HangingLookup* lookup = hanging_lookup;
  if (lookup == nullptr || node == nullptr || std::string_view(node) != kHangingHost) return EAI_NONAME;
  lookup->entered();
  lookup->release.wait();
  lookup->left.count_down();
  return EAI_AGAIN;
}

namespace lakecode::net {
namespace {

using namespace std::chrono_literals;
using test::Connection;
using test::TestCall;

constexpr auto kPromise = 100ms;

/// The call that is stopped, and when the stop was asked for.
class StoppedCall {
 public:
  void stop_now() {
    asked_ = call_.now();
    call_.stop();
  }
  void expect_cancelled(const HttpRequest& request) {
    HttpClient client{ClientOptions()};
    const auto result = client.send(request, call_.context());
    const auto late = call_.now() - asked_;
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    EXPECT_LT(late, kPromise);
  }

 private:
  TestCall call_;
  SteadyTime asked_{};
};

TEST(Stop, EndsACallThatWaitsForASilentServer) {
  StoppedCall call;
  test::RawServer server([&](Connection& connection, int) {
    (void)connection.read_request();
    call.stop_now();
    (void)connection.read_to_end();
  });
  call.expect_cancelled({.url = server.origin()});
}

TEST(Stop, EndsACallInTheMiddleOfItsAnswer) {
  StoppedCall call;
  test::RawServer server([&](Connection& connection, int) {
    (void)connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    call.stop_now();
    (void)connection.read_to_end();
  });
  call.expect_cancelled({.url = server.origin()});
}

/// Until the kernel has a connection to `port` on its way (SYN_SENT), or the test has ended.
void wait_for_connecting(int port, const std::stop_token& over) {
  char row[32];
  std::snprintf(row, sizeof row, "0100007F:%04X 02 ", static_cast<unsigned>(port));
  while (!over.stop_requested()) {
    std::ifstream table("/proc/net/tcp");
    const std::string text((std::istreambuf_iterator<char>(table)), std::istreambuf_iterator<char>());
    if (text.find(row) != std::string::npos) return;
    std::this_thread::yield();
  }
}

TEST(Stop, EndsACallThatIsConnecting) {
  const test::Listener full(0);
  const Connection filler = Connection::to_port(full.port());  // takes the one place in the queue
  StoppedCall call;
  std::jthread stopper([&](const std::stop_token& over) {
    wait_for_connecting(full.port(), over);
    call.stop_now();
  });
  call.expect_cancelled({.url = full.origin()});
}

TEST(Stop, EndsACallThatIsResolvingAName) {
  StoppedCall call;
  HangingLookup lookup;
  lookup.entered = [&] { call.stop_now(); };
  hanging_lookup = &lookup;
  call.expect_cancelled({.url = std::string("http://") + kHangingHost});
  lookup.release.count_down();
  lookup.left.wait();
  hanging_lookup = nullptr;
}

TEST(Stop, AskedBeforeTheCallNothingIsSent) {
  const test::Listener silent;
  TestCall call;
  call.stop();
  const auto result = HttpClient(ClientOptions()).send({.url = silent.origin()}, call.context());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
}

TEST(Stop, KeepsWhatABatchHasAndCancelsTheRest) {
  TestCall call;
  test::RawServer server([&](Connection& connection, int) {
    for (auto text = connection.read_request(); !text.empty(); text = connection.read_request()) {
      if (text.starts_with("GET /2")) call.stop();
      if (!text.starts_with("GET /0")) continue;
      connection.write(test::answer("200 OK", "", "done"));
    }
  });
  std::vector<HttpRequest> requests;
  for (int i = 0; i < 9; ++i) requests.push_back({.url = server.origin() + "/" + std::to_string(i)});
  const auto results = HttpClient(ClientOptions()).send_all(requests, 2, call.context());
  ASSERT_EQ(results.size(), 9U);
  EXPECT_TRUE(results[0]);
  for (std::size_t i = 1; i < 9; ++i) EXPECT_EQ(results[i].error().code, ErrorCode::Cancelled) << i;
}

TEST(Stop, ClientIsGoodForTheNextCall) {
  TestCall stopped;
  const TestCall next;
  test::RawServer server([&](Connection& connection, int number) {
    (void)connection.read_request();
    if (number == 1) {
      stopped.stop();
      (void)connection.read_to_end();
    } else {
      connection.write(test::answer("200 OK", "", "fine"));
    }
  });
  HttpClient client{ClientOptions()};
  EXPECT_FALSE(client.send({.url = server.origin()}, stopped.context()));
  const auto result = client.send({.url = server.origin()}, next.context());
  ASSERT_TRUE(result);
  EXPECT_EQ(result->body, "fine");
}

TEST(HttpClient, UnknownHostIsNamedAndNeverSent) {
  const TestCall call;
  const auto result = HttpClient(ClientOptions()).send({.url = "https://no-such-host.invalid:8443/x"}, call.context());
  ASSERT_FALSE(result);
  EXPECT_EQ(
      one_line(result.error()),
      "cannot reach https://no-such-host.invalid:8443: the host name cannot be resolved; check the spelling of the "
      "host, the network and the DNS settings");
  EXPECT_TRUE(was_never_sent(result.error()));
}

TEST(HttpClient, ConnectionThatIsNotAcceptedTimesOutUnsent) {
  const test::Listener full(0);
  const Connection filler = Connection::to_port(full.port());
  const TestCall call;
  const auto result = HttpClient(ClientOptions()).send({.url = full.origin(), .connect_timeout = 30ms}, call.context());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::DeadlineExceeded);
  EXPECT_EQ(result.error().reason, "no connection within 30 ms");
  EXPECT_TRUE(was_never_sent(result.error()));
}

}  // namespace
}  // namespace lakecode::net
