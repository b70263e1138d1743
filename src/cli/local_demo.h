#pragma once
// The guided first use: the demo company, one failed job, one table with defects, both reports.

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"

namespace lakecode::cli {

/// Runs debug_job and prove_table on the embedded workspace, prints both reports and what to try next.
/// A `seed` other than that of $LAKECODE_HOME/local gets a workspace folder of its own beside it.
Result<int> run_local_demo(App& app, const Invocation& invocation, std::optional<std::uint64_t> seed);

}  // namespace lakecode::cli
