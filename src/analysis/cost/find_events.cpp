#include "analysis/cost/find_events.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include "analysis/cost/arrivals.h"
#include "analysis/cost/judging.h"
#include "analysis/cost/robust.h"
#include "analysis/cost/things.h"

namespace lakecode::cost {
namespace {

constexpr std::size_t kGrowthPast = 28;  // days before a climb
constexpr double kPriceStep = 0.03;      // a smaller change of price is no news
constexpr std::size_t kCrowd = 4;        // others that show what the business does
constexpr double kGroupFloor = 2.0;

using Values = std::vector<double>;

/// The day before the SKU's price changed again; the last day when it did not.
std::size_t last_day_at(const SeriesSet& set, const PriceChange& change) {
  std::size_t last = set.calendar.size() - 1;
  for (const PriceChange& other : set.price_changes) {
    if (other.sku_name == change.sku_name && other.day > change.day) last = std::min(last, other.day - 1);
  }
  return last;
}

/// What was paid at the new price, and what the same quantity would have cost at the old one.
CostEvent price_event(const SeriesSet& set, const PriceChange& change) {
  const std::size_t last = last_day_at(set, change);
  CostEvent event;
  event.key.sku_name = change.sku_name;
  event.kind = EventKind::LevelShift;
  event.reason = EventReason::Price;
  event.start = set.calendar.day(change.day);
  event.end = set.calendar.day(last);
  for (const Series& leaf : set.leaves) {
    if (leaf.key.sku_name != change.sku_name) continue;
    for (std::size_t i = change.day; i <= last; ++i) event.actual_usd += leaf.paid_usd[i];
  }
  event.expected_usd = event.actual_usd * change.before / change.after;
  event.expected_high = event.expected_usd;
  event.score = change.after / change.before;
  event.rule = "the list price of the SKU changed; the quantity did not";
  event.history_days = change.day;
  return event;
}

void add_price_events(const SeriesSet& set, const SpikeOptions& options, std::vector<CostEvent>& events) {
  for (const PriceChange& change : set.price_changes) {
    if (std::abs(change.after / change.before - 1) < kPriceStep) continue;
    CostEvent event = price_event(set, change);
    if (std::abs(event.excess_usd()) >= options.money_floor) events.push_back(std::move(event));
  }
}

/// A set of leaves seen as one: the key keeps only what all of them share.
struct Group {
  CostKey key;
  std::vector<std::size_t> leaves;
};

using Widen = std::function<CostKey(const CostKey&)>;

std::vector<Group> group_leaves(const SeriesSet& set, const std::set<std::size_t>& told, const Widen& widen) {
  std::map<CostKey, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < set.leaves.size(); ++i) {
    // What runs on few days makes the sum jump without any news; it has been judged by itself.
    if (told.count(i) != 0 || active_share(set.calendar, set.leaves[i].usd) < kSumShare) continue;
    groups[widen(set.leaves[i].key)].push_back(i);
  }
  std::vector<Group> list;
  for (auto& [key, leaves] : groups) {
    if (leaves.size() > 1) list.push_back({key, std::move(leaves)});
  }
  return list;
}

void watch_groups(Judging& judging) {
  const SeriesSet& set = judging.set;
  SpikeOptions strict = judging.options;
  strict.scales *= kGroupScales;
  strict.money_floor *= kGroupFloor;
  const std::vector<Widen> steps = {
      [](const CostKey& key) {
        return CostKey{key.sku_name, key.run_as, ""};
      },
      [](const CostKey& key) {
        return CostKey{"", key.run_as, ""};
      },
      [](const CostKey& key) {
        return CostKey{key.sku_name, "", ""};
      },
      [](const CostKey&) { return CostKey{}; },
  };
  for (const Widen& widen : steps) {
    for (const Group& group : group_leaves(set, judging.told, widen)) {
      const auto spans = find_hot_spans(set.calendar, sum_of(set, group.leaves), strict);
      for (const HotSpan& span : spans) {
        if (span.is_slow) continue;  // a sum grows with the business
        const auto driver = find_driver(set, group.leaves, span);
        judging.events.push_back(event_of(set, driver ? set.leaves[*driver].key : group.key, span));
      }
      if (!spans.empty()) judging.told.insert(group.leaves.begin(), group.leaves.end());
    }
  }
}

/// The others grew alike: a season or the business, and no news of this one.
bool is_common_growth(const SeriesSet& set, std::size_t leaf, const HotSpan& span, double relative_floor) {
  const std::size_t past = span.first > kGrowthPast ? span.first - kGrowthPast : 0;
  const std::size_t recent = span.last + 1 > kLeastHistory ? span.last + 1 - kLeastHistory : 0;
  const auto growth = [&](const Series& series) {
    const double before = mean_between(set, series.usd, past, span.first);
    return before > 0 ? mean_between(set, series.usd, recent, span.last + 1) / before : 0.0;
  };
  Values others;
  for (std::size_t i = 0; i < set.leaves.size(); ++i) {
    if (i == leaf || active_share(set.calendar, set.leaves[i].usd) < kSumShare) continue;
    if (const double ratio = growth(set.leaves[i]); ratio > 0) others.push_back(ratio);
  }
  return others.size() >= kCrowd && growth(set.leaves[leaf]) < (1 + relative_floor) * median(others);
}

void watch_leaves(Judging& judging, const std::set<std::size_t>& moved) {
  const SeriesSet& set = judging.set;
  for (std::size_t i = 0; i < set.leaves.size(); ++i) {
    if (moved.count(i) != 0) continue;
    for (const HotSpan& span : find_hot_spans(set.calendar, set.leaves[i].usd, judging.options)) {
      if (span.is_slow && is_common_growth(set, i, span, judging.options.relative_floor)) continue;
      judging.events.push_back(event_of(set, set.leaves[i].key, span));
      judging.told.insert(i);
    }
  }
}

}  // namespace

EventReport find_events(std::span<const UsageRow> rows, const SpikeOptions& options) {
  EventReport report;
  const SeriesSet set = make_series(rows);
  if (set.calendar.size() == 0) {
    report.enough_history = false;
    return report;
  }
  report.first = set.calendar.first;
  report.last = set.calendar.day(set.calendar.size() - 1);
  report.missing_days =
      static_cast<std::size_t>(std::count(set.calendar.reported.begin(), set.calendar.reported.end(), false));
  for (const Series& leaf : set.leaves) {
    report.total_usd += std::accumulate(leaf.paid_usd.begin(), leaf.paid_usd.end(), 0.0);
  }
  report.enough_history = set.calendar.size() > kLeastHistory;
  if (!report.enough_history) return report;
  Judging judging{set, options};
  watch_leaves(judging, watch_arrivals(judging));
  watch_new_identities(judging);
  watch_things(judging);
  watch_groups(judging);
  report.events = std::move(judging.events);
  add_price_events(set, options, report.events);
  std::stable_sort(report.events.begin(), report.events.end(), [](const CostEvent& a, const CostEvent& b) {
    return std::tuple(-a.excess_usd(), a.start, a.key) < std::tuple(-b.excess_usd(), b.start, b.key);
  });
  return report;
}

std::string_view name_of(EventKind kind) {
  switch (kind) {
    case EventKind::Spike:
      return "spike";
    case EventKind::LevelShift:
      return "level_shift";
    case EventKind::Ramp:
      return "ramp";
    case EventKind::NewSpender:
      return "new_spender";
  }
  return "";
}

std::string_view name_of(EventReason reason) {
  if (reason == EventReason::Price) return "price";
  return reason == EventReason::Migration ? "migration" : "";
}

}  // namespace lakecode::cost
