#pragma once
// The inside of JobRunner, for its sources: everything is done under one lock, in short steps, as a task that ended or
// a time that came changes little. Work that takes long is handed to the workers.

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "local/jobs/job_runner.h"

namespace lakecode::local {

struct JobRunner::State {
  explicit State(Parts given) : parts(std::move(given)) {}

  /// One attempt for a worker.
  struct Errand {
    std::int64_t run_id = 0;
    std::int64_t task_run_id = 0;
    TaskOrder order;
    std::stop_token stop;
  };

  Parts parts;
  std::string workspace_url;
  mutable std::mutex mutex;  ///< guards everything below
  std::condition_variable_any changed;
  std::map<std::int64_t, ActiveRun> runs;
  std::set<std::int64_t> touched;  ///< runs to look at in pump()
  std::deque<Errand> errands;
  bool stopping = false;
  std::vector<std::jthread> threads;  ///< last, so that they end before what they use

  // job_runner.cpp: threads and the doors
  void work(const std::stop_token& stop);
  void watch(const std::stop_token& stop);
  void handle_due(SteadyTime now);
  [[nodiscard]] SteadyTime next_due() const;
  [[nodiscard]] std::int64_t now_ms() const;

  // run_start.cpp: runs begin, are repaired, and are found again
  Result<std::int64_t> begin(RunOrder order);
  Result<ActiveRun> make_run(RunOrder& order) const;
  void skip_run(ActiveRun& run) const;
  Result<std::int64_t> repair(const RepairOrder& order);
  Result<void> recover_run(const JsonValue& stored);
  [[nodiscard]] std::int64_t new_id() const;
  [[nodiscard]] std::int64_t count_active(std::int64_t job_id) const;
  void admit(ActiveRun& run);

  // run_flow.cpp: what follows from what
  void pump();
  void advance(ActiveRun& run);
  bool settle_blocked(ActiveRun& run, Step& step);
  void advance_for_each(ActiveRun& run, Step& step);
  void finish_run(ActiveRun& run);
  void stop_run(ActiveRun& run, const std::string& by);
  void stop_step(Step& step, const std::string& by);
  void save(const ActiveRun& run);

  // step_flow.cpp: one task from its start to its end
  void start_step(ActiveRun& run, Step& step);
  void start_condition(Step& step, const JsonValue& task);
  void start_for_each(ActiveRun& run, Step& step, const JsonValue& task);
  void start_child(ActiveRun& run, Step& step, const JsonValue& task);
  void start_errand(ActiveRun& run, Step& step, JsonValue task);
  void finish_step(Step& step, const RunEnd& end) const;
  void end_attempt(Step& step, RunEnd end, JsonBox output);
  void child_ended(const ActiveRun& child, const RunEnd& end);
  bool retry(Step& step, const RunEnd& end);
};

}  // namespace lakecode::local
