#include "analysis/cost/daily_series.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/cost/robust.h"

namespace lakecode::cost {
namespace {

constexpr std::size_t kMostArriving = 2;  // days that may still be arriving
constexpr std::size_t kWeeksForArrival = 4;
constexpr double kPriceStep = 0.005;      // relative; below is rounding of sums
constexpr std::size_t kMostDays = 4'000;  // more than ten years is no usage table

std::size_t index_of(const Calendar& calendar, Day day) {
  return static_cast<std::size_t>((day - calendar.first).count());
}

std::vector<double> records_by_day(std::span<const UsageRow> rows, const Calendar& calendar) {
  std::vector<double> records(calendar.size(), 0.0);
  for (const UsageRow& row : rows) {
    const std::size_t i = index_of(calendar, row.day);
    if (i < records.size()) records[i] += static_cast<double>(std::max<std::int64_t>(row.records, 0));
  }
  return records;
}

/// Far fewer records than the same weekday usually has: the rest is still under way.
bool is_arriving(const std::vector<double>& records, std::size_t day) {
  std::vector<double> usual;
  for (std::size_t week = 1; week <= kWeeksForArrival && day >= 7 * week; ++week) {
    if (records[day - 7 * week] > 0) usual.push_back(records[day - 7 * week]);
  }
  return usual.size() >= 2 && records[day] < kCompleteShare * median(usual);
}

struct SkuDay {
  double quantity = 0;
  double usd = 0;
  [[nodiscard]] bool has_price() const { return quantity > 0 && usd > 0; }
  [[nodiscard]] double price() const { return usd / quantity; }
};

using SkuDays = std::map<std::string, std::vector<SkuDay>, std::less<>>;

SkuDays by_sku(std::span<const UsageRow> rows, const Calendar& calendar) {
  SkuDays days;
  for (const UsageRow& row : rows) {
    const std::size_t i = index_of(calendar, row.day);
    if (i >= calendar.size() || !row.is_priced) continue;
    auto& list = days[row.sku_name];
    list.resize(calendar.size());
    list[i].quantity += row.quantity;
    list[i].usd += row.usd;
  }
  return days;
}

std::vector<PriceChange> price_changes(const SkuDays& skus) {
  std::vector<PriceChange> changes;
  for (const auto& [sku, days] : skus) {
    std::optional<double> price;
    for (std::size_t i = 0; i < days.size(); ++i) {
      if (!days[i].has_price()) continue;
      const double now = days[i].price();
      if (price && std::abs(now / *price - 1.0) > kPriceStep) {
        changes.push_back({sku, i, *price, now});
      }
      price = now;
    }
  }
  return changes;
}

std::map<std::string, double, std::less<>> first_prices(const SkuDays& skus) {
  std::map<std::string, double, std::less<>> prices;
  for (const auto& [sku, days] : skus) {
    const auto first = std::find_if(days.begin(), days.end(), [](const SkuDay& day) { return day.has_price(); });
    if (first != days.end()) prices.emplace(sku, first->price());
  }
  return prices;
}

using Things = std::map<std::pair<std::string_view, std::string>, std::map<CostKey, std::vector<double>>>;

/// A warehouse that is all of what its only payer pays is that leaf.
bool is_whole(const std::vector<double>& part, const Series& leaf) {
  constexpr double kWhole = 0.95;
  return std::accumulate(part.begin(), part.end(), 0.0) >=
         kWhole * std::accumulate(leaf.usd.begin(), leaf.usd.end(), 0.0);
}

/// The things that are not just a leaf under another name. `leaves` are in the order of their keys.
std::vector<Resource> shared_things(Things&& things, const std::vector<Series>& leaves) {
  std::vector<Resource> resources;
  for (auto& [name, parts] : things) {
    Resource resource{name.first, name.second, {}};
    for (auto& [key, usd] : parts) {
      const auto leaf = std::lower_bound(leaves.begin(), leaves.end(), key,
                                         [](const Series& series, const CostKey& k) { return series.key < k; });
      resource.parts.emplace(static_cast<std::size_t>(leaf - leaves.begin()), std::move(usd));
    }
    const auto& [leaf, usd] = *resource.parts.begin();
    if (resource.parts.size() < 2 && is_whole(usd, leaves[leaf])) continue;
    resources.push_back(std::move(resource));
  }
  return resources;
}

}  // namespace

int Calendar::weekday(std::size_t i) const {
  return static_cast<int>(std::chrono::weekday(day(i)).c_encoding());
}

bool Calendar::is_weekend(std::size_t i) const {
  const int number = weekday(i);
  return number == 0 || number == 6;
}

bool Calendar::is_month_edge(std::size_t i) const {
  const std::chrono::year_month_day date(day(i));
  const std::chrono::year_month_day_last end(date.year(), std::chrono::month_day_last(date.month()));
  const auto number = static_cast<unsigned>(date.day());
  return number <= 2 || number + 1 >= static_cast<unsigned>(end.day());
}

Calendar make_calendar(std::span<const UsageRow> rows) {
  Calendar calendar;
  if (rows.empty()) return calendar;
  const auto [first, last] =
      std::minmax_element(rows.begin(), rows.end(), [](const UsageRow& a, const UsageRow& b) { return a.day < b.day; });
  calendar.first = first->day;
  const auto days = static_cast<std::size_t>((last->day - first->day).count()) + 1;
  calendar.reported.assign(std::min(days, kMostDays), false);
  const std::vector<double> records = records_by_day(rows, calendar);
  for (std::size_t i = 0; i < records.size(); ++i) calendar.reported[i] = records[i] > 0;
  for (std::size_t dropped = 0; dropped < kMostArriving && calendar.size() > 1; ++dropped) {
    if (!is_arriving(records, calendar.size() - 1)) break;
    calendar.reported.pop_back();
  }
  return calendar;
}

SeriesSet make_series(std::span<const UsageRow> rows) {
  SeriesSet set;
  set.calendar = make_calendar(rows);
  const SkuDays skus = by_sku(rows, set.calendar);
  set.price_changes = price_changes(skus);
  const auto prices = first_prices(skus);
  std::map<CostKey, Series> leaves;
  Things things;
  for (const UsageRow& row : rows) {
    const std::size_t i = index_of(set.calendar, row.day);
    if (i >= set.calendar.size()) continue;
    const CostKey key{row.sku_name, row.run_as, row.job_id};
    Series& series = leaves[key];
    series.usd.resize(set.calendar.size());
    series.paid_usd.resize(set.calendar.size());
    const auto price = prices.find(row.sku_name);
    const bool priced = row.is_priced && row.quantity != 0 && price != prices.end();
    const double usd = priced ? row.quantity * price->second : row.usd;
    series.usd[i] += usd;
    series.paid_usd[i] += row.usd;
    for (const Dimension& dimension : kResources) {
      if ((row.*dimension.field).empty()) continue;
      std::vector<double>& part = things[{dimension.name, row.*dimension.field}][key];
      part.resize(set.calendar.size());
      part[i] += usd;
    }
  }
  for (auto& [key, series] : leaves) {
    series.key = key;
    set.leaves.push_back(std::move(series));
  }
  set.resources = shared_things(std::move(things), set.leaves);
  return set;
}

}  // namespace lakecode::cost
