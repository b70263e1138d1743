#include "analysis/cost/find_events.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include "analysis/cost/robust.h"
#include "analysis/cost/series_watch.h"

namespace lakecode::cost {
namespace {

constexpr std::size_t kNewDays = 3;     // days over the floor that make a spender
constexpr std::size_t kNewWindow = 7;   // of its first days
constexpr std::size_t kNewNormal = 28;  // afterwards it is known
constexpr double kRegularShare = 0.55;
constexpr double kFallsTo = 0.3;  // of its former cost: the other key has stopped
constexpr double kSimilar = 2.5;  // times dearer or cheaper is still the same work
constexpr std::size_t kMigrationDays = 7;
constexpr double kExplains = 0.8;      // of the excess
constexpr double kPriceStep = 0.03;    // a smaller change of price is no news
constexpr std::size_t kCrowd = 4;      // others that show what the business does
constexpr double kGroupScales = 1.25;  // sums are judged more strictly: there are many of them
constexpr double kGroupFloor = 2.0;

using Values = std::vector<double>;

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

double mean_between(const SeriesSet& set, const Values& usd, std::size_t from, std::size_t to) {
  double sum = 0;
  std::size_t days = 0;
  for (std::size_t i = from; i < std::min(to, usd.size()); ++i) {
    if (!set.calendar.reported[i]) continue;
    sum += usd[i];
    ++days;
  }
  return days == 0 ? 0.0 : sum / static_cast<double>(days);
}

/// The same work under another key: same identity and SKU, or the same job.
bool may_replace(const CostKey& now, const CostKey& before) {
  if (now == before) return false;
  if (!now.job_id.empty() && now.job_id == before.job_id) return true;
  return now.sku_name == before.sku_name && now.run_as == before.run_as;
}

/// The leaf whose work the new `leaf` has taken over on day `start`; nullptr when there is none.
const Series* find_replaced(const SeriesSet& set, const Series& leaf, std::size_t start) {
  const double now = mean_between(set, leaf.usd, start, start + kMigrationDays);
  const std::size_t from = start > 2 * kMigrationDays ? start - 2 * kMigrationDays : 0;
  for (const Series& other : set.leaves) {
    if (!may_replace(leaf.key, other.key)) continue;
    const double before = mean_between(set, other.usd, from, start);
    const double after = mean_between(set, other.usd, start + 1, start + 1 + kMigrationDays);
    if (before <= 0 || after > kFallsTo * before) continue;
    if (now <= kSimilar * before && before <= kSimilar * now) return &other;
  }
  return nullptr;
}

/// The event of a key that did not exist in the first two weeks and soon spends more than the floor.
std::optional<CostEvent> find_new_spender(const SeriesSet& set, const Series& leaf, const SpikeOptions& options) {
  const std::size_t start = first_active(leaf.usd);
  if (start < kLeastHistory || start >= leaf.usd.size()) return std::nullopt;
  std::size_t dear = 0;
  for (std::size_t i = start; i < std::min(start + kNewWindow, leaf.usd.size()); ++i) {
    if (leaf.usd[i] >= options.money_floor) ++dear;
  }
  if (dear < kNewDays) return std::nullopt;
  CostEvent event;
  event.key = leaf.key;
  event.kind = EventKind::NewSpender;
  event.start = set.calendar.day(start);
  event.history_days = start;
  event.rule = "a key unseen before spends more than the floor on several of its first days";
  for (std::size_t i = start; i < std::min(start + kNewNormal, leaf.usd.size()); ++i) {
    if (leaf.usd[i] <= 0) continue;
    event.end = set.calendar.day(i);
    event.actual_usd += leaf.usd[i];
  }
  event.score = event.actual_usd / options.money_floor;
  if (const Series* replaced = find_replaced(set, leaf, start)) {
    event.kind = EventKind::LevelShift;
    event.reason = EventReason::Migration;
    event.instead_of = replaced->key.job_id;
    event.rule = "its cost replaces that of another key, which stopped when it began";
    event.expected_usd = event.actual_usd;
  }
  return event;
}

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
    if (told.count(i) != 0 || active_share(set.calendar, set.leaves[i].usd) < kRegularShare) continue;
    groups[widen(set.leaves[i].key)].push_back(i);
  }
  std::vector<Group> list;
  for (auto& [key, leaves] : groups) {
    if (leaves.size() > 1) list.push_back({key, std::move(leaves)});
  }
  return list;
}

Values sum_of(const SeriesSet& set, const std::vector<std::size_t>& leaves) {
  Values sum(set.calendar.size(), 0.0);
  for (const std::size_t leaf : leaves) {
    std::transform(sum.begin(), sum.end(), set.leaves[leaf].usd.begin(), sum.begin(), std::plus<>());
  }
  return sum;
}

