#pragma once
// Restore points of SQL statements: reads what the statement is about to change and writes down what brings it back.

#include "base/call_context.h"
#include "gate/restore_point.h"
#include "gate/state_reader.h"
#include "safety/effect.h"
#include "safety/verdict.h"

namespace lakecode::gate {

/// Adds to `point` what undoes `statement`, one of those of `effect`. What cannot be read or brought back becomes a
/// lost part that says why. Only Cancelled is an error.
Result<void> add_restore_steps(const safety::StatementVerdict& statement, const safety::SqlEffect& effect,
                               const StateReader& reader, RestorePoint& point, const CallContext& ctx);

}  // namespace lakecode::gate
