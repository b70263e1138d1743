#include "local/jobs/timetable.h"

#include <algorithm>
#include <utility>

#include "base/json.h"

namespace lakecode::local {
namespace {

bool is_running(const JsonValue& starter) {
  return json::string_at(starter, "pause_status") != "PAUSED";
}

std::int64_t seconds_of(const JsonValue& periodic) {
  const std::string unit = json::string_at(periodic, "unit");
  const std::int64_t seconds = unit == "WEEKS" ? 604'800 : unit == "DAYS" ? 86'400 : 3'600;
  return seconds * std::max<std::int64_t>(1, json::int_at(periodic, "interval").value_or(1));
}

}  // namespace

void Timetable::read_schedule(const JsonValue& schedule, Entry& entry) {
  auto cron = CronExpression::parse(json::string_at(schedule, "quartz_cron_expression"));
  const std::string name = json::string_at(schedule, "timezone_id");
  const auto [zone, is_new] = zones_.try_emplace(name);
  if (is_new) {
    if (auto found = TimeZone::find(name)) zone->second = std::make_shared<const TimeZone>(std::move(*found));
  }
  if (!cron || zone->second == nullptr) return;
  entry.cron = std::move(*cron);
  entry.zone = zone->second;
}

Timetable::Entry Timetable::read(const RecordPointer& record) {
  Entry entry{record, std::nullopt, nullptr, 0, 0};
  // Most jobs of a large workspace start nothing by themselves; their text need not be parsed.
  if (record->text.find("\"schedule\":") == std::string::npos &&
      record->text.find("\"periodic\":") == std::string::npos)
    return entry;
  const auto job = json::parse(record->text, "stored job");
  if (!job) return entry;
  if (const JsonValue* schedule = json::find_path(*job, {"settings", "schedule"});
      schedule != nullptr && is_running(*schedule)) {
    read_schedule(*schedule, entry);
    return entry;
  }
  const JsonValue* trigger = json::find_path(*job, {"settings", "trigger"});
  const JsonValue* periodic = trigger == nullptr ? nullptr : json::find(*trigger, "periodic");
  if (periodic == nullptr || !is_running(*trigger)) return entry;
  entry.period = seconds_of(*periodic);
  entry.made = json::int_at(*job, "created_time").value_or(0) / 1000;
  return entry;
}

bool Timetable::is_due(const Entry& entry, std::int64_t from, std::int64_t to) {
  if (entry.period > 0) return (to - entry.made) / entry.period > (from - entry.made) / entry.period;
  if (!entry.cron) return false;
  for (std::int64_t second = from + 1; second <= to; ++second) {
    if (entry.cron->fires_at(entry.zone->local(second))) return true;
  }
  return false;
}

std::vector<RecordPointer> Timetable::due(const std::vector<RecordPointer>& jobs, std::int64_t from, std::int64_t to) {
  std::vector<RecordPointer> due;
  for (const RecordPointer& job : jobs) {
    auto entry = entries_.find(job.get());
    if (entry == entries_.end()) entry = entries_.emplace(job.get(), read(job)).first;
    if (is_due(entry->second, from, to)) due.push_back(job);
  }
  if (entries_.size() > jobs.size()) {
    std::erase_if(entries_, [](const auto& each) { return each.second.record.use_count() == 1; });
  }
  return due;
}

}  // namespace lakecode::local
