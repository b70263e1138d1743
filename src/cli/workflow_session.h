#pragma once
// One workflow run from the command line: connection, gate, evidence pack, run, report stored. Shared by `run
// workflow`, the demo and slash commands.

#include <optional>
#include <string>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"
#include "result/workflow_result.h"
#include "workflows/engine.h"

namespace lakecode::cli {

struct WorkflowRun {
  workflows::Outcome outcome;
  bool timed_out = false;  ///< --timeout ended it
  int exit_code = 0;       ///< by the contract; --fail-on is not applied yet
};

/// Runs `record` with `inputs` (any JSON value; checked here) and closes its pack. When the pack cannot be closed, the
/// run is failed with that error and keeps its findings.
/// Errors: InvalidArgument (inputs, configuration), Unauthenticated (nothing configured), Unavailable (no workspace),
/// and what stops a pack from being made (no record, no action).
Result<WorkflowRun> run_workflow_session(App& app, const Invocation& invocation,
                                         const workflows::WorkflowRecord& record, const JsonValue& inputs);

/// How it ended, where that is not as it should be, on standard error: why it failed, was stopped, or was not allowed
/// to go on. `shows_summary`: the same screen shows the summary, so an error that it tells is not told again.
void tell_end(App& app, const WorkflowRun& run, bool shows_summary);

/// True for a run that ended before its first step: its error is all there is to tell.
bool told_by_its_error(const WorkflowRun& run);

/// What --fail-on says; nullopt without it.
std::optional<result::Severity> fail_on_of(const Invocation& invocation);

/// The exit code a finished run maps to, with `--fail-on` applied when it is given.
/// Source: interfaces, exit codes 0, 1, 3, 4, 5, 7, 124, 130 and "partial exits 0, but 1 where --fail-on was given".
int exit_code_of(const WorkflowRun& run, std::optional<result::Severity> fail_on);

}  // namespace lakecode::cli
