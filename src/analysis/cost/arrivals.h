#pragma once
// Keys that did not exist in the first two weeks: new spenders, or the same work under another key. Work that moved is
// judged as one series with what it left, so that a move is no news and a move that made it dearer is. Pure.

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "analysis/cost/judging.h"

namespace lakecode::cost {

/// The first day of a series that was nothing for two weeks and soon costs more than the floor on several days.
std::optional<std::size_t> first_day_of_arrival(const std::vector<double>& usd, const SpikeOptions& options);

/// A new spender from its first day on, for four weeks.
CostEvent arrival_event(const SeriesSet& set, const CostKey& key, const std::vector<double>& usd,
                        const SpikeOptions& options);

/// What a newcomer costs since `start` is what `others` cost less since.
bool pays_for(const SeriesSet& set, const std::vector<double>& others, const std::vector<double>& newcomer,
              std::size_t start);

/// Tells of them, and returns the leaves that took over the work of others: they need not be judged by themselves.
std::set<std::size_t> watch_arrivals(Judging& judging);

/// Identities whose many new keys are small each and dear together. After all leaves have been judged.
void watch_new_identities(Judging& judging);

}  // namespace lakecode::cost
