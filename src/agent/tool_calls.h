#pragma once
// Runs the tool calls of one answer: reads side by side, everything else alone and in order, each answered by exactly
// one result whatever happens. Events are told on the calling thread. One batch at a time.

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/loop_guard.h"
#include "agent/mailbox.h"
#include "agent/protocol.h"
#include "base/call_context.h"
#include "base/redact.h"
#include "tools/tool.h"

namespace lakecode::agent {

/// What came of the calls of one answer.
struct CallBatch {
  std::vector<ToolCall> calls;     ///< as asked, in order
  llm::Message results;            ///< role User; one ToolResult a call, in order
  std::vector<std::string> taint;  ///< sources of content from outside that is in `results`
  std::optional<Error> fatal;      ///< ends the turn: what a tool cannot answer for
  bool is_loop = false;            ///< ends the turn: the same call again and again
};

/// Every call answered with `text` as an error, none run.
CallBatch answer_without_running(const std::vector<llm::ToolUse>& calls, const std::string& text);

class ToolCalls {
 public:
  /// All borrowed. Secrets that `redactor` knows do not reach the model.
  ToolCalls(std::span<const tools::ToolRecord* const> records, tools::Services& services, const Redactor& redactor,
            Mailbox& mailbox)
      : records_(records), services_(services), redactor_(redactor), mailbox_(mailbox) {}

  /// A stop ends the calls that run (within the 100 ms that each promises) and leaves the rest unrun.
  CallBatch run(const std::vector<llm::ToolUse>& calls, LoopGuard& guard, EventSink& sink, const CallContext& ctx);

  /// How often a running call is told of; the contract is every 15 s.
  void set_heartbeat(std::chrono::milliseconds interval) { heartbeat_ = interval; }

 private:
  struct Slot;
  struct Group;
  [[nodiscard]] const tools::ToolRecord* find(std::string_view name) const;
  [[nodiscard]] Slot prepare(const llm::ToolUse& use) const;
  [[nodiscard]] std::string unknown_tool(const std::string& name) const;
  static void rule_on(Slot& slot, LoopGuard& guard, CallBatch& batch, const CallContext& ctx);
  void run_group(std::span<Slot> slots, EventSink& sink, const CallContext& ctx);
  void run_one(Slot& slot, const tools::Services& shared, const CallContext& ctx);
  void tell_until_done(std::span<Slot> slots, std::size_t left, EventSink& sink);
  void settle(Slot& slot, LoopGuard& guard, CallBatch& batch) const;
  [[nodiscard]] std::string bounded(std::string text, bool is_masked = false) const;

  std::span<const tools::ToolRecord* const> records_;
  tools::Services& services_;
  const Redactor& redactor_;
  Mailbox& mailbox_;
  std::chrono::milliseconds heartbeat_{10'000};
};

}  // namespace lakecode::agent
