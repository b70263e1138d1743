#include "net/cassette.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/guarded.h"
#include "base/temp_folder.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "net/traffic.h"
#include "tests/support/test_call.h"

namespace lakecode::net {
namespace {

using test::TestCall;

/// A server that counts its answers, and both sides of a cassette.
class CassetteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = HttpServer::start({}, [this](const ServerRequest& request) { return answer(request); });
    ASSERT_TRUE(started);
    server_ = std::make_unique<HttpServer>(std::move(*started));
    origin_ = server_->origin();
  }

  virtual ServerResponse answer(const ServerRequest& request) {
    ServerResponse response{.headers = {{"Content-Type", "application/json"}, {"Set-Cookie", "session=s3cr3t-cookie"}}};
    const int number = ++answers_;
    if (request.path == "/error") response.status = 503;
    if (request.path == "/cut") {
      response.body = "0123456789";
      response.cut_after = 4;
      return response;
    }
    if (request.path == "/stream") {
      response.next_piece = [left = 3]() mutable -> std::optional<std::string> {
        if (left-- == 0) return std::nullopt;
        return "data: piece " + std::to_string(left) + "\n\n";
      };
      return response;
    }
    if (request.path == "/binary") {
      response.body = std::string("\x00\xFF\xFE", 3);
    } else {
      response.body = R"({"answer":)" + std::to_string(number) + R"(,"body":")" + std::to_string(request.body.size()) +
                      R"(","token":")" + secret_ + "\"}";
    }
    return response;
  }

  ClientOptions recording() {
    auto cassette = Cassette::record(file_, redactor_, clock_);
    EXPECT_TRUE(cassette) << one_line(cassette.error());
    ClientOptions options;
    options.cassette = *cassette;
    return options;
  }
  ClientOptions replaying() {
    auto cassette = Cassette::replay(file_, other_redactor_);
    EXPECT_TRUE(cassette) << one_line(cassette.error());
    ClientOptions options;
    options.cassette = *cassette;
    return options;
  }
  [[nodiscard]] HttpRequest get(const std::string& path) const { return {.url = origin_ + path}; }
  [[nodiscard]] HttpRequest post(const std::string& body) const {
    return {
        .method = "POST", .url = origin_ + "/post", .headers = {{"Authorization", "Bearer t0p-s3cr3t"}}, .body = body};
  }

  const std::string secret_ = "dapi" + std::string(32, '7');
  const TempFolder temp_;
  const std::filesystem::path file_ = temp_ / "tape.jsonl";
  Redactor redactor_, other_redactor_;
  SystemClock clock_;
  std::atomic<int> answers_ = 0;
  std::unique_ptr<HttpServer> server_;
  std::string origin_;
  const TestCall call_{};
};

std::string outcome_of(const Result<HttpResponse>& result) {
  if (!result) return std::string(name_of(result.error().code)) + " " + result.error().reason;
  return std::to_string(result->status) + " " + result->body;
}

TEST_F(CassetteTest, PlaysWhatItRecordedWithoutANetwork) {
  const std::vector<HttpRequest> asked = {get("/a"),   get("/a"),      get("/error"), post("one"),
                                          post("two"), get("/binary"), get("/cut")};
  std::vector<std::string> first;
  {
    HttpClient client(recording());
    for (const auto& request : asked) first.push_back(outcome_of(client.send(request, call_.context())));
  }
  ASSERT_EQ(first.size(), asked.size());
  EXPECT_NE(first[0], first[1]) << "the server tells its requests apart";
  server_.reset();
  HttpClient client(replaying());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    std::string expected = first[i];
    if (const auto at = expected.find(secret_); at != std::string::npos) {
      const std::string played = outcome_of(client.send(asked[i], call_.context()));
      EXPECT_EQ(played.substr(0, at), expected.substr(0, at));
      EXPECT_EQ(played.find(secret_), std::string::npos);
      continue;
    }
    EXPECT_EQ(outcome_of(client.send(asked[i], call_.context())), expected) << i;
  }
}

