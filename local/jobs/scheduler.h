#pragma once
// Starts the runs of jobs that have a schedule (cron) or a periodic trigger and are not paused. One thread looks twice
// a second at the jobs that were made here: those of a demo company keep still, so that its history stays as it is.
// When the clock leaps, what was missed fires once.

#include <cstdint>
#include <thread>

#include "base/clock.h"
#include "local/jobs/job_runner.h"
#include "local/jobs/timetable.h"
#include "local/state/store.h"

namespace lakecode::local {

class Scheduler {
 public:
  Scheduler(const Store& store, JobRunner& jobs, const Clock& clock, std::int64_t made_since_ms);

 private:
  void watch(const std::stop_token& stop);
  /// Starts what is due after `from` up to `to` (epoch seconds).
  void fire(std::int64_t from, std::int64_t to);

  const Store& store_;
  JobRunner& jobs_;
  const Clock& clock_;
  std::int64_t made_since_ms_;
  Timetable timetable_;  ///< of the thread alone
  std::jthread thread_;  ///< last: it ends before what it uses
};

}  // namespace lakecode::local
