#include "net/retry.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "base/time_format.h"
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

constexpr RetryPolicy kQuick{.max_attempts = 3, .base_wait = 1ms, .max_wait = 2ms, .jitter = 1ms};

/// Plays its answers one a request, the last one for ever; "" closes without an answer.
class Script {
 public:
  explicit Script(std::vector<std::string> answers)
      : answers_(std::move(answers)), server_([this](Connection& connection, int) { play(connection); }) {}
  [[nodiscard]] int requests() const { return requests_; }
  [[nodiscard]] std::string origin() const { return server_.origin(); }

 private:
  void play(Connection& connection) {
    while (!connection.read_request().empty()) {
      const auto index = static_cast<std::size_t>(requests_++);
      const auto& text = answers_[std::min(index, answers_.size() - 1)];
      if (text.empty()) return;
      connection.write(text);
      if (text.find("Connection: close") != std::string::npos) return;
    }
  }
  std::vector<std::string> answers_;
  std::atomic<int> requests_ = 0;
  RawServer server_;
};

const std::string kOk = answer("200 OK", "", "ok");
const std::string kBusy = answer("429 Too Many Requests", "Retry-After: 0\r\n", "busy");
const std::string kDown = answer("503 Service Unavailable", "", "down");
const std::string kBroken = answer("500 Internal Server Error", "", "bug");
const std::string kCut = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nhalf";

Result<HttpResponse> send(const std::string& url, Repeat repeat, const RetryPolicy& policy = kQuick) {
  const TestCall call;
  HttpClient client{ClientOptions()};
  SeededRandom random(1);
  return send_with_retry(client, {.method = "POST", .url = url, .body = "b", .repeat = repeat}, policy, random,
                         call.context());
}

struct RuleCase {
  const char* name;
  std::vector<std::string> answers;
  Repeat repeat;
  int requests;  ///< how often the server was asked
  int status;    ///< of the outcome; 0: an error
};

TEST(Retry, SendsAgainWhatTheRulesAllowAndNothingElse) {
  const std::vector<RuleCase> cases = {
      {"first try", {kOk}, Repeat::Safe, 1, 200},
      {"429 then fine", {kBusy, kOk}, Repeat::Safe, 2, 200},
      {"429, a change", {kBusy, kOk}, Repeat::NotRepeatable, 2, 200},
      {"429 for ever", {kBusy}, Repeat::Safe, 3, 429},
      {"503 then fine", {kDown, kOk}, Repeat::Safe, 2, 200},
      {"503, a change", {kDown, kOk}, Repeat::NotRepeatable, 1, 503},
      {"500", {kBroken, kOk}, Repeat::Safe, 1, 500},
      {"404", {answer("404 Not Found", "", ""), kOk}, Repeat::Safe, 1, 404},
      {"no answer", {"", kOk}, Repeat::Safe, 2, 200},
      {"no answer, a change", {"", kOk}, Repeat::NotRepeatable, 1, 0},
      {"answer cut", {kCut, kOk}, Repeat::Safe, 1, 0},
      {"answer cut, a change", {kCut, kOk}, Repeat::NotRepeatable, 1, 0},
  };
  for (const auto& item : cases) {
    const Script server(item.answers);
    const auto outcome = send(server.origin(), item.repeat);
    EXPECT_EQ(server.requests(), item.requests) << item.name;
    EXPECT_EQ(outcome ? outcome->status : 0, item.status) << item.name;
    if (outcome) {
      EXPECT_EQ(outcome->attempts, item.requests) << item.name;
    }
  }
}

TEST(Retry, ChangeIsNotSentAgainOnAKeptConnectionThatBreaks) {
  std::atomic<int> changes = 0;
  RawServer closing([&](Connection& connection, int) {
    // A read is answered and the connection kept; a change is counted and the connection closed without an answer.
    for (auto text = connection.read_request(); !text.empty(); text = connection.read_request()) {
      if (text.starts_with("POST")) {
        ++changes;
        return;
      }
      connection.write(kOk);
    }
  });
  const TestCall call;
  HttpClient client{ClientOptions()};
  SeededRandom random(1);
  ASSERT_TRUE(client.send({.url = closing.origin()}, call.context()));
  const HttpRequest change{.method = "POST", .url = closing.origin(), .body = "b", .repeat = Repeat::NotRepeatable};
  EXPECT_FALSE(send_with_retry(client, change, kQuick, random, call.context()));
  EXPECT_EQ(changes, 1);
}

TEST(Retry, RefusedConnectionIsTriedAgainEvenForAChange) {
  int port = 0;
  {
    const test::Listener closed;
    port = closed.port();
  }
  const std::string url = "http://127.0.0.1:" + std::to_string(port);
  // The waits tell the tries apart: with a wait that does not fit the deadline there is just one.
  const TestCall call;
  HttpClient client{ClientOptions()};
  class CountingRandom final : public RandomSource {
   public:
    void fill(std::span<std::byte> out) override {
      ++waits;
      std::fill(out.begin(), out.end(), std::byte{0});
    }
    int waits = 0;
  } random;
  const HttpRequest change{.method = "POST", .url = url, .body = "b", .repeat = Repeat::NotRepeatable};
  EXPECT_FALSE(send_with_retry(client, change, kQuick, random, call.context()));
  EXPECT_EQ(random.waits, 2);
}

