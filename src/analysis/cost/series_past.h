#pragma once
// What one daily series has been until a day: which days of it count, what was usual for a day, and how far days stand
// from that. Days of events are set apart; a level that became the new normal begins another past. Pure.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analysis/cost/daily_series.h"

namespace lakecode::cost {

inline constexpr double kScaleFloor = 0.06;    ///< log; day-to-day noise of the quietest jobs
inline constexpr std::size_t kWindow = 35;     ///< days of past: five weeks, so five of each weekday
inline constexpr std::size_t kNewNormal = 28;  ///< days until a level is the past

std::vector<double> logs_of(const std::vector<double>& values);

/// Keeps references to the calendar and the series.
class SeriesPast {
 public:
  SeriesPast(const Calendar& calendar, std::span<const double> usd);

  [[nodiscard]] std::size_t begin() const { return begin_; }  ///< start of the past that counts
  void begin_at(std::size_t i) { begin_ = i; }
  [[nodiscard]] bool is_apart(std::size_t i) const { return apart_[i]; }
  void set_apart(std::size_t i, bool apart) { apart_[i] = apart; }

  /// Reported, above zero, and no event's.
  [[nodiscard]] bool counts(std::size_t i) const;
  /// Past days of one type (weekday, weekend), newest first.
  [[nodiscard]] std::vector<double> same_type(std::size_t i, bool weekend) const;
  /// The same weekday of the last weeks before `limit`.
  [[nodiscard]] std::vector<double> same_weekday(std::size_t i, std::size_t limit) const;
  /// The share of reported days on which it cost something.
  [[nodiscard]] double share_before(std::size_t i) const;
  /// The first day after a gap may carry what the gap did not report: so much of it is no news.
  [[nodiscard]] double carried(std::size_t i) const;
  /// How far days stand from what is usual for their type. Few weekends tell little of it: there all days help.
  [[nodiscard]] double scale_of_days(std::size_t i, const std::vector<double>& peers) const;
  /// A weekday on which it never costs anything: it neither makes nor breaks a level.
  [[nodiscard]] bool is_rest(std::size_t i) const;
  /// How far the days before `limit` usually stand from the same weekday before them.
  [[nodiscard]] double noise_before(std::size_t limit) const;
  /// Log of the day to the same weekday of four weeks before `limit`; nullopt where either says nothing.
  [[nodiscard]] std::optional<double> log_ratio(std::size_t i, std::size_t limit) const;
  /// As log_ratio, against the weekdays before the level began, however long ago.
  [[nodiscard]] std::optional<double> base_ratio(std::size_t j, std::size_t start) const;
  /// The days that a climb may be seen by: an event's own days, too, from `from` on.
  [[nodiscard]] std::vector<bool> seen_days(std::size_t from) const;
  /// The last week stands above the first four weeks by this share: without that, no climb need be looked for.
  [[nodiscard]] bool has_risen(double by) const;

 private:
  const Calendar& calendar_;
  std::span<const double> usd_;
  std::size_t begin_;
  std::vector<bool> apart_;  ///< days of events, kept out of the past
};

}  // namespace lakecode::cost
