#pragma once
// Quartz cron expressions, and the local time of a zone. Rules: the Quartz scheduler's CronExpression (fields second,
// minute, hour, day of month, month, day of week with 1 = Sunday, optional year; `L` and `#` for days). `W` is not
// known.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::local {

/// A moment on the clock of some zone.
struct LocalTime {
  int second = 0, minute = 0, hour = 0;
  int day = 1;    ///< of the month
  int month = 1;  ///< 1 = January
  int year = 1970;
  int weekday = 1;  ///< 1 = Sunday
  int last_day = 31;
};

class CronExpression {
 public:
  /// InvalidArgument for what is no expression.
  static Result<CronExpression> parse(std::string_view text);
  [[nodiscard]] bool fires_at(const LocalTime& time) const;

 private:
  struct Field {
    bool any = true;
    std::vector<bool> values;  ///< by value
    bool last = false;         ///< L: the last day of the month
    int last_weekday = 0;      ///< 6L: the last Friday
    int nth_weekday = 0;       ///< 6#3: the third Friday
    int nth = 0;
  };
  static Result<Field> parse_field(std::string_view text, std::size_t index);
  /// L, 6L, 6#3; false when `part` is none of them.
  static Result<bool> parse_special_day(std::string_view part, std::size_t index, Field& field);
  /// *, 5, 1-5, MON-FRI, 0/15
  static Result<void> parse_span(std::string_view part, std::size_t index, Field& field);
  std::vector<Field> fields_;
};

/// Offsets of a zone of the system's database.
class TimeZone {
 public:
  /// NotFound for a zone that the database does not have; without a database every zone is taken for UTC.
  static Result<TimeZone> find(const std::string& name);
  [[nodiscard]] LocalTime local(std::int64_t epoch_seconds) const;

 private:
  std::vector<std::int64_t> times_;    ///< moments at which the offset changes
  std::vector<std::int32_t> offsets_;  ///< seconds east, from each of them on
  std::int32_t first_ = 0;             ///< before the first change
};

}  // namespace lakecode::local
