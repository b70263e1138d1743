#pragma once
// Carries out an undo plan: looks at what changed since, brings each step to the gate, runs it, and reads back that it
// worked. One thread.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "cli/gated_session.h"
#include "cli/undo_reader.h"
#include "cli/undo_step.h"

namespace lakecode::cli {

class UndoRun {
 public:
  /// `folder` is the pack that `steps` are of.
  UndoRun(GatedSession& session, std::filesystem::path folder, UndoSteps steps);

  [[nodiscard]] const std::vector<UndoStep>& steps() const { return steps_; }
  [[nodiscard]] const std::vector<gate::LostPart>& lost() const { return lost_; }
  /// Whether a step is planned; and whether one needs SQL.
  [[nodiscard]] bool has_work() const;
  [[nodiscard]] bool needs_sql() const;

  /// Reads the objects as they are now: fills `newer`, and marks what needs no undoing. Only Cancelled is an error.
  Result<void> look(const WarehouseId& warehouse, const CallContext& ctx);

  /// Runs the planned steps in order and stops at the first that fails or is refused. The exit code of the contract.
  Result<int> execute(const WarehouseId& warehouse, const CallContext& ctx);

  [[nodiscard]] JsonBox to_json(const std::string& status) const;
  /// The plan, or with `done` what became of it, for a person; inert.
  [[nodiscard]] std::string to_text(const std::string& title) const;

 private:
  /// The first step before `step` on its object that is in that state and counts; nullptr without one.
  const UndoStep* earlier(const UndoStep& step, std::string_view state, bool (*counts)(const UndoStep&)) const;
  Result<void> run_step(UndoStep& step, const std::string& place, const CallContext& ctx);
  Result<JsonBox> act(safety::Permit permit, const UndoStep& step, const safety::Effect& effect,
                      const CallContext& ctx);
  /// Makes what reading back told durable.
  Result<void> record_end(const UndoStep& step);
  void conclude(UndoStep& step, const safety::Effect& effect, const JsonValue& answer, const CallContext& ctx);

  GatedSession& session_;
  std::filesystem::path folder_;
  UndoReader reader_;
  WarehouseId warehouse_;
  std::vector<UndoStep> steps_;
  std::vector<gate::LostPart> lost_;
  int exit_code_ = 0;
};

}  // namespace lakecode::cli
