#include "analysis/cost/series_watch.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "analysis/cost/climb.h"
#include "analysis/cost/robust.h"
#include "analysis/cost/series_past.h"

namespace lakecode::cost {
namespace {

constexpr std::size_t kShiftDays = 5;  // days in a row that make a level
constexpr std::size_t kLongShiftDays = 10;
constexpr double kMayStandAside = 0.4;      // of the days a long window has more: noise hides the level on some
constexpr double kSparseScaleFloor = 0.15;  // single runs differ more than sums of many
constexpr double kRegularShare = 0.55;
constexpr double kAboveWeekday = 1.2;     // clearly above the same weekday
constexpr double kAboveSparseMax = 1.6;   // well above everything it ever cost
constexpr std::size_t kKnownRuns = 6;     // of so many runs the dearest says more, …
constexpr double kKnownScaleFloor = 0.1;  // … and their scale
constexpr double kAboveKnownMax = 1.4;
constexpr double kShiftLog = 0.3;  // mean log ratio of a level, at least
constexpr double kShiftScales = 2.6;
constexpr double kBackToNormal = 0.4;     // of the level's own log ratio: below it the event is over
constexpr double kStillClimbing = 0.25;   // log ratio gained between the first and the last days of a ramp
constexpr double kStandsOut = 2.0;        // scales: an edge on which something may have been closed
constexpr double kEdgeSlack = 1.4;        // month edges differ from month to month
constexpr double kWarm = 0.55;            // of the distance that is no chance: a day that counts beside others
constexpr double kInARow = 1.1;           // times that distance, for the days together (their sum over its own scale)
constexpr std::size_t kSureWeekdays = 3;  // of the same weekday: fewer may not show its habit …
constexpr double kSureRatio = 1.8;        // … so that only this is told
constexpr double kEachOfLevel = 0.35;     // of the level's mean log ratio: every day of it takes part
constexpr double kFirstSign = 0.1;        // log ratio above the same weekdays
constexpr double kSureClimb = 6.0;        // standard errors of the whole rise
constexpr double kFlat = 0.25;            // of its slope: what climbed no faster before was flat
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

Normal normal_of(const std::vector<double>& values, double floor) {
  const std::vector<double> logs = logs_of(values);
  const double middle = median(logs);
  return {std::exp(middle), std::max(mad_scale(logs, middle), floor), values.size()};
}

/// The state of one walk over a series.
class Watch {
 public:
  Watch(const Calendar& calendar, std::span<const double> usd, const SpikeOptions& options)
      : calendar_(calendar), usd_(usd), options_(options), past_(calendar, usd) {}

  std::vector<HotSpan> walk() {
    for (std::size_t i = past_.begin() + kLeastHistory; i < usd_.size(); ++i) {
      if (!calendar_.reported[i]) continue;
      if (shift_ && i <= shift_->last) continue;
      if (auto level = find_level(i)) {
        take_level(std::move(*level));
        continue;
      }
      weigh(i, judge_day(i));
    }
    if (auto climb = find_slow_climb()) spans_.push_back(std::move(*climb));
    return std::move(spans_);
  }

 private:
  struct Hot {
    Normal normal;
    double value = 0;  ///< of the day, without what a gap before it left over
    std::string rule;
    [[nodiscard]] double score() const { return normal.score(value); }
  };

  /// An earlier month edge was as dear: what closes the books does so every month. An edge of regular work on which
  /// nothing was closed tells nothing.
  [[nodiscard]] bool is_usual_edge(std::size_t i, bool is_regular) const {
    if (!calendar_.is_month_edge(i)) return false;
    double most = 0;
    for (std::size_t j = past_.begin(); j + kMaxGap + 3 < i; ++j) {
      if (!calendar_.reported[j] || !calendar_.is_month_edge(j)) continue;
      if (!is_regular || stands_out(j)) most = std::max(most, usd_[j]);
    }
    return usd_[i] <= kEdgeSlack * most;
  }

  [[nodiscard]] bool stands_out(std::size_t i) const {
    const std::vector<double> peers = past_.same_type(i, calendar_.is_weekend(i));
    if (peers.size() < kLeastPeers) return true;  // whatever it cost may have been its habit
    const Normal normal = normal_of(peers, past_.scale_of_days(i, peers));
    return normal.score(usd_[i]) >= kStandsOut && usd_[i] >= (1 + options_.relative_floor) * normal.centre;
  }

