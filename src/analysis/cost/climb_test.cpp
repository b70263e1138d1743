#include "analysis/cost/climb.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace lakecode::cost {
namespace {

using std::chrono::days;

constexpr std::size_t kDays = 90;

Calendar calendar_of_days() {
  return {Day(days(20'454)), std::vector<bool>(kDays, true)};
}

/// A job of 100 USD with noise of some per cent that repeats every eleven days, times `change`.
std::vector<double> series(const std::function<double(double)>& change) {
  constexpr double kNoise[] = {0.02, -0.03, 0.01, 0.04, -0.02, 0, -0.04, 0.03, -0.01, 0.02, -0.02};
  std::vector<double> usd(kDays);
  for (std::size_t day = 0; day < kDays; ++day) {
    usd[day] = 100 * std::exp(kNoise[day % 11]) * change(static_cast<double>(day));
  }
  return usd;
}

std::optional<Climb> fit(const std::vector<double>& usd) {
  const Calendar calendar = calendar_of_days();
  return fit_climb(calendar, usd,
                   {.counts = std::vector<bool>(kDays, true), .earliest = 28, .latest = kDays - 14, .end = kDays});
}

TEST(Climb, ALeakIsDatedAtItsBeginning) {
  const auto climb = fit(series([](double day) { return std::pow(1.012, std::max(0.0, day - 49)); }));
  ASSERT_TRUE(climb);
  EXPECT_FALSE(climb->is_step);
  EXPECT_NEAR(static_cast<double>(climb->first), 50, 4);
  EXPECT_NEAR(climb->slope, std::log(1.012), 0.001);
  EXPECT_LT(climb->drift, climb->slope / 4) << "it was flat before";
  EXPECT_GT(climb->rise, 6 * climb->doubt);
  ASSERT_EQ(climb->expected.size(), kDays - climb->first);
  EXPECT_NEAR(climb->expected.back(), 100, 5);
}

TEST(Climb, WhatAlwaysGrewHasADrift) {
  const auto climb = fit(series([](double day) { return std::pow(1.006, day); }));
  ASSERT_TRUE(climb);
  EXPECT_GT(climb->drift, std::log(1.006) / 2);
}

TEST(Climb, ALevelIsAStepAndNoClimb) {
  const auto climb = fit(series([](double day) { return day < 60 ? 1.0 : 1.5; }));
  ASSERT_TRUE(climb);
  EXPECT_TRUE(climb->is_step);
  EXPECT_EQ(climb->first, 60U);
  EXPECT_NEAR(climb->rise, std::log(1.5), 0.03);
}

TEST(Climb, AShortPastSaysNothing) {
  const Calendar calendar = calendar_of_days();
  const std::vector<double> usd = series([](double) { return 1.0; });
  EXPECT_FALSE(
      fit_climb(calendar, usd, {.counts = std::vector<bool>(kDays, true), .earliest = 5, .latest = 13, .end = kDays}));
  EXPECT_FALSE(fit_climb(calendar, usd,
                         {.counts = std::vector<bool>(kDays, false), .earliest = 28, .latest = 60, .end = kDays}));
}

}  // namespace
}  // namespace lakecode::cost
