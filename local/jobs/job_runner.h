#pragma once
// Runs jobs: starts runs, leads their tasks through dependencies, retries and timeouts, ends them, and keeps the stored
// run true at every step. Thread-safe. Its threads: workers for the tasks, and one that waits for what is due.
// Invariant: a run that was accepted reaches a final state; one that a dead server left behind gets one in recover().

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json_fwd.h"
#include "base/random.h"
#include "base/result.h"
#include "local/jobs/active_run.h"
#include "local/jobs/task_work.h"
#include "local/state/store.h"

namespace lakecode::local {

/// A run that is asked for.
struct RunOrder {
  std::int64_t job_id = 0;             ///< 0: submitted, without a job
  JsonBox settings;                    ///< complete
  JsonBox request = empty_document();  ///< members of run-now: job_parameters, notebook_params, only, queue ...
  std::string user_name;
  std::int64_t user_id = 0;
  std::string trigger = "ONE_TIME";
  std::string idempotency_token;
  std::int64_t parent_run = 0;
  int depth = 0;
};

/// What a repair runs again.
struct RepairOrder {
  std::int64_t run_id = 0;
  JsonBox request;  ///< the body of runs/repair
};

class JobRunner {
 public:
  struct Parts {
    Store& store;
    const Clock& clock;
    RandomSource& random;  ///< thread-safe
    const TaskWork& work;
    std::string workspace_id;
  };
  explicit JobRunner(Parts parts, int workers = 16);
  ~JobRunner();  ///< as stop()

  /// Gives an end to the runs that a server before this one left under way. Call before the first start.
  Result<void> recover();
  void set_workspace_url(std::string url);

  /// The run id; of the first run with the same idempotency token, when there was one. Errors as complete_settings.
  Result<std::int64_t> start(RunOrder order);
  /// The repair id.
  Result<std::int64_t> repair(const RepairOrder& order);
  /// Does nothing to a run that has ended. False for a run that is not known.
  bool cancel(std::int64_t run_id);
  /// Every active run of the job.
  void cancel_all(std::int64_t job_id);
  void cancel_queued();  ///< of every job
  [[nodiscard]] bool is_active(std::int64_t run_id) const;

  /// 15 digits, not in use as an id of jobs or runs.
  [[nodiscard]] std::int64_t new_id() const;

  /// Stops every task and joins the threads. The runs stay as they are stored.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lakecode::local
