#pragma once
// From measurements to judgement: which of the 21 kinds of anomaly a table shows, worst first. Pure and deterministic.

#include <vector>

#include "analysis/profile/anomaly.h"
#include "analysis/profile/column_profile.h"
#include "analysis/profile/scan_plan.h"

namespace lakecode::profile {

struct Judgement {
  std::vector<Anomaly> anomalies;  ///< worst first, then in the order of the columns
  Verdict verdict = Verdict::Pass;
};

/// `answers` may be empty (scan 2 failed or was not needed): rules that need them stay silent.
Judgement evaluate(const TableFacts& facts, const std::vector<ColumnProfile>& profiles,
                   const std::vector<Answer>& answers, const Sampling& sampling, WallTime as_of);

}  // namespace lakecode::profile