TEST_F(CassetteTest, PlaysInAnyOrderAcrossRequestsAndInOrderForEach) {
  const std::vector<HttpRequest> asked = {get("/a"), get("/b"), get("/a")};
  std::vector<std::string> first;
  {
    HttpClient client(recording());
    for (const auto& result : client.send_all(asked, 1, call_.context())) first.push_back(outcome_of(result));
  }
  HttpClient client(replaying());
  const auto again = client.send_all({asked[1], asked[0], asked[2]}, 3, call_.context());
  EXPECT_EQ(outcome_of(again[0]).substr(0, 16), first[1].substr(0, 16));
  EXPECT_EQ(outcome_of(again[1]).substr(0, 16), first[0].substr(0, 16));
  EXPECT_EQ(outcome_of(again[2]).substr(0, 16), first[2].substr(0, 16));
}

TEST_F(CassetteTest, StreamsKeepTheirPieces) {
  const auto listen = [&](const ClientOptions& options, std::size_t most) {
    std::vector<std::string> pieces;
    HttpClient client(options);
    const auto result = client.stream(
        get("/stream"),
        [&](std::string_view piece) {
          pieces.emplace_back(piece);
          return pieces.size() < most;
        },
        call_.context());
    pieces.push_back(outcome_of(result));
    return pieces;
  };
  const auto first = listen(recording(), 100);
  EXPECT_EQ(listen(replaying(), 100), first);
  const auto stopped = listen(replaying(), 1);
  EXPECT_EQ(stopped.front(), first.front());
  EXPECT_TRUE(stopped.back().starts_with("CANCELLED")) << stopped.back();
}

TEST_F(CassetteTest, HoldsNoSecret) {
  redactor_.add(Secret("hunter2-hunter2"));
  {
    HttpClient client(recording());
    ASSERT_TRUE(client.send(post("{\"password\":\"hunter2-hunter2\"}"), call_.context()));
    ASSERT_TRUE(client.send(get("/a?token=" + secret_), call_.context()));
  }
  const auto text = files::read(file_);
  for (const std::string& secret :
       {secret_, std::string("hunter2"), std::string("t0p-s3cr3t"), std::string("s3cr3t-cookie")})
    EXPECT_EQ(text->find(secret), std::string::npos) << secret;
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(CassetteTest, WhatWasNotRecordedNamesTheNearest) {
  {
    HttpClient client(recording());
    ASSERT_TRUE(client.send(post(R"({"sql":"SELECT 1"})"), call_.context()));
  }
  HttpClient client(replaying());
  const auto other = client.send(post(R"({"sql":"SELECT 2"})"), call_.context());
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::FailedPrecondition);
  const std::string line = one_line(other.error());
  for (const std::string& part :
       {std::string("POST "), std::string("number 1"), std::string("from byte 15"), std::string("SELECT 2")})
    EXPECT_NE(line.find(part), std::string::npos) << part << " in " << line;
  ASSERT_TRUE(client.send(post(R"({"sql":"SELECT 1"})"), call_.context()));
  const auto twice = client.send(post(R"({"sql":"SELECT 1"})"), call_.context());
  ASSERT_FALSE(twice);
  EXPECT_NE(one_line(twice.error()).find("played already"), std::string::npos);
}

