#pragma once
// Jobs API 2.2 as typed reads: jobs, runs, outputs. Ids are 64-bit end to end; unknown fields are ignored.
// Source: Databricks REST reference, Jobs; Python SDK field lists.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "databricks/client.h"

namespace lakecode::databricks {

struct TaskDependency {
  std::string task_key;
  std::string outcome;  ///< of a condition task: "true" / "false"; else ""
};

/// One task of a job's settings, or of a run.
struct TaskSettings {
  std::string task_key;
  std::vector<TaskDependency> depends_on;
  std::string run_if;  ///< "ALL_SUCCESS", …; "" when the platform left it out
  std::string
      kind;  ///< the member that names the task type without "_task": "notebook", "sql", "run_job", …; "" unknown
  std::string existing_cluster_id;
  std::string job_cluster_key;
};

struct Job {
  JobId id;
  std::string name;
  std::string creator_user_name;
  std::string run_as_user_name;
  std::optional<WallTime> created_time;
  std::string quartz_cron_expression;  ///< "" when it has no schedule
  std::string timezone_id;
  std::string pause_status;  ///< of schedule, trigger or continuous: "PAUSED", "UNPAUSED" or ""
  std::int64_t timeout_seconds = 0;
  std::int64_t max_concurrent_runs = 1;
  std::vector<TaskSettings> tasks;
  JsonBox raw;  ///< the whole object as it came
};

/// State of a run or task in both of the API's forms; the newer `status` fills what the older `state` leaves out.
struct RunState {
  std::string life_cycle_state;  ///< state.life_cycle_state, else derived from status.state
  std::string result_state;      ///< "" while it runs
  std::string state_message;
  std::string termination_code;  ///< status.termination_details.code
  std::string termination_type;  ///< "CLIENT_ERROR", "CLOUD_FAILURE", "INTERNAL_ERROR", "SUCCESS"
  std::string termination_message;

  [[nodiscard]] bool is_active() const;   ///< pending, running, queued, terminating, …
  [[nodiscard]] bool has_failed() const;  ///< finished, and neither success nor skipped by its own condition
};

struct RunTask {
  RunId run_id;
  TaskSettings settings;
  RunState state;
  std::optional<WallTime> start_time;
  std::optional<WallTime> end_time;
  std::chrono::milliseconds duration{0};
  std::int64_t attempt_number = 0;
  std::string cluster_id;          ///< "" for serverless
  std::optional<RunId> child_run;  ///< of a run_job task
};

struct Run {
  RunId id;
  JobId job_id;
  std::string run_name;
  std::string run_page_url;
  std::string creator_user_name;
  std::string trigger;
  RunState state;
  std::optional<WallTime> start_time;
  std::optional<WallTime> end_time;
  std::chrono::milliseconds duration{0};  ///< run_duration, else the three phases, else end - start
  std::string cluster_id;
  std::vector<RunTask> tasks;  ///< every page of them; only of fetch_run
  JsonBox raw;
};

/// What a task run left behind (runs/get-output).
struct RunOutput {
  RunId run_id;
  std::string error;
  std::string error_trace;
  std::string logs;
  bool logs_truncated = false;
  std::string notebook_result;
  std::optional<RunId> child_run;  ///< of a run_job task
};

/// One element of `tasks`, of a job's settings or a run; a missing field is empty.
TaskSettings parse_task_settings(const JsonValue& value);

/// GET jobs/get, every page of its tasks. Errors: NotFound (no such job), PermissionDenied, …
Result<Job> fetch_job(Client& client, JobId id, const CallContext& ctx);

/// GET jobs/list with tasks, every page up to `limit`.
Result<std::vector<Job>> fetch_jobs(Client& client, std::size_t limit, const CallContext& ctx);

struct RunFilter {
  std::optional<JobId> job;
  bool completed_only = false;
  bool active_only = false;
  std::optional<WallTime> started_from;
  std::optional<WallTime> started_to;
};
/// GET jobs/runs/list, newest first, at most `limit`; without tasks. Empty when it never ran.
Result<std::vector<Run>> fetch_runs(Client& client, const RunFilter& filter, std::size_t limit, const CallContext& ctx);

/// GET jobs/runs/get of a job run or a task run, every page of its tasks. Errors: NotFound, …
Result<Run> fetch_run(Client& client, RunId id, const CallContext& ctx);

/// GET jobs/runs/get-output of one task run (the API refuses parents of several tasks).
Result<RunOutput> fetch_run_output(Client& client, RunId task_run, const CallContext& ctx);

/// The same for many, in parallel within the client's bound; results in order.
std::vector<Result<RunOutput>> fetch_run_outputs(Client& client, const std::vector<RunId>& task_runs,
                                                 const CallContext& ctx);

}  // namespace lakecode::databricks
