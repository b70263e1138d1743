#include "analysis/cost/series_watch.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "analysis/cost/robust.h"

namespace lakecode::cost {
namespace {

constexpr std::size_t kWindow = 35;         // days of past: five weeks, so five of each weekday
constexpr std::size_t kWeeks = 4;           // weeks of the same weekday
constexpr std::size_t kShiftDays = 5;       // days in a row that make a level
constexpr std::size_t kNewNormal = 28;      // days until a level is the past
constexpr double kScaleFloor = 0.06;        // day-to-day noise of the quietest jobs
constexpr double kSparseScaleFloor = 0.15;  // single runs differ more than sums of many
constexpr double kRegularShare = 0.55;
constexpr double kAboveWeekday = 1.2;    // clearly above the same weekday
constexpr double kAboveSparseMax = 1.6;  // well above everything it ever cost
constexpr double kShiftLog = 0.3;        // mean log ratio of a level, at least
constexpr double kShiftScales = 2.6;
constexpr double kBackToNormal = 0.4;    // of the level's own log ratio: below it the event is over
constexpr double kStillClimbing = 0.25;  // log ratio gained between the first and the last days of a ramp
constexpr double kEdgeSlack = 1.4;       // month edges differ from month to month
constexpr double kFewPeers = 1.5;        // a scale from few days is often too small: widen it by this over their number
constexpr std::size_t kSureWeekdays = 3;  // of the same weekday: fewer may not show its habit …
constexpr double kSureRatio = 1.8;        // … so that only this is told
constexpr double kEachOfLevel = 0.35;     // of the level's mean log ratio: every day of it takes part
constexpr double kFirstSign = 0.1;        // log ratio above the same weekdays
constexpr std::size_t kLeastPeers = 4;
constexpr std::size_t kLeastSparsePeers = 3;
constexpr std::size_t kMaxGap = 2;  // days between two hot ones of one event

struct Normal {
  double centre = 0;
  double scale = kScaleFloor;
  std::size_t peers = 0;
  [[nodiscard]] double score(double value) const { return (std::log(value) - std::log(centre)) / scale; }
  [[nodiscard]] double high(double scales) const { return centre * std::exp(scales * scale); }
};

std::vector<double> logs_of(const std::vector<double>& values) {
  std::vector<double> logs;
  logs.reserve(values.size());
  for (const double value : values) logs.push_back(std::log(value));
  return logs;
}

Normal normal_of(const std::vector<double>& values, double floor) {
  const std::vector<double> logs = logs_of(values);
  const double middle = median(logs);
  return {std::exp(middle), std::max(mad_scale(logs, middle), floor), values.size()};
}

/// The state of one walk over a series.
class Watch {
 public:
  Watch(const Calendar& calendar, std::span<const double> usd, const SpikeOptions& options)
      : calendar_(calendar), usd_(usd), options_(options), begin_(first_active(usd)), apart_(usd.size(), false) {}

  std::vector<HotSpan> walk() {
    for (std::size_t i = begin_ + kLeastHistory; i < usd_.size(); ++i) {
      if (!calendar_.reported[i]) continue;
      if (shift_ && i <= shift_->last) continue;
      if (auto level = find_level(i)) {
        take_level(std::move(*level));
        continue;
      }
      if (auto hot = judge_day(i)) take_day(i, *hot);
    }
    return std::move(spans_);
  }

 private:
  struct Hot {
    Normal normal;
    std::string rule;
  };

  [[nodiscard]] bool counts(std::size_t i) const { return calendar_.reported[i] && !apart_[i] && usd_[i] > 0; }

  /// Past days of the same type, newest first.
  [[nodiscard]] std::vector<double> same_type(std::size_t i) const {
    std::vector<double> values;
    const std::size_t from = std::max(begin_, i > kWindow ? i - kWindow : 0);
    for (std::size_t j = i; j-- > from;) {
      if (counts(j) && calendar_.is_weekend(j) == calendar_.is_weekend(i)) values.push_back(usd_[j]);
    }
    return values;
  }

