#pragma once
// A workspace for tests of the client: a loopback server that plays one handler and remembers what it was asked, a
// token source with a known token, and a client with short retry waits. One a test; the handler must be thread-safe.

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "auth/token_source.h"
#include "base/check.h"
#include "base/random.h"
#include "databricks/client.h"
#include "net/http_server.h"
#include "tests/support/test_call.h"

namespace lakecode::test {

class FixedToken final : public auth::TokenSource {
 public:
  Result<void> authorize(net::HttpRequest& request, const CallContext&) override {
    request.headers.set("Authorization", "Bearer secret-of-test");
    return {};
  }
  [[nodiscard]] std::string name() const override { return "pat"; }
};

inline net::ServerResponse json_answer(std::string body, int status = 200) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

class FakeWorkspace {
 public:
  explicit FakeWorkspace(net::HttpServer::Handler handler)
      : handler_(std::move(handler)), server_(start()), client_(make_client()) {}

  [[nodiscard]] databricks::Client& client() { return client_; }
  [[nodiscard]] const TestCall& call() const { return call_; }
  [[nodiscard]] CallContext ctx() const { return call_.context(); }
  void stop() { call_.stop(); }
  [[nodiscard]] std::string origin() const { return server_.origin(); }
  [[nodiscard]] std::vector<net::ServerRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  net::HttpServer start() {
    auto server = net::HttpServer::start({}, [this](const net::ServerRequest& request) {
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      return handler_(request);
    });
    LAKECODE_CHECK(server.has_value(), "the test server must start");
    return std::move(*server);
  }
  databricks::Client make_client() {
    databricks::ClientSettings settings;
    settings.host = server_.origin();
    settings.workspace_id = "77";
    settings.profile = "TEST";
    settings.retry.base_wait = std::chrono::milliseconds(1);
    settings.retry.jitter = std::chrono::milliseconds(1);
    return {std::move(settings), token_, random_};
  }

  net::HttpServer::Handler handler_;
  mutable std::mutex mutex_;
  std::vector<net::ServerRequest> requests_;
  FixedToken token_;
  SeededRandom random_{1};
  TestCall call_;
  net::HttpServer server_;
  databricks::Client client_;
};

}  // namespace lakecode::test
