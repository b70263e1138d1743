#pragma once
// A session in memory for tests of turns: a model that says what it is told, tools that do what their input says, and
// everything that was told on the way. For tests only.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/turn.h"
#include "catalog/catalog.h"
#include "gate/recorded_acts.h"
#include "tests/support/fake_workspace.h"
#include "tools/result_store.h"

namespace lakecode::agent {

/// Says its replies in order; a reply may wait for a stop in the middle of its text.
class ScriptedProvider final : public llm::Provider {
 public:
  using Say = std::function<Result<llm::Reply>(const llm::Request&, llm::Sink&, const CallContext&)>;

  [[nodiscard]] std::string_view name() const override { return "scripted"; }
  [[nodiscard]] std::string origin() const override { return "https://model.example"; }
  [[nodiscard]] llm::Capabilities capabilities(std::string_view) const override { return can; }
  Result<llm::Reply> complete(const llm::Request& request, llm::Sink& sink, const CallContext& ctx) override {
    requests.push_back(request);
    if (requests.size() > replies.size())
      return Error{
          .code = ErrorCode::Unavailable, .action = "ask", .subject = "the script", .reason = "it has no more"};
    return replies[requests.size() - 1](request, sink, ctx);
  }
  Result<std::int64_t> count_tokens(const llm::Request&, const CallContext&) override { return std::int64_t{0}; }
  Result<std::vector<std::string>> list_models(const CallContext&) override { return std::vector<std::string>(); }

  void says(llm::Reply reply) {
    replies.emplace_back(
        [reply = std::move(reply)](const llm::Request&, llm::Sink& sink, const CallContext&) -> Result<llm::Reply> {
          sink.on_text(llm::text_of(reply.message));
          return reply;
        });
  }

  llm::Capabilities can{.max_output = 1'000'000, .input_price = 1.0, .output_price = 10.0};
  std::vector<Say> replies;
  std::vector<llm::Request> requests;
};

inline llm::Reply text_reply(std::string text, llm::StopReason stop = llm::StopReason::EndTurn) {
  llm::Reply reply{
      .message = {.role = llm::Role::Assistant, .blocks = {}}, .stop = stop, .usage = {.input = 100, .output = 10}};
  if (!text.empty()) reply.message.blocks.emplace_back(llm::TextBlock{std::move(text)});
  return reply;
}

/// Calls of the test tools; ids are c1, c2, …
inline llm::Reply call_reply(const std::vector<std::pair<std::string, std::string>>& calls,
                             llm::StopReason stop = llm::StopReason::ToolUse) {
  llm::Reply reply = text_reply("", stop);
  int number = 0;
  for (const auto& [name, input] : calls)
    reply.message.blocks.emplace_back(llm::ToolUse{.id = "c" + std::to_string(++number), .name = name, .input = input});
  return reply;
}

class EventLog final : public EventSink {
 public:
  void on_event(const Event& event) override {
    events.push_back(event);
    if (told) told(event);
  }
  template <typename T>
  [[nodiscard]] std::vector<T> all() const {
    std::vector<T> found;
    for (const Event& event : events) {
      if (const auto* one = std::get_if<T>(&event)) found.push_back(*one);
    }
    return found;
  }
  std::vector<Event> events;
  std::function<void(const Event&)> told;
};

/// What the test tools have seen; one test at a time.
struct ToolWatch {
  std::atomic<int> running{0}, most_at_once{0}, runs{0}, asked{0};
};
ToolWatch& tool_watch();

/// look (reads; waits `wait_ms`, says `text`), change (brings `sql` to the gate), fail (says an error), break (an
/// Error), throw_up (throws), leak (text from outside).
std::span<const tools::ToolRecord* const> test_tools();

class TurnFixture : public ::testing::Test {
 protected:
  TurnFixture() {
    tool_watch().running = tool_watch().most_at_once = tool_watch().runs = tool_watch().asked = 0;
    settings_.model = "test-model";
    settings_.system = {{.text = "Be good."}};
  }

  TurnEnd run(const std::string& text, gate::Approval approval = gate::Approval::Read,
              gate::Confirmer* confirmer = nullptr) {
    gate_ = std::make_unique<gate::Gate>(approval, confirmer, &acts_.writer());
    tools::Services services{
        .client = workspace_.client(), .gate = *gate_, .clock = clock_, .catalog = catalog_, .results = results_};
    const TurnParts parts{.provider = model_,
                          .tools = test_tools(),
                          .services = services,
                          .redactor = redactor_,
                          .journal = journal_,
                          .sink = log_,
                          .mailbox = mailbox_};
    return run_turn(parts, settings_, conversation_, {.texts = {text}, .outside = {}}, call_.context());
  }

  /// The results of the message the model was sent in request `at`.
  [[nodiscard]] std::vector<llm::ToolResult> results_sent(std::size_t at) const {
    std::vector<llm::ToolResult> results;
    for (const llm::Block& block : model_.requests.at(at).messages.back().blocks) {
      if (const auto* result = std::get_if<llm::ToolResult>(&block)) results.push_back(*result);
    }
    return results;
  }

  SystemClock clock_;
  test::FakeWorkspace workspace_{[](const net::ServerRequest&) { return test::json_answer("{}"); }};
  catalog::Catalog catalog_{workspace_.client(), clock_, {}};
  tools::ResultStore results_;
  gate::RecordedActs acts_;
  std::unique_ptr<gate::Gate> gate_;
  Redactor redactor_;
  session::Journal journal_ = session::Journal::make_private("test", clock_);
  ScriptedProvider model_;
  EventLog log_;
  Mailbox mailbox_;
  TurnSettings settings_;
  Conversation conversation_;
  test::TestCall call_;
};

}  // namespace lakecode::agent