  /// The same weekday of the last weeks before `limit`.
  [[nodiscard]] std::vector<double> same_weekday(std::size_t i, std::size_t limit) const {
    std::vector<double> values;
    std::size_t j = i;
    while (values.size() < kWeeks && j >= 7 && j - 7 >= begin_) {
      j -= 7;
      if (j < limit && calendar_.reported[j] && !apart_[j]) values.push_back(usd_[j]);
    }
    return values;
  }

  [[nodiscard]] double share_before(std::size_t i) const {
    const std::size_t from = std::max(begin_, i > kWindow ? i - kWindow : 0);
    std::size_t reported = 0;
    std::size_t active = 0;
    for (std::size_t j = from; j < i; ++j) {
      if (!calendar_.reported[j]) continue;
      ++reported;
      if (usd_[j] > 0) ++active;
    }
    return reported == 0 ? 0.0 : static_cast<double>(active) / static_cast<double>(reported);
  }

  /// An earlier month edge was as dear: what closes the books does so every month.
  [[nodiscard]] bool is_usual_edge(std::size_t i) const {
    if (!calendar_.is_month_edge(i)) return false;
    double most = 0;
    for (std::size_t j = begin_; j + kMaxGap + 3 < i; ++j) {
      if (calendar_.reported[j] && calendar_.is_month_edge(j)) most = std::max(most, usd_[j]);
    }
    return usd_[i] <= kEdgeSlack * most;
  }

  [[nodiscard]] std::optional<Hot> judge_day(std::size_t i) const {
    // The first day after a gap may carry what the gap did not report.
    if (usd_[i] < options_.money_floor || !calendar_.reported[i - 1]) return std::nullopt;
    if (is_usual_edge(i)) return std::nullopt;
    return share_before(i) >= kRegularShare ? judge_regular(i) : judge_sparse(i);
  }

  [[nodiscard]] std::optional<Hot> judge_regular(std::size_t i) const {
    const std::vector<double> weekdays = same_weekday(i, i);
    const double value = usd_[i];
    const double dearest = weekdays.empty() ? 0.0 : *std::max_element(weekdays.begin(), weekdays.end());
    if (value <= kAboveWeekday * dearest || value - dearest < options_.money_floor / 2) return std::nullopt;
    const std::vector<double> peers = same_type(i);
    if (peers.size() < kLeastPeers) return std::nullopt;  // a weekend run of a weekday job has no past to compare with
    Normal normal = normal_of(peers, kScaleFloor);
    // A Monday that is always dear is compared with Mondays.
    if (weekdays.size() >= 2) normal.centre = std::max(normal.centre, median(weekdays));
    if (value <= normal.centre * (1 + options_.relative_floor)) return std::nullopt;
    if (value - normal.centre < options_.money_floor) return std::nullopt;
    if (weekdays.size() < kSureWeekdays && value <= kSureRatio * normal.centre) return std::nullopt;
    normal.scale = std::max({normal.scale, pair_scale(logs_of(peers)), noise_before(i)}) *
                   (1 + kFewPeers / static_cast<double>(peers.size()));
    if (normal.score(value) <= options_.scales) return std::nullopt;
    return Hot{normal, "far above days of the same type in the last five weeks"};
  }

  [[nodiscard]] std::optional<Hot> judge_sparse(std::size_t i) const {
    std::vector<double> past;
    double dearest = 0;
    for (std::size_t j = begin_; j < i; ++j) {
      if (!counts(j)) continue;
      past.push_back(usd_[j]);
      dearest = std::max(dearest, usd_[j]);
    }
    if (past.size() < kLeastSparsePeers) return std::nullopt;
    const Normal normal = normal_of(past, kSparseScaleFloor);
    const double value = usd_[i];
    if (value <= kAboveSparseMax * dearest || value - normal.centre < 2 * options_.money_floor) return std::nullopt;
    if (normal.score(value) <= options_.scales) return std::nullopt;
    return Hot{normal, "well above everything it cost on its own active days"};
  }

  void take_day(std::size_t i, const Hot& hot) {
    const double high = hot.normal.high(options_.scales);
    const bool joins =
        !spans_.empty() && i - spans_.back().last <= kMaxGap + 1 && spans_.back().kind == EventKind::Spike;
    if (!joins) spans_.push_back({.first = i, .last = i, .history = hot.normal.peers, .rule = hot.rule});
    HotSpan& span = spans_.back();
    span.last = i;
    span.actual += usd_[i];
    span.expected += hot.normal.centre;
    span.high += high;
    span.score = std::max(span.score, hot.normal.score(usd_[i]));
    apart_[i] = true;
  }

