#pragma once
// Quartz cron expressions as far as an audit asks: how close two firings can be, and at which times of day. Pure.
// Source: Quartz CronTrigger: seconds minutes hours day-of-month month day-of-week [year]; names, ranges, steps, lists,
// ?, L, W, LW and #.

#include <bitset>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace lakecode::job_audit {

class Cron {
 public:
  /// nullopt when `text` is no such expression.
  static std::optional<Cron> parse(std::string_view text);

  /// The shortest time between two firings; nullopt when it fires at most once.
  [[nodiscard]] std::optional<std::chrono::seconds> smallest_interval() const;
  /// Minutes of the day (0 to 1439) at which it fires on the days it fires.
  [[nodiscard]] std::vector<int> minutes() const;

 private:
  /// Seconds of the day at which it fires, ascending.
  [[nodiscard]] std::vector<long> times_of_day() const;
  /// Between two days on which it fires; 0 when there is only one, nullopt when there is none.
  [[nodiscard]] std::optional<long> fewest_days_between() const;
  [[nodiscard]] bool fires_on(std::chrono::sys_days day) const;
  [[nodiscard]] bool matches_day_of_month(std::chrono::year_month_day date) const;
  [[nodiscard]] bool matches_weekday(std::chrono::year_month_day date) const;

  std::bitset<60> seconds_;
  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;       ///< of the month, from 1
  std::bitset<13> months_;     ///< from 1
  std::bitset<8> weekdays_;    ///< 1 is Sunday
  bool last_day_ = false;      ///< L or LW
  int days_before_last_ = 0;   ///< L-3
  int nearest_weekday_ = 0;    ///< 15W
  int nth_ = 0;                ///< 6#3: the weekday in weekdays_, the third
  bool last_weekday_ = false;  ///< 6L
};

}  // namespace lakecode::job_audit
