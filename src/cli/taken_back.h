#pragma once
// Which acts of a pack were taken back already, as the records of `lakecode undo` tell: those of undos that ended, and
// of those that were stopped or killed on the way. Reads evidence only; a pack that was tampered with tells nothing.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "cli/undo_step.h"
#include "evidence/pack.h"
#include "gate/restore_point.h"

namespace lakecode::cli {

/// The types of the records that an undo leaves beside those of the gate.
inline constexpr std::string_view kStepRecord = "undo.step";  ///< before a step comes to the gate: record_of(step)
inline constexpr std::string_view kEndRecord = "undo.end";    ///< after it was read back: {"intent", "state"}

/// What a step is known by afterwards.
JsonBox record_of(const UndoStep& step);

/// An undo that did not come to its end.
struct UnfinishedUndo {
  std::string pack;  ///< what it takes back
  std::optional<std::uint64_t> seq;
};

class TakenBack {
 public:
  /// Errors: those of list_packs.
  static Result<TakenBack> load(const evidence::PackSettings& settings);

  /// What the newest undo made of this step of `pack`. An undo that was undone itself made nothing of it.
  [[nodiscard]] FormerUndo of(const std::string& pack, std::uint64_t act, const gate::RestoreStep& step) const;

  /// What the pack `run_id` was to take back, when it is an undo that left steps undone.
  [[nodiscard]] std::optional<UnfinishedUndo> unfinished(const std::string& run_id) const;

 private:
  struct Done {
    std::string how;
    std::string object;
    std::string request;  ///< the statement, or method and path
    std::vector<std::uint64_t> acts;
    std::uint64_t intent = 0;  ///< of its own pack
    std::string outcome;       ///< applied, failed, unknown; "" when it was never told
    std::string state;         ///< what reading it back told; "" when it was not read back
    /// Whether it changed something for certain, whether it may have, and whether what it changed was seen to differ.
    [[nodiscard]] bool is_done() const { return outcome == "applied" && !differs(); }
    [[nodiscard]] bool is_begun() const { return outcome.empty() || outcome == "unknown"; }
    [[nodiscard]] bool differs() const { return !state.empty() && state != "done"; }
  };
  struct Undo {
    std::string id;  ///< of the undo's pack
    UnfinishedUndo of;
    bool is_finished = false;
    std::vector<Done> done;  ///< in the order they were begun
  };
  static void read_record(const JsonValue& record, Undo& undo);
  static std::optional<Undo> read_undo(const evidence::PackSettings& settings, const std::string& run_id);
  /// Whether one of the undos before `end` (newer ones) took the act of `pack` back.
  [[nodiscard]] bool is_undone(const std::string& pack, std::uint64_t act, std::size_t end) const;

  std::vector<Undo> undos_;  ///< newest first
};

}  // namespace lakecode::cli
