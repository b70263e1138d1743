#pragma once
// Daily cost of keys on one calendar: missing days known as missing, prices held constant. Pure.

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/cost/usage.h"

namespace lakecode::cost {

/// The days that all series share, first to last without a hole.
struct Calendar {
  Day first{};
  std::vector<bool> reported;  ///< false: nobody reported that day, so it is unknown, not zero

  [[nodiscard]] std::size_t size() const { return reported.size(); }
  [[nodiscard]] Day day(std::size_t i) const { return first + std::chrono::days(static_cast<int>(i)); }
  [[nodiscard]] int weekday(std::size_t i) const;  ///< 0 Sunday … 6 Saturday
  [[nodiscard]] bool is_weekend(std::size_t i) const;
  /// The first two and the last two days of a month: what closes books runs there.
  [[nodiscard]] bool is_month_edge(std::size_t i) const;
};

/// A day counts as reported when its records reach this share of the same weekday's usual number.
inline constexpr double kCompleteShare = 0.35;

/// From the first to the last day of `rows`. Days without rows are missing; the newest one or two are dropped when they
/// are still arriving (far fewer records than the same weekday before).
Calendar make_calendar(std::span<const UsageRow> rows);

struct Series {
  CostKey key;
  std::vector<double> usd;       ///< at constant price, one a day of the calendar; 0 on missing days
  std::vector<double> paid_usd;  ///< at the day's price
};

/// A change of a SKU's list price inside the period.
struct PriceChange {
  std::string sku_name;
  std::size_t day = 0;  ///< index of the first day at the new price
  double before = 0;    ///< USD a unit
  double after = 0;
};

/// A thing that is no leaf: a warehouse that several people use, a job on two SKUs, one of many pipelines of one
/// identity.
struct Resource {
  std::string_view dimension;  ///< see kResources
  std::string key;
  std::map<std::size_t, std::vector<double>> parts;  ///< index of the leaf: its usd a day for this thing
};

struct SeriesSet {
  Calendar calendar;
  std::vector<Series> leaves;       ///< one a (sku_name, run_as, job_id), by key
  std::vector<Resource> resources;  ///< by dimension and key
  std::vector<PriceChange> price_changes;
};

/// Constant price is the first price seen of a SKU; rows without quantity keep their money.
SeriesSet make_series(std::span<const UsageRow> rows);

}  // namespace lakecode::cost
