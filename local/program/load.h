#pragma once
// The load and reset commands. A running server of the folder is asked to load; without one the folder is opened here.

#include "base/result.h"
#include "local/program/options.h"

namespace lakecode::local {

/// Prints one line with the number of rows.
Result<void> load(const Options& options);

/// FailedPrecondition while a server of the folder runs.
Result<void> reset(const Options& options);

}  // namespace lakecode::local
