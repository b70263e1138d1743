#include "analysis/cost/climb.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "analysis/cost/robust.h"

namespace lakecode::cost {
namespace {

constexpr std::size_t kLeastPast = 14;  // days before it
constexpr std::size_t kLeastClimb = 5;  // days of it
constexpr double kClearly =
    0.95;                         // of a level's error: a climb can begin long before it is seen, so it must fit better
constexpr double kOutlier = 3.0;  // scales: one odd day moves no beginning

/// The straight line through a point of a set of days.
struct Line {
  double squares = 0;   // of the days' numbers
  double products = 0;  // of number and value
  [[nodiscard]] double slope() const { return squares > 0 ? products / squares : 0.0; }
};

class Fit {
 public:
  Fit(const Calendar& calendar, std::span<const double> usd, const ClimbSearch& search)
      : calendar_(calendar), usd_(usd), search_(search) {}

  std::optional<Climb> best() const {
    const std::size_t from = past_of(search_.earliest);
    Best climb;
    Best step;
    for (std::size_t begin = search_.earliest; begin <= search_.latest; ++begin) {
      const auto levels = levels_before(begin);
      if (!levels) continue;
      const Shape climbing{begin, std::max(0.0, line_from(begin, *levels).slope()), 0};
      const Shape higher{begin, 0, height_from(begin, *levels)};
      climb.offer(climbing, error_of(climbing, from, *levels));
      step.offer(higher, error_of(higher, from, *levels));
    }
    if (!climb.shape) return std::nullopt;
    return climb_of(climb.error < kClearly * step.error ? *climb.shape : *step.shape);
  }

 private:
  using Levels = std::array<double, 7>;  // log, by weekday; NaN where it is unknown

  /// Level before `first`, then one of the two.
  struct Shape {
    std::size_t first = 0;
    double slope = 0;
    double height = 0;
    [[nodiscard]] double at(std::size_t i) const {
      return i < first ? 0.0 : height + slope * static_cast<double>(i - first + 1);
    }
  };

  struct Best {
    std::optional<Shape> shape;
    double error = std::numeric_limits<double>::infinity();
    void offer(const Shape& other, double its_error) {
      if (shape && its_error >= error) return;
      shape = other;
      error = its_error;
    }
  };

  [[nodiscard]] static std::size_t past_of(std::size_t begin) { return begin > kClimbPast ? begin - kClimbPast : 0; }

  [[nodiscard]] std::optional<Levels> levels_before(std::size_t begin) const {
    std::array<std::vector<double>, 7> days;
    std::size_t many = 0;
    for (std::size_t i = past_of(begin); i < begin; ++i) {
      if (!search_.counts[i]) continue;
      days[static_cast<std::size_t>(calendar_.weekday(i))].push_back(std::log(usd_[i]));
      ++many;
    }
    if (many < kLeastPast || begin + kLeastClimb > search_.end) return std::nullopt;
    Levels levels{};
    for (std::size_t day = 0; day < levels.size(); ++day) {
      levels.at(day) = days.at(day).size() < 2 ? std::numeric_limits<double>::quiet_NaN() : median(days.at(day));
    }
    return levels;
  }

  /// Log ratio to the level before; nullopt for a day that says nothing.
  [[nodiscard]] std::optional<double> ratio(std::size_t i, const Levels& levels) const {
    const double level = levels.at(static_cast<std::size_t>(calendar_.weekday(i)));
    if (!search_.counts[i] || std::isnan(level)) return std::nullopt;
    return std::log(usd_[i]) - level;
  }

  [[nodiscard]] Line line_from(std::size_t begin, const Levels& levels) const {
    Line line;
    for (std::size_t i = begin; i < search_.end; ++i) {
      const auto value = ratio(i, levels);
      if (!value) continue;
      const auto day = static_cast<double>(i - begin + 1);
      line.squares += day * day;
      line.products += day * *value;
    }
    return line;
  }

  [[nodiscard]] double height_from(std::size_t begin, const Levels& levels) const {
    std::vector<double> ratios;
    for (std::size_t i = begin; i < search_.end; ++i) {
      if (const auto value = ratio(i, levels)) ratios.push_back(*value);
    }
    return std::max(0.0, median(std::move(ratios)));
  }

  /// How far the days stand from a shape; from `from` on, so that beginnings can be compared.
  [[nodiscard]] double error_of(const Shape& shape, std::size_t from, const Levels& levels) const {
    double sum = 0;
    for (std::size_t i = from; i < search_.end; ++i) {
      if (const auto value = ratio(i, levels)) sum += std::abs(*value - shape.at(i));
    }
    return sum;
  }

  [[nodiscard]] double noise_before(std::size_t begin, const Levels& levels) const {
    std::vector<double> ratios;
    for (std::size_t i = past_of(begin); i < begin; ++i) {
      if (const auto value = ratio(i, levels)) ratios.push_back(*value);
    }
    // Medians of few days lie close to each of them.
    return pair_scale(ratios) * std::sqrt(5.0 / 4.0);
  }

  [[nodiscard]] double drift_before(std::size_t begin, const Levels& levels, double noise) const {
    Line line;
    const double middle = static_cast<double>(past_of(begin) + begin) / 2;
    for (std::size_t i = past_of(begin); i < begin; ++i) {
      const auto value = ratio(i, levels);
      if (!value || std::abs(*value) > kOutlier * std::max(noise, 0.02)) continue;
      const double day = static_cast<double>(i) - middle;
      line.squares += day * day;
      line.products += day * *value;
    }
    return line.slope();
  }

  [[nodiscard]] Climb climb_of(const Shape& shape) const {
    const std::size_t begin = shape.first;
    const Levels levels = levels_before(begin).value_or(Levels{});
    const Line line = line_from(begin, levels);
    const double noise = noise_before(begin, levels);
    const auto length = static_cast<double>(search_.end - begin);
    Climb climb;
    climb.first = begin;
    climb.slope = shape.slope;
    climb.is_step = shape.height > 0;
    climb.rise = climb.is_step ? shape.height : shape.slope * length;
    climb.drift = drift_before(begin, levels, noise);
    const double of_slope = noise * length / std::sqrt(std::max(1.0, line.squares));
    const double of_past = noise / std::sqrt(static_cast<double>(begin - past_of(begin)));
    climb.doubt = std::hypot(of_slope, of_past);
    std::vector<double> recent;
    for (std::size_t i = search_.end; i-- > begin && recent.size() < 7;) {
      if (const auto value = ratio(i, levels)) recent.push_back(*value);
    }
    climb.recent = median(recent);
    for (std::size_t i = begin; i < search_.end; ++i) {
      const double level = levels.at(static_cast<std::size_t>(calendar_.weekday(i)));
      climb.expected.push_back(std::isnan(level) ? usd_[i] : std::exp(level));
    }
    return climb;
  }

  const Calendar& calendar_;
  std::span<const double> usd_;
  const ClimbSearch& search_;
};

}  // namespace

std::optional<Climb> fit_climb(const Calendar& calendar, std::span<const double> usd, const ClimbSearch& search) {
  return Fit(calendar, usd, search).best();
}

}  // namespace lakecode::cost
