#include "analysis/cost/judging.h"

#include <algorithm>
#include <functional>

namespace lakecode::cost {
namespace {

constexpr double kExplains = 0.8;        // of the excess
constexpr std::size_t kDriverPast = 28;  // days before an event that a leaf is compared with

}  // namespace

CostEvent event_of(const SeriesSet& set, const CostKey& key, const HotSpan& span) {
  CostEvent event;
  event.key = key;
  event.kind = span.kind;
  event.start = set.calendar.day(span.first);
  event.end = set.calendar.day(span.last);
  event.actual_usd = span.actual;
  event.expected_usd = span.expected;
  event.expected_high = span.high;
  event.score = span.score;
  event.rule = span.rule;
  event.history_days = span.history;
  return event;
}

double mean_between(const SeriesSet& set, const std::vector<double>& usd, std::size_t from, std::size_t to) {
  double sum = 0;
  std::size_t days = 0;
  for (std::size_t i = from; i < std::min(to, usd.size()); ++i) {
    if (!set.calendar.reported[i]) continue;
    sum += usd[i];
    ++days;
  }
  return days == 0 ? 0.0 : sum / static_cast<double>(days);
}

std::vector<double> sum_of(const SeriesSet& set, const std::vector<std::size_t>& leaves) {
  std::vector<double> sum(set.calendar.size(), 0.0);
  for (const std::size_t leaf : leaves) {
    std::transform(sum.begin(), sum.end(), set.leaves[leaf].usd.begin(), sum.begin(), std::plus<>());
  }
  return sum;
}

std::optional<std::size_t> find_driver(const SeriesSet& set, const std::vector<std::size_t>& leaves,
                                       const HotSpan& span) {
  const std::size_t from = span.first > kDriverPast ? span.first - kDriverPast : 0;
  const auto days = static_cast<double>(span.last - span.first + 1);
  for (const std::size_t leaf : leaves) {
    const std::vector<double>& usd = set.leaves[leaf].usd;
    const double over =
        (mean_between(set, usd, span.first, span.last + 1) - mean_between(set, usd, from, span.first)) * days;
    if (over >= kExplains * (span.actual - span.expected)) return leaf;
  }
  return std::nullopt;
}

CostKey shared_key(const SeriesSet& set, const std::vector<std::size_t>& leaves) {
  CostKey key = set.leaves[leaves.front()].key;
  for (const std::size_t leaf : leaves) {
    const CostKey& other = set.leaves[leaf].key;
    if (other.sku_name != key.sku_name) key.sku_name.clear();
    if (other.run_as != key.run_as) key.run_as.clear();
    if (other.job_id != key.job_id) key.job_id.clear();
  }
  return key;
}

}  // namespace lakecode::cost
