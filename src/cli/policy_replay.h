#pragma once
// `lakecode policy replay`: the policy over the workspace's query history. Reads only.

#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"

namespace lakecode::cli {

/// Fetches the history and prints what would have been denied or asked about, newest first.
/// Errors: InvalidArgument (--since, --limit, policy), and those of the workspace.
Result<int> run_policy_replay(App& app, const Invocation& invocation);

}  // namespace lakecode::cli