TEST(Retry, TimeoutOfOneTryIsRetriedForReadsOnly) {
  for (const auto repeat : {Repeat::Safe, Repeat::NotRepeatable}) {
    std::atomic<int> requests = 0;
    RawServer server([&](Connection& connection, int) {
      while (!connection.read_request().empty()) {
        if (++requests > 1) connection.write(kOk);
      }
    });
    const TestCall call;
    HttpClient client{ClientOptions()};
    SeededRandom random(1);
    const auto outcome = send_with_retry(client, {.url = server.origin(), .repeat = repeat, .timeout = 50ms}, kQuick,
                                         random, call.context());
    EXPECT_EQ(outcome.has_value(), repeat == Repeat::Safe);
    EXPECT_EQ(requests, repeat == Repeat::Safe ? 2 : 1);
  }
}

TEST(Retry, WaitsAsLongAsTheServerAsks) {
  const Script server({answer("429 Too Many Requests", "Retry-After: 3600\r\n", ""), kOk});
  const RetryPolicy capped{.max_attempts = 2, .base_wait = 1ms, .max_retry_after = 20ms, .jitter = 0ms};
  const TestCall call;
  const auto began = call.now();
  const auto outcome = send(server.origin(), Repeat::Safe, capped);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->status, 200);
  EXPECT_GE(call.now() - began, 20ms);
}

TEST(Retry, WaitBeyondTheDeadlineIsNotBegun) {
  const Script server({answer("429 Too Many Requests", "Retry-After: 59\r\n", ""), kOk});
  const auto outcome = send(server.origin(), Repeat::Safe);  // the context ends in 30 s
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->status, 429);
  EXPECT_EQ(server.requests(), 1);
}

TEST(Retry, StopEndsTheWait) {
  TestCall call;
  RawServer server([&](Connection& connection, int) {
    (void)connection.read_request();
    connection.write(answer("429 Too Many Requests", "Retry-After: 20\r\n", ""));
    // The client closes its side when the call is over; until then it waits, and the stop must end that.
    call.stop();
    (void)connection.read_request();
  });
  HttpClient client{ClientOptions()};
  SeededRandom random(1);
  const auto began = call.now();
  const auto outcome = send_with_retry(client, {.url = server.origin()}, {}, random, call.context());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Cancelled);
  EXPECT_LT(call.now() - began, 5s);
}

TEST(Retry, BatchRetriesEachRequestByItself) {
  std::mutex mutex;
  std::map<std::string, int> seen;
  auto server = HttpServer::start({}, [&](const ServerRequest& request) {
    const std::lock_guard lock(mutex);
    const int count = ++seen[request.path];
    if (request.path == "/busy" && count == 1) return ServerResponse{.status = 429, .headers = {{"Retry-After", "0"}}};
    if (request.path == "/down") return ServerResponse{.status = 503};
    return ServerResponse{.body = request.path};
  });
  ASSERT_TRUE(server);
  std::vector<HttpRequest> requests;
  for (const char* path : {"/a", "/busy", "/down", "/b"}) requests.push_back({.url = server->origin() + path});
  const TestCall call;
  HttpClient client{ClientOptions()};
  SeededRandom random(1);
  const auto outcomes = send_all_with_retry(client, {requests, 2}, kQuick, random, call.context());
  ASSERT_EQ(outcomes.size(), 4U);
  EXPECT_EQ(outcomes[0]->body, "/a");
  EXPECT_EQ(outcomes[1]->body, "/busy");
  EXPECT_EQ(outcomes[1]->attempts, 2);
  EXPECT_EQ(outcomes[2]->status, 503);
  EXPECT_EQ(outcomes[2]->attempts, 3);
  EXPECT_EQ(outcomes[3]->body, "/b");
  EXPECT_EQ(seen, (std::map<std::string, int>{{"/a", 1}, {"/b", 1}, {"/busy", 2}, {"/down", 3}}));
}

TEST(RetryAfter, ReadsSecondsAndAllThreeDateForms) {
  const WallTime now = *parse_rfc3339("1994-11-06T08:49:07Z");
  for (const char* value :
       {"30", " 30 ", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
    EXPECT_EQ(parse_retry_after(value, now), 30'000ms) << value;
  }
  EXPECT_EQ(parse_retry_after("0", now), 0ms);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now), 0ms);
  EXPECT_GT(parse_retry_after("99999999999999999999", now), 24h);
  EXPECT_EQ(parse_retry_after("Thursday, 31-Dec-65 23:59:59 GMT", now), 0ms);
}

TEST(RetryAfter, RefusesWhatIsNeither) {
  for (const char* value : {"", " ", "-1", "1.5", "5s", "soon", "Sun, 31 Feb 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 PST", "06 Nov 1994",
                            "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 194 08:49:37 GMT"}) {
    EXPECT_EQ(parse_retry_after(value, WallTime()), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace lakecode::net
