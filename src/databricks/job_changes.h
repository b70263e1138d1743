#pragma once
// Jobs API 2.2: what changes jobs and runs. Pure; send with send_change.
// Source: Databricks REST reference, Jobs.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/json_fwd.h"
#include "databricks/change.h"

namespace lakecode::databricks {

/// POST jobs/create with `settings` (JobSettings) as they are. The answer holds job_id. Never sent twice: a second one
/// would make a second job.
Change make_create_job(const JsonValue& settings);
/// POST jobs/reset: `settings` replace all of the job's settings.
Change make_reset_job(JobId id, const JsonValue& settings);
/// POST jobs/update: top-level members of `settings` replace the job's; `removed` names members to take out.
Change make_update_job(JobId id, const JsonValue& settings, const std::vector<std::string>& removed);
/// POST jobs/delete.
Change make_delete_job(JobId id);

struct RunNow {
  std::string idempotency_token;  ///< at most 64 characters; with one a lost answer may be asked for again
  std::vector<std::pair<std::string, std::string>> job_parameters;
  std::vector<std::string> only;  ///< task keys; empty for all
};
/// POST jobs/run-now. The answer holds run_id.
Change make_run_now(JobId id, const RunNow& run);
/// POST jobs/runs/cancel; the platform ends the run some time later.
Change make_cancel_run(RunId id);

struct Repair {
  std::vector<std::string> rerun_tasks;          ///< empty: all failed ones
  std::optional<std::int64_t> latest_repair_id;  ///< required from the second repair of a run on
};
/// POST jobs/runs/repair. The answer holds repair_id.
Change make_repair_run(RunId id, const Repair& repair);

}  // namespace lakecode::databricks
