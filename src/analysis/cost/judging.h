#pragma once
// What the judges of an account share: its series, what they have told so far, and sums of leaves. Pure.

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "analysis/cost/cost_event.h"
#include "analysis/cost/daily_series.h"
#include "analysis/cost/series_watch.h"

namespace lakecode::cost {

struct Judging {
  const SeriesSet& set;
  const SpikeOptions& options;
  std::set<std::size_t> told{};  ///< leaves that have an event, or are too new for sums
  std::vector<CostEvent> events{};
};

inline constexpr double kSumShare = 0.55;     ///< of days: what costs on fewer is no part of sums
inline constexpr double kGroupScales = 1.25;  ///< sums are judged more strictly: there are many of them

CostEvent event_of(const SeriesSet& set, const CostKey& key, const HotSpan& span);

/// The mean of the reported days in [from, to); 0 without any.
double mean_between(const SeriesSet& set, const std::vector<double>& usd, std::size_t from, std::size_t to);

std::vector<double> sum_of(const SeriesSet& set, const std::vector<std::size_t>& leaves);

/// What all of the leaves share.
CostKey shared_key(const SeriesSet& set, const std::vector<std::size_t>& leaves);

/// The leaf that alone explains most of what a sum of leaves costs too much; nullopt when none does.
std::optional<std::size_t> find_driver(const SeriesSet& set, const std::vector<std::size_t>& leaves,
                                       const HotSpan& span);

}  // namespace lakecode::cost
