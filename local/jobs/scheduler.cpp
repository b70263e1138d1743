#include "local/jobs/scheduler.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "base/json.h"
#include "base/time_format.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kMostSeconds = 86'400;  // of a leap that is looked through

}  // namespace

Scheduler::Scheduler(const Store& store, JobRunner& jobs, const Clock& clock, std::int64_t made_since_ms)
    : store_(store),
      jobs_(jobs),
      clock_(clock),
      made_since_ms_(made_since_ms),
      thread_([this](const std::stop_token& stop) { watch(stop); }) {}

void Scheduler::watch(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::int64_t last = to_epoch_ms(clock_.now()) / 1000;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex);
      changed.wait_for(lock, stop, std::chrono::milliseconds(500), [] { return false; });
    }
    const std::int64_t now = to_epoch_ms(clock_.now()) / 1000;
    if (now > last) fire(std::max(last, now - kMostSeconds), now);
    last = now;
  }
}

void Scheduler::fire(std::int64_t from, std::int64_t to) {
  ListQuery query;
  query.kind = "job";
  query.limit = SIZE_MAX;
  query.filter = [this](const Record& record) { return record.order >= made_since_ms_; };
  const auto page = store_.list(query);
  if (!page) return;
  for (const RecordPointer& record : timetable_.due(page->records, from, to)) {
    const auto job = json::parse(record->text, "stored job");
    if (!job) continue;
    RunOrder order;
    order.job_id = json::int_at(*job, "job_id").value_or(0);
    order.settings = JsonBox(JsonValue(json::object_at(*job, "settings")));
    order.user_name = json::string_at(*job, "run_as_user_name");
    order.trigger = "PERIODIC";
    ignore_result(jobs_.start(std::move(order)), "a job that cannot start now starts at its next time");
  }
}

}  // namespace lakecode::local
