#pragma once
// `config trust`: shows what a project folder would change, asks, and records the answer for exactly what was shown.

#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"

namespace lakecode::cli {

/// Exit code 0 when the folder is trusted now (or forgotten, with --revoke), 4 when nobody could be asked or the answer
/// was no. InvalidArgument where there is no project folder.
Result<int> run_config_trust(App& app, const Invocation& invocation);

}  // namespace lakecode::cli
