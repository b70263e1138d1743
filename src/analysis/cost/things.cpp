#include "analysis/cost/things.h"

#include <algorithm>
#include <functional>

#include "analysis/cost/arrivals.h"

namespace lakecode::cost {
namespace {

using Values = std::vector<double>;

void add_to(Values& sum, const Values& usd) {
  std::transform(sum.begin(), sum.end(), usd.begin(), sum.begin(), std::plus<>());
}

std::vector<std::size_t> leaves_of(const Resource& resource) {
  std::vector<std::size_t> leaves;
  for (const auto& part : resource.parts) leaves.push_back(part.first);
  return leaves;
}

/// Something of one of the leaves was told of these days, or of days beside them.
bool is_told(const Judging& judging, const std::vector<std::size_t>& leaves, const CostEvent& told) {
  constexpr std::chrono::days kBeside{2};
  return std::any_of(judging.events.begin(), judging.events.end(), [&](const CostEvent& event) {
    if (event.start > told.end + kBeside || event.end + kBeside < told.start) return false;
    return std::any_of(leaves.begin(), leaves.end(),
                       [&](std::size_t leaf) { return judging.set.leaves[leaf].key == event.key; });
  });
}

void name_by(CostEvent& event, const Resource& resource) {
  event.resource_dimension = resource.dimension;
  event.resource = resource.key;
}

Values sum_of_thing(const SeriesSet& set, const Resource& resource) {
  Values sum(set.calendar.size(), 0.0);
  for (const auto& part : resource.parts) add_to(sum, part.second);
  return sum;
}

/// Its payers pay as much less for something else: all told, or for another thing of its sort.
bool replaces(const SeriesSet& set, const Resource& resource, const Values& sum, std::size_t start) {
  Values rest = sum_of(set, leaves_of(resource));
  std::transform(rest.begin(), rest.end(), sum.begin(), rest.begin(), std::minus<>());
  if (pays_for(set, rest, sum, start)) return true;
  return std::any_of(set.resources.begin(), set.resources.end(), [&](const Resource& other) {
    const bool is_sibling = other.dimension == resource.dimension && other.key != resource.key &&
                            std::any_of(other.parts.begin(), other.parts.end(),
                                        [&](const auto& part) { return resource.parts.count(part.first) != 0; });
    return is_sibling && pays_for(set, sum_of_thing(set, other), sum, start);
  });
}

/// A warehouse, pipeline, … that nobody had before.
void tell_new_thing(Judging& judging, const Resource& resource) {
  const SeriesSet& set = judging.set;
  const std::vector<std::size_t> leaves = leaves_of(resource);
  const Values sum = sum_of_thing(set, resource);
  const auto start = first_day_of_arrival(sum, judging.options);
  if (!start || replaces(set, resource, sum, *start)) return;
  CostEvent event = arrival_event(set, shared_key(set, leaves), sum, judging.options);
  if (is_told(judging, leaves, event)) return;
  name_by(event, resource);
  judging.events.push_back(std::move(event));
  judging.told.insert(leaves.begin(), leaves.end());
}

/// Each part may stay below the floor while the whole does not.
void judge_shared(Judging& judging, const Resource& resource, const SpikeOptions& strict) {
  const SeriesSet& set = judging.set;
  Values sum(set.calendar.size(), 0.0);
  std::vector<std::size_t> leaves;
  for (const auto& [leaf, usd] : resource.parts) {
    if (judging.told.count(leaf) != 0 || active_share(set.calendar, usd) < kSumShare) continue;
    add_to(sum, usd);
    leaves.push_back(leaf);
  }
  if (leaves.size() < 2) return;
  const auto spans = find_hot_spans(set.calendar, sum, strict);
  for (const HotSpan& span : spans) {
    const auto driver = find_driver(set, leaves, span);
    CostEvent event = event_of(set, driver ? set.leaves[*driver].key : shared_key(set, leaves), span);
    name_by(event, resource);
    judging.events.push_back(std::move(event));
  }
  if (!spans.empty()) judging.told.insert(leaves.begin(), leaves.end());
}

/// One of many that a key pays for: the others hide it.
void judge_one_of_many(Judging& judging, const Resource& resource, const SpikeOptions& strict) {
  const SeriesSet& set = judging.set;
  const auto& [leaf, usd] = *resource.parts.begin();
  if (active_share(set.calendar, usd) < kSumShare) return;
  for (const HotSpan& span : find_hot_spans(set.calendar, usd, strict)) {
    CostEvent event = event_of(set, set.leaves[leaf].key, span);
    if (span.is_slow || is_told(judging, {leaf}, event)) continue;
    name_by(event, resource);
    judging.events.push_back(std::move(event));
    judging.told.insert(leaf);
  }
}

}  // namespace

void watch_things(Judging& judging) {
  SpikeOptions strict = judging.options;
  strict.scales *= kGroupScales;
  for (const Resource& resource : judging.set.resources) {
    if (resource.parts.size() > 1) {
      judge_shared(judging, resource, strict);
    } else {
      judge_one_of_many(judging, resource, strict);
    }
    tell_new_thing(judging, resource);
  }
}

}  // namespace lakecode::cost
