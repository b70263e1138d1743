#pragma once
// Jobs and runs as the `data` of a workflow shows them, shared by the workflows that speak of jobs. Pure.

#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "databricks/jobs.h"

namespace lakecode::workflows {

JsonObject job_to_json(const databricks::Job& job);

/// `result` is SUCCESS, FAILED, TIMEDOUT, CANCELED, SKIPPED …, or RUNNING, QUEUED, PENDING while it is active.
std::string result_word(const databricks::RunState& state);

/// True for a run that never began: its condition said so, or as many ran as may. Neither a success nor a failure.
bool was_skipped(const databricks::RunState& state);

JsonObject run_to_json(const databricks::Run& run);
JsonArray runs_to_json(const std::vector<databricks::Run>& runs);

/// How the runs of a job have been going; `runs` newest first, active ones are passed over.
struct RunHistory {
  std::size_t finished = 0;
  std::size_t succeeded = 0;
  std::size_t failing_streak = 0;         ///< newest finished runs that all failed
  std::size_t alternations = 0;           ///< changes between success and failure among the last 10 finished
  std::optional<WallTime> failing_since;  ///< start of the oldest run of the streak
  std::optional<WallTime> last_success;
};
RunHistory history_of(const std::vector<databricks::Run>& runs);

/// "schedule 0 0 6 * * ? (Europe/Berlin), paused"; "" without a schedule.
std::string schedule_text(const databricks::Job& job);

/// The input `job_id` or `run_id` as a number. InvalidArgument when it is no positive 64-bit number.
Result<std::int64_t> parse_number_id(const std::string& text, std::string_view input);

}  // namespace lakecode::workflows
