#pragma once
// The serve command: opens a workspace folder, fills it on first use, and serves it until a signal or idleness.

#include "base/result.h"
#include "local/program/options.h"

namespace lakecode::local {

/// Blocks until the end of the server. SIGINT and SIGTERM must be blocked in this thread. Prints the one line to
/// stdout.
Result<void> serve(const Options& options);

}  // namespace lakecode::local
