#include "analysis/cost/robust.h"

#include <algorithm>
#include <cmath>

namespace lakecode::cost {

double median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2.0;
}

double mad_scale(const std::vector<double>& values, double centre) {
  constexpr double kNormal = 1.4826;
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::abs(value - centre));
  return kNormal * median(std::move(distances));
}

double pair_scale(const std::vector<double>& values) {
  constexpr double kNormal = 2.2219;
  const std::size_t n = values.size();
  if (n < 5) return 0.0;
  std::vector<double> distances;
  distances.reserve(n * (n - 1) / 2);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) distances.push_back(std::abs(values[i] - values[j]));
  }
  const std::size_t half = n / 2 + 1;
  const auto quarter = distances.begin() + static_cast<std::ptrdiff_t>(half * (half - 1) / 2 - 1);
  std::nth_element(distances.begin(), quarter, distances.end());
  // Few values lie closer together than their source (the authors' correction for small n).
  const double small = n % 2 == 1 ? static_cast<double>(n) / (static_cast<double>(n) + 1.4)
                                  : static_cast<double>(n) / (static_cast<double>(n) + 3.8);
  return kNormal * small * *quarter;
}

}  // namespace lakecode::cost
