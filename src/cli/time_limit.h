#pragma once
// --timeout: the deadline of a whole command.

#include "base/call_context.h"
#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"

namespace lakecode::cli {

/// The app's context, ending at --timeout SECONDS where it is given.
/// Errors: InvalidArgument for what is no number of seconds above 0 and up to 30 days.
Result<CallContext> limited_context(const App& app, const Invocation& invocation);

}  // namespace lakecode::cli
