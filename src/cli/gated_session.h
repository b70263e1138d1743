#pragma once
// One command's way to act on a workspace: connection, gate and the pack its acts are recorded in. The pack is made
// before the first act above READ_ONLY is asked for; a session of reads leaves none. One thread.

#include <memory>
#include <string>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"
#include "cli/connection.h"
#include "cli/terminal_confirmer.h"
#include "databricks/statements.h"
#include "evidence/pack.h"
#include "gate/gate.h"
#include "gate/recovery.h"
#include "safety/effect.h"
#include "safety/permit.h"

namespace lakecode::cli {

/// Every setting as it holds, and the policy in force, for the opening record of a pack. None of them is a secret.
JsonBox effective_settings(const Connection& connection);

class GatedSession {
 public:
  /// Connects; does not contact a far workspace. Errors: those of connect().
  static Result<std::unique_ptr<GatedSession>> open(App& app, const Invocation& invocation, const CallContext& ctx);

  [[nodiscard]] const Connection& connection() const { return connection_; }
  [[nodiscard]] databricks::Client& client() { return *connection_.client; }
  /// Null until record() was called.
  [[nodiscard]] evidence::PackWriter* pack() { return pack_.get(); }

  /// The warehouse: --warehouse, else the configured one, else one that runs.
  Result<WarehouseId> warehouse(const CallContext& ctx);

  /// Opens the pack of this session; from now on acts above READ_ONLY can pass, with their reach told and their restore
  /// points taken on `warehouse` (may be empty: then what needs SQL is told as not known). Once.
  Result<void> record(const std::string& name, const JsonBox& inputs, const WarehouseId& warehouse);
  /// Closes the pack, if there is one, with what came of the session.
  Result<void> close(std::string_view status, const JsonValue& result, std::string_view report_markdown);

  /// Brings `effect` to the gate. `name` is the command, `step` says which of its acts; `ask_because` not empty: a
  /// person decides whatever was approved beforehand.
  Result<gate::Gate::Outcome> request(const std::string& name, const std::string& step, safety::Effect effect,
                                      const CallContext& ctx, const std::string& ask_because = {});
  /// What `effect`, done now, would need to be taken back; nothing is done. Null before record().
  Result<JsonBox> way_back_of(const std::string& name, safety::Effect effect, const CallContext& ctx);
  /// How what `effect` sets is now, as the steps that would set it so again. Nothing is done or kept.
  Result<gate::RestorePoint> state_before(const std::string& name, safety::Effect effect, const WarehouseId& warehouse,
                                          const CallContext& ctx);
  /// Records what became of an approved act: `error` null when it was applied.
  Result<void> record_outcome(std::uint64_t intent, const Error* error);

 private:
  [[nodiscard]] gate::Action action_of(const std::string& name, const std::string& step, safety::Effect effect) const;
  GatedSession(App& app, const Invocation& invocation, Connection connection);

  App& app_;
  const Invocation& invocation_;
  Connection connection_;
  std::unique_ptr<evidence::PackWriter> pack_;
  TerminalConfirmer confirmer_;
  std::unique_ptr<gate::Recovery> recovery_;
  std::unique_ptr<gate::Gate> gate_;
};

}  // namespace lakecode::cli
