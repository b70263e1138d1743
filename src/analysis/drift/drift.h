#pragma once
// What a table was when it was last proven, and in what it differs now: schema, volume, missing values, distinctness,
// distribution, freshness. Plain values, pure judgement; a caller keeps the baselines.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/profile/column_profile.h"
#include "base/clock.h"
#include "result/finding.h"

namespace lakecode::drift {

struct ColumnBaseline {
  std::string name;
  std::string type;
  double null_ratio = 0.0;
  std::optional<std::int64_t> distinct;
  std::vector<double> quantiles;  ///< at profile::kQuantiles; empty when the column has none
};

struct Baseline {
  WallTime taken_at;
  std::int64_t rows = 0;       ///< of the table
  std::int64_t rows_read = 0;  ///< fewer when it was sampled
  std::string newest;          ///< newest value of the column that tells the rows' time; may be empty
  std::vector<ColumnBaseline> columns;
};

Baseline take_baseline(const profile::TableFacts& facts, const std::vector<profile::ColumnProfile>& profiles,
                       WallTime now);

struct Drift {
  std::string kind;  ///< "schema", "volume", "null_ratio", "distinct", "distribution", "freshness"
  std::optional<std::string> column;
  result::Severity severity = result::Severity::Low;
  std::string detail;
};

/// `history` oldest first; empty when there is none, and then nothing has drifted.
std::vector<Drift> find_drift(const std::vector<Baseline>& history, const Baseline& now);

}  // namespace lakecode::drift