  struct Level {
    std::vector<std::size_t> days;  ///< reported days of the first window
    std::vector<double> ratios;     ///< log ratio of each
    double scale = kScaleFloor;
  };

  /// The reported days [.., i] of one window, oldest first; empty when the past does not reach so far.
  [[nodiscard]] std::vector<std::size_t> window_before(std::size_t i) const {
    std::vector<std::size_t> days;
    for (std::size_t j = i + 1; j-- > begin_ && days.size() < kShiftDays;) {
      if (calendar_.reported[j]) days.push_back(j);
    }
    std::reverse(days.begin(), days.end());
    return days;
  }

  [[nodiscard]] std::optional<double> log_ratio(std::size_t i, std::size_t limit) const {
    const std::vector<double> past = same_weekday(i, limit);
    const double base = past.size() < 2 ? 0.0 : median(past);
    if (base <= 0 || usd_[i] <= 0) return std::nullopt;
    return std::log(usd_[i] / base);
  }

  /// How far the days before `limit` usually stand from the same weekday before them.
  [[nodiscard]] double noise_before(std::size_t limit) const {
    std::vector<double> ratios;
    const std::size_t from = std::max(begin_ + 7, limit > kWindow ? limit - kWindow : 0);
    for (std::size_t j = from; j < limit; ++j) {
      if (!counts(j)) continue;
      if (const auto ratio = log_ratio(j, j)) ratios.push_back(*ratio);
    }
    return std::max(kScaleFloor, ratios.empty() ? 0.0 : mad_scale(ratios, median(ratios)));
  }

  [[nodiscard]] std::optional<HotSpan> find_level(std::size_t i) const {
    const std::vector<std::size_t> days = window_before(i);
    if (usd_[i] < options_.money_floor || days.size() < kShiftDays || days.front() < begin_ + kLeastHistory)
      return std::nullopt;
    if (shift_ && days.front() <= shift_->last) return std::nullopt;
    const std::size_t start = days.front();
    double sum = 0;
    double excess = 0;
    double least = std::numeric_limits<double>::infinity();
    for (const std::size_t day : days) {
      const auto ratio = log_ratio(day, start);
      if (!ratio || *ratio <= 0) return std::nullopt;
      sum += *ratio;
      least = std::min(least, *ratio);
      excess += usd_[day] - usd_[day] / std::exp(*ratio);
    }
    const double mean = sum / static_cast<double>(kShiftDays);
    if (least < kEachOfLevel * mean) return std::nullopt;
    if (excess / static_cast<double>(kShiftDays) < options_.money_floor) return std::nullopt;
    const double noise = noise_before(start);
    if (mean <= std::max(kShiftLog, kShiftScales * noise)) return std::nullopt;
    return follow_level(start, mean, noise);
  }

  /// From the first day of a level to the last that still belongs to it.
  [[nodiscard]] HotSpan follow_level(std::size_t start, double mean, double noise) const {
    HotSpan span{.first = start,
                 .last = start,
                 .kind = EventKind::LevelShift,
                 .score = mean / noise,
                 .history = std::min(start - begin_, kWindow),
                 .rule = "five days in a row above the same weekdays of the four weeks before"};
    std::vector<double> ratios;
    std::size_t quiet = 0;
    for (std::size_t j = start; j < usd_.size() && j < start + kNewNormal && quiet < 2; ++j) {
      const auto ratio = calendar_.reported[j] ? base_ratio(j, start) : std::nullopt;
      if (!ratio) continue;
      if (*ratio < kBackToNormal * mean) {
        ++quiet;
        continue;
      }
      quiet = 0;
      ratios.push_back(*ratio);
      span.last = j;
    }
    for (std::size_t j = span.first; j <= span.last; ++j) {
      const auto ratio = calendar_.reported[j] ? base_ratio(j, start) : std::nullopt;
      if (!ratio) continue;
      span.actual += usd_[j];
      span.expected += usd_[j] / std::exp(*ratio);
      span.high += usd_[j] / std::exp(*ratio) * std::exp(options_.scales * noise);
    }
    if (is_climbing(ratios)) span.kind = EventKind::Ramp;
    return span;
  }

