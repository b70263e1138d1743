#pragma once
// When jobs start by themselves: schedules (cron) and periodic triggers that are not paused, read from a job's text
// once and kept until it changes. One thread.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json_fwd.h"
#include "local/jobs/cron.h"
#include "local/state/store.h"

namespace lakecode::local {

class Timetable {
 public:
  /// Those of `jobs` that start after `from` up to `to` (epoch seconds). `jobs` is all there are now: what is not among
  /// them any more is forgotten.
  std::vector<RecordPointer> due(const std::vector<RecordPointer>& jobs, std::int64_t from, std::int64_t to);

 private:
  struct Entry {
    RecordPointer record;  ///< kept, so that no other record can have its address
    std::optional<CronExpression> cron;
    std::shared_ptr<const TimeZone> zone;
    std::int64_t period = 0;  ///< seconds; 0 without a periodic trigger
    std::int64_t made = 0;    ///< epoch seconds, from which periods are counted
  };
  Entry read(const RecordPointer& job);
  void read_schedule(const JsonValue& schedule, Entry& entry);
  static bool is_due(const Entry& entry, std::int64_t from, std::int64_t to);

  std::unordered_map<const Record*, Entry> entries_;
  std::map<std::string, std::shared_ptr<const TimeZone>> zones_;  ///< by name; null for one that is not known
};

}  // namespace lakecode::local
