#pragma once
// What looks at an act around its approval: how far it reaches, told before a person is asked, and the restore point,
// taken when it is approved and before its permit exists. The gate calls it; undo and blast radius implement it.
// Called with the gate's lock held: reads go through the ReadDoor that is handed over, never through the gate itself.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "safety/effect.h"
#include "safety/permit.h"
#include "safety/verdict.h"

namespace lakecode::gate {

struct Action;

/// Permits for the observer's own reads while the gate holds the act they are about. Thread-safe.
class ReadDoor {
 public:
  virtual ~ReadDoor() = default;
  /// A permit for `effect`, recorded like every decision; nobody is asked.
  /// Errors: FailedPrecondition when it is more than a read, or the policy does not simply allow it; Cancelled.
  virtual Result<safety::Permit> permit_read(const safety::Effect& effect, const CallContext& ctx) = 0;
};

/// What could be found out about an act before it happens.
struct Reach {
  /// One fact a line, "rows affected: 1,204 of 88,000"; also what could not be read, and why. The gate makes them
  /// inert, shows them in the question and stores them with the decision.
  std::vector<std::string> lines;
  std::optional<std::int64_t> rows;  ///< rows the act changes or loses, for rules on `rows_over`; unknown when empty
};

class ActObserver {
 public:
  virtual ~ActObserver() = default;

  /// Before a person is asked about an act above READ_ONLY. `ctx` ends after kReachBudget; what is not known by then is
  /// a line that says so. Reads only.
  virtual Reach measure_reach(const Action& action, const safety::Verdict& verdict, ReadDoor& reads,
                              const CallContext& ctx) = 0;

  /// After the approval of an act above READ_ONLY, before its permit. The value is stored in the intent record as
  /// "restore_point"; null when there is nothing to restore. What could not be taken is said inside the value.
  /// An Error stops the act: only for Cancelled, and where going on would break a promise. Reads only.
  virtual Result<JsonBox> take_restore_point(const Action& action, const safety::Verdict& verdict, ReadDoor& reads,
                                             const CallContext& ctx) = 0;

  /// After the act was applied: what it left of the settings that `restore_point` would set back, stored in the record
  /// "gate.left". Null when nothing is to be compared later. Reads only; what could not be read is said inside.
  virtual JsonBox note_left(const Action& action, const JsonValue& restore_point, ReadDoor& reads,
                            const CallContext& ctx) {
    (void)action, (void)restore_point, (void)reads, (void)ctx;
    return {};
  }
};

/// How long the question may wait for facts. Source: the blast radius is what can be known within 2 s.
inline constexpr std::chrono::milliseconds kReachBudget{2000};

}  // namespace lakecode::gate