  [[nodiscard]] std::optional<Hot> judge_day(std::size_t i) const {
    if (usd_[i] < options_.money_floor) return std::nullopt;
    const bool is_regular = past_.share_before(i) >= kRegularShare;
    auto hot = is_regular ? judge_regular(i) : calendar_.reported[i - 1] ? judge_sparse(i) : std::nullopt;
    return hot && is_usual_edge(i, is_regular) ? std::nullopt : hot;
  }

  [[nodiscard]] std::optional<Hot> judge_regular(std::size_t i) const {
    const std::vector<double> weekdays = past_.same_weekday(i, i);
    const double value = usd_[i] - past_.carried(i);
    const double dearest = weekdays.empty() ? 0.0 : *std::max_element(weekdays.begin(), weekdays.end());
    if (value <= kAboveWeekday * dearest || value - dearest < options_.money_floor / 2) return std::nullopt;
    const std::vector<double> peers = past_.same_type(i, calendar_.is_weekend(i));
    if (peers.size() < kLeastPeers) return std::nullopt;  // a weekend run of a weekday job has no past to compare with
    Normal normal = normal_of(peers, kScaleFloor);
    // A Monday that is always dear is compared with Mondays.
    if (weekdays.size() >= 2) normal.centre = std::max(normal.centre, median(weekdays));
    if (value <= normal.centre * (1 + options_.relative_floor)) return std::nullopt;
    if (value - normal.centre < options_.money_floor) return std::nullopt;
    if (weekdays.size() < kSureWeekdays && value <= kSureRatio * normal.centre) return std::nullopt;
    normal.scale = past_.scale_of_days(i, peers);
    if (normal.score(value) <= kWarm * options_.scales) return std::nullopt;
    return Hot{normal, value, "far above days of the same type in the last five weeks"};
  }

  [[nodiscard]] std::optional<Hot> judge_sparse(std::size_t i) const {
    std::vector<double> past;
    double dearest = 0;
    for (std::size_t j = past_.begin(); j < i; ++j) {
      if (!past_.counts(j)) continue;
      past.push_back(usd_[j]);
      dearest = std::max(dearest, usd_[j]);
    }
    if (past.size() < kLeastSparsePeers) return std::nullopt;
    const bool is_known = past.size() >= kKnownRuns;
    const Normal normal = normal_of(past, is_known ? kKnownScaleFloor : kSparseScaleFloor);
    const double value = usd_[i];
    if (value <= (is_known ? kAboveKnownMax : kAboveSparseMax) * dearest ||
        value - normal.centre < 2 * options_.money_floor)
      return std::nullopt;
    if (normal.score(value) <= options_.scales) return std::nullopt;
    return Hot{normal, value, "well above everything it cost on its own active days"};
  }

  /// A day is told by itself when it stands far off, and several in a row when together they do.
  void weigh(std::size_t i, const std::optional<Hot>& hot) {
    if (!hot) return;
    if (!spans_.empty() && spans_.back().kind == EventKind::Spike && i - spans_.back().last <= 1) {
      take_day(i, *hot);
      return;
    }
    if (!warm_.empty() && i - warm_.back().first > 1) warm_.clear();
    warm_.emplace_back(i, *hot);
    double sum = 0;
    for (const auto& day : warm_) sum += day.second.score();
    const double together = sum / std::sqrt(static_cast<double>(warm_.size()));
    if (hot->score() <= options_.scales && (warm_.size() < 2 || together <= kInARow * options_.scales)) return;
    for (const auto& [day, its] : warm_) take_day(day, its);
    warm_.clear();
  }

  void take_day(std::size_t i, const Hot& hot) {
    const double high = hot.normal.high(options_.scales);
    const bool joins =
        !spans_.empty() && i - spans_.back().last <= kMaxGap + 1 && spans_.back().kind == EventKind::Spike;
    if (!joins) spans_.push_back({.first = i, .last = i, .history = hot.normal.peers, .rule = hot.rule});
    HotSpan& span = spans_.back();
    span.last = i;
    span.actual += usd_[i];
    span.expected += hot.normal.centre + usd_[i] - hot.value;
    span.high += high + usd_[i] - hot.value;
    span.score = std::max(span.score, hot.score());
    past_.set_apart(i, true);
  }

