#pragma once
// --timeout: the deadline of a whole command; seconds as options give them.

#include <chrono>
#include <string>
#include <string_view>

#include "base/call_context.h"
#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"

namespace lakecode::cli {

/// Seconds given with --`option`. Errors: InvalidArgument for what is no number above 0 and up to 30 days.
Result<std::chrono::milliseconds> read_seconds(std::string_view option, const std::string& given);

/// The app's context, ending at --timeout SECONDS where it is given.
/// Errors: InvalidArgument for what is no number of seconds above 0 and up to 30 days.
Result<CallContext> limited_context(const App& app, const Invocation& invocation);

}  // namespace lakecode::cli
