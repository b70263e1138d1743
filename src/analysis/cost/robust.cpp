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

}  // namespace lakecode::cost
