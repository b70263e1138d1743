#pragma once
// Runs of a job as rows and as a line of marks, shared by the sections that show them. Pure.

#include "base/json_fwd.h"
#include "render/blocks.h"

namespace lakecode::render {

/// One row a run (`run_id`, `result`, `start_time`, `duration_ms`, `message`), newest first, at most 10.
Grid run_grid(const JsonArray& runs);

/// Success share, durations as a sparkline, oldest left.
Fields run_history(const JsonArray& runs);

}  // namespace lakecode::render
