#pragma once
// Finds values that stand apart from a number column's natural tail, from its binned counts. Pure.

#include <cstdint>
#include <vector>

namespace lakecode::profile {

/// Rows in bin `bin` of a Number question (questions.h: kBinsPerUnit).
struct Bin {
  int bin = 0;
  std::int64_t rows = 0;
};

/// Where the quartiles and 5 % quantiles lie, as (x - median) / spread.
struct Body {
  double u05 = 0.0;
  double u25 = 0.0;
  double u75 = 0.0;
  double u95 = 0.0;
};

struct Outliers {
  std::int64_t high = 0;  ///< rows
  std::int64_t low = 0;
  double high_from = 0.0;  ///< in units of u; meaningful when `high` > 0
  double low_to = 0.0;
};

/// Outliers on both sides; none where the tail is merely long. `bins` in any order.
Outliers find_outliers(std::vector<Bin> bins, const Body& body);

}  // namespace lakecode::profile
