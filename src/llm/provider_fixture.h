#pragma once
// What tests of providers share: a sink that remembers, short waits, requests. For tests only.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "llm/registry.h"
#include "tests/support/test_call.h"

namespace lakecode::llm {

class RememberingSink final : public Sink {
 public:
  void on_text(std::string_view delta) override { text += delta; }
  void on_thinking(std::string_view delta) override { thinking += delta; }
  void on_restart(int attempt, std::int64_t wait_ms, std::string_view why) override {
    text.clear();
    thinking.clear();
    restarts.push_back(std::to_string(attempt) + ": " + std::string(why));
    waits.push_back(wait_ms);
  }
  std::string text, thinking;
  std::vector<std::string> restarts;
  std::vector<std::int64_t> waits;
};

/// A call of a provider: what it needs, kept together for one test.
class ProviderCall {
 public:
  [[nodiscard]] ProviderSettings settings(std::string base_url, std::string key = "key-of-test") {
    ProviderSettings made{.base_url = std::move(base_url), .credential = "TEST_KEY"};
    made.authorize = [key = std::move(key)](net::HttpRequest& request, const CallContext&) -> Result<void> {
      request.headers.set("Authorization", "Bearer " + key);
      return {};
    };
    made.retry.first_wait = std::chrono::milliseconds(1);
    made.retry.longest_wait = std::chrono::milliseconds(2);
    made.random = &random_;
    return made;
  }
  Result<Reply> ask(Provider& provider, const Request& request) {
    return provider.complete(request, sink, call.context());
  }

  RememberingSink sink;
  test::TestCall call;

 private:
  SeededRandom random_{1};
};

inline Request hello(std::string model = "claude-sonnet-4-5") {
  return {.model = std::move(model),
          .system = {},
          .tools = {},
          .messages = {{.role = Role::User, .blocks = {TextBlock{"hello"}}}}};
}

inline ToolSpec tool(std::string name) {
  return {.name = std::move(name), .description = "d", .input_schema = R"({"type":"object","properties":{}})"};
}

}  // namespace lakecode::llm