  /// As log_ratio, against the weekdays before the level began, however long ago.
  [[nodiscard]] std::optional<double> base_ratio(std::size_t j, std::size_t start) const {
    std::size_t at = j;
    while (at >= start) at -= 7;
    std::vector<double> past = same_weekday(at + 7, start);
    const double base = past.empty() ? 0.0 : median(std::move(past));
    if (base <= 0 || usd_[j] <= 0) return std::nullopt;
    return std::log(usd_[j] / base);
  }

  [[nodiscard]] static bool is_climbing(const std::vector<double>& ratios) {
    if (ratios.size() < kShiftDays) return false;
    const std::size_t end = std::min<std::size_t>(ratios.size(), 2 * kShiftDays);
    const double early = (ratios[0] + ratios[1]) / 2;
    const double late = (ratios[end - 1] + ratios[end - 2]) / 2;
    return late - early > kStillClimbing;
  }

  /// A climb is seen late: the days before it that already stood out belong to it.
  [[nodiscard]] std::size_t first_sign(std::size_t start) const {
    const double noise = noise_before(start);
    std::size_t first = start;
    for (std::size_t j = start; j-- > begin_ + 7 && start - j <= kShiftDays;) {
      if (!calendar_.reported[j]) continue;
      const auto ratio = log_ratio(j, j);
      if (!ratio || *ratio < std::max(kFirstSign, noise)) break;
      first = j;
    }
    return first;
  }

  void take_level(HotSpan level) {
    const std::size_t sign = first_sign(level.first);
    for (std::size_t j = sign; j < level.first; ++j) {
      level.actual += usd_[j];
      level.expected += usd_[j] / std::exp(log_ratio(j, j).value_or(0.0));
    }
    level.first = sign;
    // Days that were already told as spikes belong to the level they began.
    const std::size_t start = level.first;
    while (!spans_.empty() && spans_.back().last + kMaxGap + 1 >= level.first) {
      const HotSpan& before = spans_.back();
      if (before.last < start) {
        level.actual += before.actual;
        level.expected += before.expected;
        level.high += before.high;
      }
      level.first = std::min(level.first, before.first);
      level.score = std::max(level.score, before.score);
      spans_.pop_back();
    }
    for (std::size_t j = level.first; j <= level.last; ++j) apart_[j] = true;
    if (level.last + 1 >= level.first + kNewNormal) {
      // It has lasted: from here on the level itself is the past.
      for (std::size_t j = level.first; j <= level.last; ++j) apart_[j] = false;
      begin_ = level.first;
    }
    shift_ = level;
    spans_.push_back(std::move(level));
  }

  const Calendar& calendar_;
  std::span<const double> usd_;
  const SpikeOptions& options_;
  std::size_t begin_;        ///< start of the past that counts
  std::vector<bool> apart_;  ///< days of events, kept out of the past
  std::optional<HotSpan> shift_;
  std::vector<HotSpan> spans_;
};

}  // namespace

std::size_t first_active(std::span<const double> usd) {
  const auto found = std::find_if(usd.begin(), usd.end(), [](double value) { return value > 0; });
  return static_cast<std::size_t>(found - usd.begin());
}

double active_share(const Calendar& calendar, std::span<const double> usd) {
  std::size_t reported = 0;
  std::size_t active = 0;
  for (std::size_t i = first_active(usd); i < usd.size(); ++i) {
    if (!calendar.reported[i]) continue;
    ++reported;
    if (usd[i] > 0) ++active;
  }
  return reported == 0 ? 0.0 : static_cast<double>(active) / static_cast<double>(reported);
}

std::vector<HotSpan> find_hot_spans(const Calendar& calendar, std::span<const double> usd,
                                    const SpikeOptions& options) {
  if (usd.size() <= kLeastHistory) return {};
  return Watch(calendar, usd, options).walk();
}

}  // namespace lakecode::cost
