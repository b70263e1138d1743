#pragma once
// `lakecode run PROMPT`: one request, or with --input-format stream-json one after the other, answered by the agent, or
// without a model by what is deterministic.

#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"

namespace lakecode::cli {

/// Returns the exit code; an Error stands for what kept the run from starting.
Result<int> run_prompt(App& app, const Invocation& invocation);

}  // namespace lakecode::cli
