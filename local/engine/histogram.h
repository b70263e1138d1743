#pragma once
// histogram_numeric: at most n bins (centre, count) by merging the nearest two (Ben-Haim and Tom-Tov), over a list.

#include <duckdb.h>

#include <span>
#include <vector>

namespace lakecode::local {

struct HistogramBin {
  double x = 0;  ///< centre
  double y = 0;  ///< values in it
};

/// Bins of `values` in rising order, at most `most`; not-a-number is left out. `most` below 2 counts as 2.
std::vector<HistogramBin> histogram(std::span<const double> values, std::size_t most);

/// lc_histogram(DOUBLE[], INTEGER) -> STRUCT(x DOUBLE, y DOUBLE)[]. The caller destroys it.
duckdb_scalar_function make_histogram_function();

}  // namespace lakecode::local