TEST_F(CassetteTest, RefusesWhatIsNoCassetteAndReplacesOnlyCassettes) {
  const std::vector<std::pair<std::string, ErrorCode>> wrong = {
      {"", ErrorCode::InvalidArgument},
      {"hello\n", ErrorCode::InvalidArgument},
      {"{\"schema\":\"lakecode.cassette/9\"}\n", ErrorCode::Unsupported},
      {"{\"schema\":\"lakecode.cassette/1\"}\n{\"n\":1}\n", ErrorCode::CorruptData},
      {"{\"schema\":\"lakecode.cassette/1\"}\nnonsense\n", ErrorCode::CorruptData}};
  for (const auto& [text, code] : wrong) {
    ASSERT_TRUE(files::write_atomic(file_, text));
    const auto refused = Cassette::replay(file_, redactor_);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, code) << text;
  }
  EXPECT_EQ(Cassette::replay(temp_ / "absent", redactor_).error().code, ErrorCode::NotFound);
  EXPECT_TRUE(Cassette::record(file_, redactor_, clock_)) << "an old cassette is replaced";
  ASSERT_TRUE(files::write_atomic(file_, "my notes\n"));
  EXPECT_EQ(Cassette::record(file_, redactor_, clock_).error().code, ErrorCode::AlreadyExists);
  EXPECT_EQ(*files::read(file_), "my notes\n");
}

TEST_F(CassetteTest, ARecordingCutByAKillPlaysWhatIsWhole) {
  {
    HttpClient client(recording());
    ASSERT_TRUE(client.send(get("/a"), call_.context()));
    ASSERT_TRUE(client.send(get("/b"), call_.context()));
  }
  const std::string whole = *files::read(file_);
  ASSERT_TRUE(files::write_atomic(file_, whole.substr(0, whole.size() - 10)));
  HttpClient client(replaying());
  EXPECT_TRUE(client.send(get("/a"), call_.context()));
  EXPECT_FALSE(client.send(get("/b"), call_.context()));
}

TEST_F(CassetteTest, FactsAndTimeComeBack) {
  std::chrono::milliseconds recorded{};
  {
    const ClientOptions options = recording();
    options.cassette->set_fact("began", "2026-11-28T00:00:00Z");
    HttpClient client(options);
    ASSERT_TRUE(client.send(get("/a"), call_.context()));
    recorded = options.cassette->elapsed();
    EXPECT_TRUE(options.cassette->state());
  }
  const ClientOptions options = replaying();
  EXPECT_EQ(options.cassette->fact("began"), "2026-11-28T00:00:00Z");
  EXPECT_EQ(options.cassette->fact("other"), std::nullopt);
  const CassetteClock clock(*options.cassette, WallTime());
  EXPECT_EQ(clock.now(), WallTime());
  EXPECT_EQ(options.cassette->unplayed(), 1U);
  HttpClient client(options);
  ASSERT_TRUE(client.send(get("/a"), call_.context()));
  EXPECT_EQ(clock.now(), WallTime() + recorded);
  EXPECT_EQ(options.cassette->unplayed(), 0U);
}

class Watcher final : public TrafficObserver {
 public:
  void on_exchange(const Exchange& exchange) override {
    seen.lock()->push_back(exchange.origin + exchange.path + " " + std::to_string(exchange.status));
    last = exchange;
  }
  Guarded<std::vector<std::string>> seen;
  Exchange last;
};

TEST_F(CassetteTest, AnObserverSeesWhatWasSentAndNoMore) {
  const auto watcher = std::make_shared<Watcher>();
  ClientOptions options;
  options.observer = watcher;
  HttpClient client(options);
  const std::string body(5'000, 'b');
  ASSERT_TRUE(client.send(post(body), call_.context()));
  EXPECT_GE(watcher->last.bytes_out, body.size());
  EXPECT_LT(watcher->last.bytes_out, body.size() + 300);
  EXPECT_GT(watcher->last.bytes_in, 50U);
  ASSERT_TRUE(client.stream(
      get("/stream?token=x"), [](std::string_view) { return true; }, call_.context()));
  EXPECT_GE(watcher->last.bytes_in, 3 * std::string("data: piece 0\n\n").size());
  server_.reset();
  EXPECT_FALSE(client.send(get("/never"), call_.context()));
  EXPECT_EQ(*watcher->seen.lock(), (std::vector<std::string>{origin_ + "/post 200", origin_ + "/stream 200"}));
}

}  // namespace
}  // namespace lakecode::net
