#pragma once
// Jobs API 2.2 for whole workspaces: lists that are handed on page by page, and batches within the client's bound, so
// that ten thousand jobs need neither ten thousand waits nor all their JSON at once.

#include <functional>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "databricks/jobs.h"

namespace lakecode::databricks {

/// GET jobs/list with tasks, every page. `on_job` is given each job as it came and must not keep the reference.
Result<void> fetch_each_job(Client& client, const std::function<void(const JsonValue& job)>& on_job,
                            const CallContext& ctx);

struct JobName {
  JobId id;
  std::string name;
};
/// GET jobs/list without tasks. With `name`: jobs of that name alone, which the platform compares without regard to
/// case; else all, up to ten thousand.
Result<std::vector<JobName>> fetch_job_names(Client& client, const std::string& name, const CallContext& ctx);

/// GET jobs/runs/list, every page, newest first. `on_run` says whether more are wanted.
Result<void> fetch_each_run(Client& client, const RunFilter& filter, const std::function<bool(const Run& run)>& on_run,
                            const CallContext& ctx);

/// GET jobs/get of many, in parallel, each with every page of its tasks; results in order.
std::vector<Result<Job>> fetch_jobs_by_id(Client& client, const std::vector<JobId>& ids, const CallContext& ctx);

/// The latest runs of each job, one page of them, in parallel; an empty list for a job that never ran, as far as the
/// platform keeps runs.
std::vector<Result<std::vector<Run>>> fetch_latest_runs(Client& client, const std::vector<JobId>& ids,
                                                        const CallContext& ctx);

}  // namespace lakecode::databricks
