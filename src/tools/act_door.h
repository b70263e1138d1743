#pragma once
// A tool's way to the gate: one effect in, a permit or what the model is told out. Keeps what it brought, for the
// record of the session. One thread an object.

#include <optional>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "gate/gate.h"
#include "safety/effect.h"
#include "safety/permit.h"
#include "tools/tool.h"

namespace lakecode::tools {

class ActDoor {
 public:
  /// Borrows `services`.
  ActDoor(std::string tool, Services& services) : tool_(std::move(tool)), services_(services) {}

  /// A permit, or nullopt when the gate refused: then refusal() holds why. Errors: Cancelled, and what keeps the gate
  /// from recording (no record, no action); both end the turn.
  Result<std::optional<safety::Permit>> request(const safety::Effect& effect, const std::string& step,
                                                const CallContext& ctx);

  /// Stores what became of an approved act: `error` null when it was applied.
  Result<void> record_outcome(std::uint64_t intent, const Error* error);

  /// What the model is told of the refusal, with what it must not do now.
  [[nodiscard]] const std::string& refusal() const { return refusal_; }
  /// The text the person wants in place of the refused one; empty without one.
  [[nodiscard]] const std::string& edited() const { return edited_; }
  [[nodiscard]] bool is_dry_run() const { return is_dry_run_; }
  [[nodiscard]] const std::vector<Act>& acts() const { return acts_; }

 private:
  std::string tool_;
  Services& services_;
  std::vector<Act> acts_;
  std::string refusal_;
  std::string edited_;
  bool is_dry_run_ = false;
};

/// A failed call as the model reads it: the error in one line, inert. `untrusted` names the source when the reason may
/// hold text of the workspace.
Output failed_output(const Error& error, std::string untrusted = {});

/// True for what ends the turn: a stop, or the time of the whole turn is up.
bool ends_turn(const Error& error, const CallContext& ctx);

}  // namespace lakecode::tools
