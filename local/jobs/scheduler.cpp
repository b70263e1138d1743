#include "local/jobs/scheduler.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "base/json.h"
#include "base/time_format.h"
#include "local/jobs/cron.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kMostSeconds = 86'400;  // of a leap that is looked through

bool is_running(const JsonValue& starter) {
  return json::string_at(starter, "pause_status") != "PAUSED";
}

bool cron_is_due(const JsonValue& schedule, std::int64_t from, std::int64_t to) {
  const auto cron = CronExpression::parse(json::string_at(schedule, "quartz_cron_expression"));
  const auto zone = TimeZone::find(json::string_at(schedule, "timezone_id"));
  if (!cron || !zone) return false;
  for (std::int64_t second = from + 1; second <= to; ++second) {
    if (cron->fires_at(zone->local(second))) return true;
  }
  return false;
}

bool period_is_due(const JsonValue& periodic, std::int64_t made, std::int64_t from, std::int64_t to) {
  const std::string unit = json::string_at(periodic, "unit");
  const std::int64_t seconds = unit == "WEEKS" ? 604'800 : unit == "DAYS" ? 86'400 : 3'600;
  const std::int64_t step = seconds * std::max<std::int64_t>(1, json::int_at(periodic, "interval").value_or(1));
  return (to - made) / step > (from - made) / step;
}

bool is_due(const JsonValue& job, std::int64_t from, std::int64_t to) {
  if (const JsonValue* schedule = json::find_path(job, {"settings", "schedule"});
      schedule != nullptr && is_running(*schedule))
    return cron_is_due(*schedule, from, to);
  const JsonValue* trigger = json::find_path(job, {"settings", "trigger"});
  const JsonValue* periodic = trigger == nullptr ? nullptr : json::find(*trigger, "periodic");
  if (periodic == nullptr || !is_running(*trigger)) return false;
  return period_is_due(*periodic, json::int_at(job, "created_time").value_or(0) / 1000, from, to);
}

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
  query.filter = [this](const Record& record) {
    const bool starts = record.text.find("\"schedule\":") != std::string::npos ||
                        record.text.find("\"periodic\":") != std::string::npos;
    return starts && record.order >= made_since_ms_;
  };
  const auto page = store_.list(query);
  if (!page) return;
  for (const RecordPointer& record : page->records) {
    const auto job = json::parse(record->text, "stored job");
    if (!job || !is_due(*job, from, to)) continue;
    RunOrder order;
    order.job_id = json::int_at(*job, "job_id").value_or(0);
    order.settings = JsonBox(JsonValue(json::object_at(*job, "settings")));
    order.user_name = json::string_at(*job, "run_as_user_name");
    order.trigger = "PERIODIC";
    ignore_result(jobs_.start(std::move(order)), "a job that cannot start now starts at its next time");
  }
}

}  // namespace lakecode::local
