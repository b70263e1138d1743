#pragma once
// Mailbox: where the threads of tool calls leave events for the thread that runs the turn, so that a front end hears
// all of them on one thread. ReplyConfirmer: a question put as an event and answered by an Op; for front ends without a
// terminal of their own. Both are thread-safe.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "agent/protocol.h"
#include "base/call_context.h"
#include "gate/confirmer.h"

namespace lakecode::agent {

class Mailbox {
 public:
  void post(Event event);
  /// All that was posted, in order; waits until there is something, at most `at_most`.
  std::vector<Event> take(std::chrono::milliseconds at_most);

  /// Says which call the calling thread works for, until end_call() on the same thread.
  void begin_call(const ToolCall& call);
  void end_call();
  /// The call of the calling thread; of a thread started by a call, the only one that runs, or an empty one.
  [[nodiscard]] ToolCall current_call();

 private:
  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<Event> events_;
  std::map<std::thread::id, ToolCall> running_;
};

class ReplyConfirmer final : public gate::Confirmer {
 public:
  explicit ReplyConfirmer(Mailbox& mailbox) : mailbox_(mailbox) {}
  /// Posts PermissionAsked and waits for its reply. No on a stop and at the deadline; NobodyThere once closed.
  gate::Answer ask(const gate::Question& question, const CallContext& ctx) override;
  /// False when no such question is open: the reply is ignored.
  bool reply(const PermissionReply& reply);
  /// Nobody will reply any more: open and later questions are answered NobodyThere.
  void close();

 private:
  Mailbox& mailbox_;
  std::mutex mutex_;
  std::condition_variable_any replied_;
  std::uint64_t asked_ = 0;
  std::string open_id_;  ///< empty: none is open; the gate asks one at a time
  std::optional<gate::Answer> answer_;
  bool closed_ = false;
};

}  // namespace lakecode::agent
