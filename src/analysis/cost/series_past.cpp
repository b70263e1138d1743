#include "analysis/cost/series_past.h"

#include <algorithm>
#include <cmath>

#include "analysis/cost/robust.h"
#include "analysis/cost/series_watch.h"

namespace lakecode::cost {
namespace {

constexpr std::size_t kWeeks = 4;  // weeks of the same weekday
constexpr double kFewPeers = 1.5;  // a scale from few days is often too small: widen it by this over their number
constexpr double kOwnShare = 0.8;  // of the scale of its own type, where days of the other type are more

}  // namespace

SeriesPast::SeriesPast(const Calendar& calendar, std::span<const double> usd)
    : calendar_(calendar), usd_(usd), begin_(first_active(usd)), apart_(usd.size(), false) {}

std::vector<double> logs_of(const std::vector<double>& values) {
  std::vector<double> logs;
  logs.reserve(values.size());
  for (const double value : values) logs.push_back(std::log(value));
  return logs;
}

bool SeriesPast::counts(std::size_t i) const {
  return calendar_.reported[i] && !apart_[i] && usd_[i] > 0;
}

std::vector<double> SeriesPast::same_type(std::size_t i, bool weekend) const {
  std::vector<double> values;
  const std::size_t from = std::max(begin_, i > kWindow ? i - kWindow : 0);
  for (std::size_t j = i; j-- > from;) {
    if (counts(j) && calendar_.is_weekend(j) == weekend) values.push_back(usd_[j]);
  }
  return values;
}

std::vector<double> SeriesPast::same_weekday(std::size_t i, std::size_t limit) const {
  std::vector<double> values;
  std::size_t j = i;
  while (values.size() < kWeeks && j >= 7 && j - 7 >= begin_) {
    j -= 7;
    if (j < limit && calendar_.reported[j] && !apart_[j]) values.push_back(usd_[j]);
  }
  return values;
}

double SeriesPast::share_before(std::size_t i) const {
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

double SeriesPast::carried(std::size_t i) const {
  double usd = 0;
  for (std::size_t j = i; j-- > begin_ && !calendar_.reported[j];) usd += median(same_weekday(j, i));
  return usd;
}

double SeriesPast::scale_of_days(std::size_t i, const std::vector<double>& peers) const {
  std::vector<double> logs = logs_of(peers);
  const double own = std::max(mad_scale(logs, median(logs)), pair_scale(logs));
  std::vector<double> others = logs_of(same_type(i, !calendar_.is_weekend(i)));
  double scale = std::max(own, kScaleFloor);
  double many = static_cast<double>(logs.size());
  if (others.size() > logs.size()) {
    const double centre = median(logs);
    const double other_centre = median(others);
    for (double& value : logs) value -= centre;
    for (const double value : others) logs.push_back(value - other_centre);
    scale = std::max({kOwnShare * own, pair_scale(logs), kScaleFloor});
    many = static_cast<double>(logs.size());
  }
  return std::max(scale, noise_before(i)) * (1 + kFewPeers / many);
}

bool SeriesPast::is_rest(std::size_t i) const {
  return usd_[i] <= 0 && median(same_weekday(i, i)) <= 0;
}

std::optional<double> SeriesPast::log_ratio(std::size_t i, std::size_t limit) const {
  std::vector<double> past = same_weekday(i, limit);
  if (past.size() < 2 || usd_[i] <= 0) return std::nullopt;
  // Holidays make two of four weeks cheap: the middle is taken from above.
  const auto middle = past.begin() + static_cast<std::ptrdiff_t>(past.size() / 2);
  std::nth_element(past.begin(), middle, past.end());
  const double base = past.size() > 2 ? *middle : median(past);
  if (base <= 0) return std::nullopt;
  return std::log(usd_[i] / base);
}

double SeriesPast::noise_before(std::size_t limit) const {
  std::vector<double> ratios;
  const std::size_t from = std::max(begin_ + 7, limit > kWindow ? limit - kWindow : 0);
  for (std::size_t j = from; j < limit; ++j) {
    if (!counts(j)) continue;
    if (const auto ratio = log_ratio(j, j)) ratios.push_back(*ratio);
  }
  if (ratios.empty()) return kScaleFloor;
  return std::max({kScaleFloor, mad_scale(ratios, median(ratios)), pair_scale(ratios)});
}

std::optional<double> SeriesPast::base_ratio(std::size_t j, std::size_t start) const {
  std::size_t at = j;
  while (at >= start) at -= 7;
  std::vector<double> past = same_weekday(at + 7, start);
  const double base = past.empty() ? 0.0 : median(std::move(past));
  if (base <= 0 || usd_[j] <= 0) return std::nullopt;
  return std::log(usd_[j] / base);
}

std::vector<bool> SeriesPast::seen_days(std::size_t from) const {
  std::vector<bool> days(usd_.size());
  for (std::size_t i = begin_; i < usd_.size(); ++i) {
    days[i] = calendar_.reported[i] && usd_[i] > 0 && (i >= from || !apart_[i]);
  }
  return days;
}

bool SeriesPast::has_risen(double by) const {
  std::vector<double> ratios;
  for (std::size_t i = usd_.size() - 7; i < usd_.size(); ++i) {
    std::vector<double> before;
    const std::size_t first = begin_ + (i - begin_) % 7;
    for (std::size_t j = first; j < first + kNewNormal; j += 7) {
      if (counts(j)) before.push_back(usd_[j]);
    }
    if (!before.empty() && counts(i)) ratios.push_back(usd_[i] / median(before));
  }
  return median(ratios) > 1 + by;
}

}  // namespace lakecode::cost
