#include "analysis/profile/tail.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <random>

namespace lakecode::profile {
namespace {

struct Binned {
  std::vector<Bin> bins;
  Body body;
};

Binned bin_up(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double q) {
    return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
  };
  const double centre = at(0.5);
  const double spread = at(0.75) - at(0.25);
  const auto u = [&](double x) { return (x - centre) / spread; };
  std::map<int, std::int64_t> counts;
  for (double x : values)
    ++counts[static_cast<int>(std::floor(20.0 * std::copysign(std::log1p(std::abs(u(x))), u(x))))];
  Binned out;
  for (const auto& [bin, rows] : counts) out.bins.push_back({bin, rows});
  out.body = {u(at(0.05)), u(at(0.25)), u(at(0.75)), u(at(0.95))};
  return out;
}

using Draw = std::function<double(std::mt19937_64&)>;

std::vector<double> draw(const Draw& one, std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(one(random));
  return values;
}

double uniform(std::mt19937_64& random) {
  return (static_cast<double>(random() >> 11U) + 0.5) / 9007199254740992.0;
}
double normal(std::mt19937_64& random) {
  return std::sqrt(-2.0 * std::log(uniform(random))) * std::cos(6.283185307 * uniform(random));
}

/// How many of 200 columns of 1,000 rows are blamed.
int blamed(const Draw& one) {
  int count = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Binned binned = bin_up(draw(one, 1000, seed));
    const Outliers found = find_outliers(binned.bins, binned.body);
    count += found.high + found.low > 0 ? 1 : 0;
  }
  return count;
}

TEST(Tail, NaturalTailsAreNotBlamed) {
  EXPECT_LE(blamed(normal), 1);
  EXPECT_LE(blamed(uniform), 1);
  EXPECT_LE(blamed([](auto& r) { return -std::log(uniform(r)); }), 2);
  EXPECT_LE(blamed([](auto& r) { return std::exp(0.5 * normal(r)); }), 2);
  EXPECT_LE(blamed([](auto& r) { return std::exp(1.5 * normal(r)); }), 2);
  EXPECT_LE(blamed([](auto& r) { return std::pow(uniform(r), -1.0 / 1.2); }), 4);
  EXPECT_LE(blamed([](auto& r) { return std::floor(1.0 + 5.0 * uniform(r)); }), 1);
}

TEST(Tail, SlippedUnitsAreCountedExactly) {
  std::vector<double> values = draw([](auto& r) { return 100.0 + 15.0 * normal(r); }, 2000, 5);
  for (std::size_t i = 0; i < 11; ++i) values[i * 7] *= 100.0;
  const Binned binned = bin_up(values);
  EXPECT_EQ(find_outliers(binned.bins, binned.body).high, 11);
}

TEST(Tail, OneWildValueInAQuietColumnIsFound) {
  std::vector<double> values = draw([](auto& r) { return 37.0 + 0.4 * normal(r); }, 500, 9);
  values[3] = -40.0;
  const Binned binned = bin_up(values);
  const Outliers found = find_outliers(binned.bins, binned.body);
  EXPECT_EQ(found.low, 1);
  EXPECT_EQ(found.high, 0);
}

TEST(Tail, ASecondPopulationIsNoOutlier) {
  std::vector<double> values = draw([](auto& r) { return 10.0 + normal(r); }, 1000, 3);
  for (std::size_t i = 0; i < 100; ++i) values[i] = 900.0 + values[i];
  const Binned binned = bin_up(values);
  EXPECT_EQ(find_outliers(binned.bins, binned.body).high, 0);
}

TEST(Tail, EmptyAndFlatColumnsAreSilent) {
  EXPECT_EQ(find_outliers({}, {}).high, 0);
  EXPECT_EQ(find_outliers({{0, 100}, {90, 1}}, {0.0, 0.0, 0.0, 0.0}).high, 0);
}

}  // namespace
}  // namespace lakecode::profile
