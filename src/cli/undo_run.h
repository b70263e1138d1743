#pragma once
// Carries out an undo plan: looks at what changed since, brings each step to the gate, runs it, and reads back that it
// worked. One thread.

#include <filesystem>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "cli/gated_session.h"
#include "gate/undo_plan.h"

namespace lakecode::cli {

struct UndoStep {
  std::uint64_t act = 0;  ///< sequence number of the act it undoes
  gate::RestoreStep step;
  std::string state = "planned";   ///< planned, done, failed, unknown, refused, not_needed, not_started
  std::string note;                ///< why, or how it was verified
  std::vector<std::string> newer;  ///< what was done to the object since, newest first; undone as well
};

class UndoRun {
 public:
  /// `acts` from first to last; they are undone from the last to the first. `folder` is their pack.
  UndoRun(GatedSession& session, std::filesystem::path folder, const std::vector<gate::RecordedAct>& acts);

  [[nodiscard]] const std::vector<UndoStep>& steps() const { return steps_; }
  [[nodiscard]] const std::vector<gate::LostPart>& lost() const { return lost_; }
  [[nodiscard]] bool needs_sql() const;

  /// Reads the objects as they are now: fills `newer`, and marks what needs no undoing. Only Cancelled is an error.
  Result<void> look(const WarehouseId& warehouse, const CallContext& ctx);

  /// Runs the planned steps in order and stops at the first that fails or is refused. The exit code of the contract.
  Result<int> execute(const WarehouseId& warehouse, const CallContext& ctx);

  [[nodiscard]] JsonBox to_json(const std::string& status) const;
  /// The plan, or with `done` what became of it, for a person; inert.
  [[nodiscard]] std::string to_text(const std::string& title) const;

 private:
  Result<databricks::StatementResult> query(const std::string& sql, const std::string& why, const CallContext& ctx);
  Result<void> look_at(UndoStep& step, const CallContext& ctx);
  Result<void> look_at_versions(UndoStep& step, const CallContext& ctx);
  Result<void> run_step(UndoStep& step, const std::string& place, const CallContext& ctx);
  Result<safety::Effect> effect_of(const UndoStep& step) const;
  Result<JsonBox> act(safety::Permit permit, const UndoStep& step, const safety::Effect& effect,
                      const CallContext& ctx);
  std::string verify(const UndoStep& step, const CallContext& ctx);

  GatedSession& session_;
  std::filesystem::path folder_;
  WarehouseId warehouse_;
  std::vector<UndoStep> steps_;
  std::vector<gate::LostPart> lost_;
  int exit_code_ = 0;
};

}  // namespace lakecode::cli