  /// The `many` reported days of work up to `i`, oldest first; fewer when they do not lie close together.
  [[nodiscard]] std::vector<std::size_t> window_before(std::size_t i, std::size_t many) const {
    std::vector<std::size_t> days;
    for (std::size_t j = i + 1; j-- > past_.begin() && days.size() < many && i - j < 2 * many;) {
      if (calendar_.reported[j] && !past_.is_rest(j)) days.push_back(j);
    }
    std::reverse(days.begin(), days.end());
    return days;
  }

  /// Few days far above make a level, and so do more days that stand less far above.
  [[nodiscard]] std::optional<HotSpan> find_level(std::size_t i) const {
    if (usd_[i] < options_.money_floor) return std::nullopt;
    if (auto level = find_level(i, kShiftDays)) return level;
    auto level = find_level(i, kLongShiftDays);
    if (level) level->rule = "most of ten days above the same weekdays of the four weeks before";
    return level;
  }

  [[nodiscard]] std::optional<HotSpan> find_level(std::size_t i, std::size_t many) const {
    const std::vector<std::size_t> days = window_before(i, many);
    if (days.size() < many || days.front() < past_.begin() + kLeastHistory) return std::nullopt;
    if (shift_ && days.front() <= shift_->last) return std::nullopt;
    const std::size_t start = days.front();
    double sum = 0;
    double excess = 0;
    std::vector<double> ratios;
    for (const std::size_t day : days) {
      const auto ratio = past_.log_ratio(day, start);
      if (!ratio || (*ratio <= 0 && (ratios.empty() || many == kShiftDays))) return std::nullopt;
      ratios.push_back(*ratio);
      sum += *ratio;
      excess += usd_[day] - usd_[day] / std::exp(*ratio);
    }
    const auto count = static_cast<double>(many);
    const double mean = sum / count;
    if (excess / count < options_.money_floor || !takes_part(ratios, mean)) return std::nullopt;
    const double noise = noise_of_level(start);
    if (mean <= std::max(kShiftLog, kShiftScales * std::sqrt(static_cast<double>(kShiftDays) / count) * noise))
      return std::nullopt;
    return follow_level(start, mean, noise);
  }

  /// Every day of a short window is part of its level; of a long one the first, and most of them.
  [[nodiscard]] static bool takes_part(const std::vector<double>& ratios, double mean) {
    const auto below = static_cast<std::size_t>(std::count_if(
        ratios.begin(), ratios.end(), [&](double ratio) { return ratio <= 0 || ratio < kEachOfLevel * mean; }));
    return ratios.front() >= kEachOfLevel * mean &&
           static_cast<double>(below) <= kMayStandAside * static_cast<double>(ratios.size() - kShiftDays);
  }

  [[nodiscard]] double noise_of_level(std::size_t start) const {
    const std::vector<double> peers = past_.same_type(start, calendar_.is_weekend(start));
    return peers.empty() ? past_.noise_before(start) : past_.scale_of_days(start, peers);
  }

  /// From the first day of a level to the last that still belongs to it.
  [[nodiscard]] HotSpan follow_level(std::size_t start, double mean, double noise) const {
    HotSpan span{.first = start,
                 .last = start,
                 .kind = EventKind::LevelShift,
                 .score = mean / noise,
                 .history = std::min(start - past_.begin(), kWindow),
                 .rule = "five days in a row above the same weekdays of the four weeks before"};
    std::vector<double> ratios;
    std::size_t quiet = 0;
    for (std::size_t j = start; j < usd_.size() && j < start + kNewNormal && quiet < 2; ++j) {
      const auto ratio = calendar_.reported[j] ? past_.base_ratio(j, start) : std::nullopt;
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
      const auto ratio = calendar_.reported[j] ? past_.base_ratio(j, start) : std::nullopt;
      if (!ratio) continue;
      span.actual += usd_[j];
      span.expected += usd_[j] / std::exp(*ratio);
      span.high += usd_[j] / std::exp(*ratio) * std::exp(options_.scales * noise);
    }
    if (is_climbing(ratios)) span.kind = EventKind::Ramp;
    return span;
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
    const double noise = past_.noise_before(start);
    std::size_t first = start;
    for (std::size_t j = start; j-- > past_.begin() + 7 && start - j <= kShiftDays;) {
      if (!calendar_.reported[j]) continue;
      const auto ratio = past_.log_ratio(j, j);
      if (!ratio || *ratio < std::max(kFirstSign, noise)) break;
      first = j;
    }
    return first;
  }

