#pragma once
// Reads the workspace around an undo: what was done to an object since, and whether a step really brought it back.
// Reads only, each through the gate.

#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "cli/gated_session.h"
#include "cli/undo_step.h"

namespace lakecode::cli {

/// What a look after a step found.
struct Finding {
  enum class Kind {
    Back,       ///< what was read is as before the act
    Different,  ///< it is not
    NotRead,    ///< nothing could be read that would tell
  } kind = Kind::NotRead;
  std::string note;  ///< for a person
};

class UndoReader {
 public:
  explicit UndoReader(GatedSession& session) : session_(session) {}
  void use(const WarehouseId& warehouse) { warehouse_ = warehouse; }

  /// Fills `newer` of a planned step and marks one that needs no undoing. Only Cancelled is an error.
  Result<void> look_at(UndoStep& step, const CallContext& ctx);
  /// The settings that others changed since the act and that `step`, sent as `effect`, would take back too. Empty as
  /// well where the act left no record to compare with. Only Cancelled is an error.
  Result<std::vector<std::string>> changed_since(const UndoStep& step, const safety::Effect& effect,
                                                 const CallContext& ctx);
  /// After `step` ran as `effect`.
  Finding verify(const UndoStep& step, const safety::Effect& effect, const CallContext& ctx);

 private:
  Result<databricks::StatementResult> query(const std::string& sql, const std::string& why, const CallContext& ctx);
  Result<databricks::StatementResult> history(const std::string& table, int rows, const CallContext& ctx);
  Result<void> look_at_versions(UndoStep& step, const CallContext& ctx);
  Finding verify_version(const gate::RestoreStep& saved, const CallContext& ctx);
  Finding verify_existence(const gate::RestoreStep& saved, const CallContext& ctx);
  Finding verify_settings(const gate::RestoreStep& saved, const safety::Effect& effect, const CallContext& ctx);

  GatedSession& session_;
  WarehouseId warehouse_;
};

}  // namespace lakecode::cli