/// The leaf that alone explains most of what a group's event costs too much; nullopt when none does.
std::optional<std::size_t> find_driver(const SeriesSet& set, const Group& group, const HotSpan& span) {
  const std::size_t from = span.first > kNewNormal ? span.first - kNewNormal : 0;
  const auto days = static_cast<double>(span.last - span.first + 1);
  for (const std::size_t leaf : group.leaves) {
    const Values& usd = set.leaves[leaf].usd;
    const double over =
        (mean_between(set, usd, span.first, span.last + 1) - mean_between(set, usd, from, span.first)) * days;
    if (over >= kExplains * (span.actual - span.expected)) return leaf;
  }
  return std::nullopt;
}

/// What all of the leaves share.
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

/// Warehouses, endpoints, pipelines and jobs that several keys pay for: each part may stay below the floor while the
/// whole does not.
void watch_resources(const SeriesSet& set, const SpikeOptions& options, std::set<std::size_t>& told,
                     std::vector<CostEvent>& events) {
  SpikeOptions strict = options;
  strict.scales *= kGroupScales;
  for (const Resource& resource : set.resources) {
    Values sum(set.calendar.size(), 0.0);
    Group group;
    for (const auto& [leaf, usd] : resource.parts) {
      if (told.count(leaf) != 0 || active_share(set.calendar, usd) < kRegularShare) continue;
      std::transform(sum.begin(), sum.end(), usd.begin(), sum.begin(), std::plus<>());
      group.leaves.push_back(leaf);
    }
    if (group.leaves.size() < 2) continue;
    const auto spans = find_hot_spans(set.calendar, sum, strict);
    for (const HotSpan& span : spans) {
      const auto driver = find_driver(set, group, span);
      CostEvent event = event_of(set, driver ? set.leaves[*driver].key : shared_key(set, group.leaves), span);
      event.resource_dimension = resource.dimension;
      event.resource = resource.key;
      events.push_back(std::move(event));
    }
    if (!spans.empty()) told.insert(group.leaves.begin(), group.leaves.end());
  }
}

void watch_groups(const SeriesSet& set, const SpikeOptions& options, std::set<std::size_t>& told,
                  std::vector<CostEvent>& events) {
  SpikeOptions strict = options;
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
    for (const Group& group : group_leaves(set, told, widen)) {
      const auto spans = find_hot_spans(set.calendar, sum_of(set, group.leaves), strict);
      for (const HotSpan& span : spans) {
        if (span.is_slow) continue;  // a sum grows with the business
        const auto driver = find_driver(set, group, span);
        events.push_back(event_of(set, driver ? set.leaves[*driver].key : group.key, span));
      }
      if (!spans.empty()) told.insert(group.leaves.begin(), group.leaves.end());
    }
  }
}

/// The others grew alike: a season or the business, and no news of this one.
bool is_common_growth(const SeriesSet& set, std::size_t leaf, const HotSpan& span, double relative_floor) {
  const std::size_t past = span.first > kNewNormal ? span.first - kNewNormal : 0;
  const std::size_t recent = span.last + 1 > kLeastHistory ? span.last + 1 - kLeastHistory : 0;
  const auto growth = [&](const Series& series) {
    const double before = mean_between(set, series.usd, past, span.first);
    return before > 0 ? mean_between(set, series.usd, recent, span.last + 1) / before : 0.0;
  };
  Values others;
  for (std::size_t i = 0; i < set.leaves.size(); ++i) {
    if (i == leaf || active_share(set.calendar, set.leaves[i].usd) < kRegularShare) continue;
    if (const double ratio = growth(set.leaves[i]); ratio > 0) others.push_back(ratio);
  }
  return others.size() >= kCrowd && growth(set.leaves[leaf]) < (1 + relative_floor) * median(others);
}

void watch_leaves(const SeriesSet& set, const SpikeOptions& options, std::set<std::size_t>& told,
                  std::vector<CostEvent>& events) {
  for (std::size_t i = 0; i < set.leaves.size(); ++i) {
    const Series& leaf = set.leaves[i];
    if (auto fresh = find_new_spender(set, leaf, options)) {
      events.push_back(std::move(*fresh));
      told.insert(i);
    } else if (first_active(leaf.usd) >= kLeastHistory) {
      told.insert(i);  // new and small, or seldom: in no sum, where its beginning would look like a jump
    }
    for (const HotSpan& span : find_hot_spans(set.calendar, leaf.usd, options)) {
      if (span.is_slow && is_common_growth(set, i, span, options.relative_floor)) continue;
      events.push_back(event_of(set, leaf.key, span));
      told.insert(i);
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
  std::set<std::size_t> told;
  watch_leaves(set, options, told, report.events);
  watch_resources(set, options, told, report.events);
  watch_groups(set, options, told, report.events);
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
