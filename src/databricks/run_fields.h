#pragma once
// Runs and tasks as they come on the wire. For this folder's sources only. Pure and total: a missing field is empty.

#include "base/json_fwd.h"
#include "databricks/jobs.h"
#include "net/url.h"

namespace lakecode::databricks {

RunState parse_run_state(const JsonValue& value);  ///< of a run or a task: its "state" and "status"
/// A job as jobs/get and jobs/list send it.
Job parse_job(const JsonValue& value);

constexpr std::size_t kRunsPage = 24;  // documented maximum; some workspaces take 25
/// The query of jobs/runs/list.
net::QueryParameters runs_query(const RunFilter& filter, std::size_t limit);

Run parse_run(const JsonValue& value);

}  // namespace lakecode::databricks
