#pragma once
// Restore points of REST requests: jobs, workspace objects, access lists, grants, tables.

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/client.h"
#include "gate/restore_point.h"
#include "safety/effect.h"

namespace lakecode::evidence {
class PackWriter;
}

namespace lakecode::gate {

/// Adds to `point` what undoes `request`. Large bodies become artefacts of `pack` (null: nothing is kept, and every
/// body stands in its step); contents that hold what looks like a secret are not kept, since evidence holds none, and
/// are told as lost. Errors: Cancelled, and a pack that cannot be written.
Result<void> add_restore_steps(const safety::RestEffect& request, databricks::Client& client,
                               evidence::PackWriter* pack, RestorePoint& point, const CallContext& ctx);

}  // namespace lakecode::gate
