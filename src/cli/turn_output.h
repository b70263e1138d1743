#pragma once
// How a run tells its events and its end: text, json, md or stream-json on standard output, notices on standard error.
// One a run; one thread.

#include <memory>
#include <optional>
#include <string>

#include "agent/protocol.h"
#include "cli/app.h"
#include "cli/command.h"
#include "cli/turn_json.h"

namespace lakecode::cli {

class TurnOutput : public agent::EventSink {
 public:
  /// By --output. Borrows both.
  static std::unique_ptr<TurnOutput> make(App& app, const Invocation& invocation);

  /// Once the session is known, before anything else is told.
  virtual void begin(const SessionFacts& facts) = 0;
  /// The end of a turn; `facts` as they are now. The exit code is told by the caller's return.
  virtual void finish(const agent::TurnEnd& end, const SessionFacts& facts) = 0;
  /// True for stream-json: whatever happens, the last line is a result.
  [[nodiscard]] virtual bool is_stream() const { return false; }
  /// True when a question can be put as an event.
  [[nodiscard]] virtual bool tells_questions() const { return false; }
};

/// The exit code of a turn: 7 when it ended well and a workflow that the model ran found something as severe as
/// `fail_on`, 1 when one could not look at everything and `fail_on` is given. Source: interfaces, exit codes 0, 1, 3,
/// 4, 5, 6, 7, 8, 124, 130.
int exit_code_of(const agent::TurnEnd& end, std::optional<result::Severity> fail_on);

/// "claude-sonnet-4-5: 1,234 tokens in, 56 out, 0.0123 USD; 2 statements": one line of what a turn used.
std::string spending_line(const agent::TurnEnd& end);
/// "2 statements, about 0.0012 DBU"; empty when there were none.
std::string statements_line(const agent::Spending& spent);

}  // namespace lakecode::cli
