#pragma once
// The steps of an undo, from the recorded acts of a pack. Pure.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gate/undo_plan.h"

namespace lakecode::cli {

struct UndoStep {
  std::uint64_t act = 0;            ///< sequence number of the first act it undoes
  std::vector<std::uint64_t> acts;  ///< all acts of the pack that it undoes, first to last; `act` is the first
  gate::RestoreStep step;
  std::string state = "planned";   ///< planned, done, failed, unknown, refused, not_needed, not_started
  std::string note;                ///< why, or how it was verified
  std::vector<std::string> newer;  ///< what was done to the object since, newest first; undone as well
  std::vector<std::int64_t> own;   ///< versions of the table that the acts made: they are not "since"
  bool is_by_id = false;           ///< its name is taken until then by what the acts made in its place
  std::uint64_t intent = 0;        ///< record of this undo that did it; 0 when it was not done
};

/// What an earlier undo made of a step.
struct FormerUndo {
  std::string pack;         ///< of that undo; "" when there was none
  bool is_certain = false;  ///< false: it began the step, and what became of it was never told
};

/// The earlier undo of `step` of the act with this number.
using TakenBackBy = std::function<FormerUndo(std::uint64_t act, const gate::RestoreStep& step)>;

/// Whether doing it twice leaves what doing it once leaves. What makes something under an id of its own does not.
bool is_repeatable(const gate::RestoreStep& step);

/// What is sent for the step: a dropped table is named by its id where its name may mean another.
gate::RestoreStep sent_for(const UndoStep& step);

struct UndoSteps {
  std::vector<UndoStep> steps;  ///< in the order they run: the last act first
  std::vector<gate::LostPart> lost;
};

/// `acts` are those to undo, among `all` of their pack, both from first to last. A table whose versions several acts
/// made gets one RESTORE, to the earliest of them. What was taken back already is not_needed; what an earlier undo
/// began without learning how it ended is planned again when that does no harm, else it is unknown.
UndoSteps make_undo_steps(const std::vector<gate::RecordedAct>& acts, const std::vector<gate::RecordedAct>& all,
                          const TakenBackBy& taken_back_by);

}  // namespace lakecode::cli
