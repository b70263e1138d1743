#pragma once
// One workflow on several workspaces side by side, and one result of it all: a row a workspace, a line a finding with
// the workspaces it holds for, and each workspace's whole result beneath.

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"
#include "workflows/engine.h"

namespace lakecode::cli {

/// Runs `record` on each of the input `profiles`, at most 8 at once; workflows that write go one after another, so that
/// questions do not mix. A workspace that cannot be reached is a row with its error, and the rest goes on: partial.
/// Failed when none could be looked at. `inputs` passed check_inputs and names the profiles.
workflows::Outcome run_on_profiles(App& app, const Invocation& invocation, const workflows::WorkflowRecord& record,
                                   const JsonObject& inputs, const CallContext& ctx);

}  // namespace lakecode::cli