  /// Whether a level that has been seen is one, or climbs; and since when.
  void tell_shape(HotSpan& level) const {
    const std::size_t earliest =
        std::max(past_.begin() + kLeastHistory, level.first > kNewNormal ? level.first - kNewNormal : 0);
    level.first = std::min(level.first, first_sign(level.first));
    if (earliest >= level.first) return;
    const auto climb = fit_climb(calendar_, usd_,
                                 {.counts = past_.seen_days(earliest),
                                  .earliest = earliest,
                                  .latest = level.first,
                                  .end = std::min(level.last + 1, level.first + 2 * kLongShiftDays)});
    if (!climb) return;
    level.kind = climb->is_step ? EventKind::LevelShift : EventKind::Ramp;
    if (!climb->is_step) level.first = climb->first;
  }

  /// What climbs so slowly that the four weeks before any day of it climb with it.
  [[nodiscard]] std::optional<HotSpan> find_slow_climb() const {
    const std::size_t end = usd_.size();
    if (end < past_.begin() + kNewNormal + kLeastHistory || shift_ || past_.share_before(end) < kRegularShare)
      return std::nullopt;
    if (!past_.has_risen(options_.relative_floor / 2)) return std::nullopt;
    const auto climb = fit_climb(calendar_, usd_,
                                 {.counts = past_.seen_days(end),
                                  .earliest = past_.begin() + kNewNormal,
                                  .latest = end - kLeastHistory,
                                  .end = end});
    if (!climb || std::min(climb->recent, climb->rise) < std::log(1 + options_.relative_floor)) return std::nullopt;
    const auto length = static_cast<double>(end - climb->first);
    if (climb->rise < kSureClimb * climb->doubt || climb->drift > kFlat * climb->rise / length) return std::nullopt;
    HotSpan span{.first = climb->first,
                 .last = end - 1,
                 .kind = climb->is_step ? EventKind::LevelShift : EventKind::Ramp,
                 .score = climb->rise / std::max(climb->doubt, 0.01),
                 .history = std::min(climb->first - past_.begin(), kClimbPast),
                 .rule = climb->is_step ? "flat for weeks, and on a higher level since"
                                        : "flat for weeks, and climbing steadily since",
                 .is_slow = true};
    double recent = 0;
    for (std::size_t i = climb->first; i < end; ++i) {
      if (!calendar_.reported[i] || past_.is_apart(i)) continue;
      const double expected = climb->expected[i - climb->first];
      span.actual += usd_[i];
      span.expected += expected;
      if (i + 7 >= end) recent += usd_[i] - expected;
    }
    span.high = span.expected * (1 + options_.relative_floor);
    return recent / 7 < options_.money_floor ? std::nullopt : std::optional(span);
  }

  void take_level(HotSpan level) {
    const std::size_t seen = level.first;
    tell_shape(level);
    for (std::size_t j = level.first; j < seen; ++j) {
      level.actual += usd_[j];
      level.expected += usd_[j] / std::exp(past_.log_ratio(j, j).value_or(0.0));
    }
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
    for (std::size_t j = level.first; j <= level.last; ++j) past_.set_apart(j, true);
    if (level.last + 1 >= level.first + kNewNormal) {
      // It has lasted: from here on the level itself is the past.
      for (std::size_t j = level.first; j <= level.last; ++j) past_.set_apart(j, false);
      past_.begin_at(level.first);
    }
    shift_ = level;
    spans_.push_back(std::move(level));
  }

  const Calendar& calendar_;
  std::span<const double> usd_;
  const SpikeOptions& options_;
  SeriesPast past_;
  std::optional<HotSpan> shift_;
  std::vector<std::pair<std::size_t, Hot>> warm_;  ///< the last days in a row that stood off, and are no event yet
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
