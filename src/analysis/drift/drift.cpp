// A change counts when it is larger than chance and larger than anyone would shrug at; both bounds are beside each
// rule. The distribution of a number is compared by its nine quantiles: the old distribution function, straight between
// its quantiles, is read at the new ones, and the largest distance is that of Kolmogorov and Smirnov on this grid.

#include "analysis/drift/drift.h"

#include <algorithm>
#include <cmath>

#include "analysis/profile/column_names.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::drift {
namespace {

using result::Severity;

constexpr double kShrinks = 0.20;       // tables that are loaded grow or are purged a little
constexpr double kShrinksBadly = 0.50;  // half of it gone is a lost load
constexpr double kGrows = 5.0;          // times; a table of yesterday's size five times over was loaded twice and more
constexpr double kNullShift = 0.02;     // share of the rows
constexpr double kSigmas = 4.0;         // one in thirty thousand by chance
constexpr double kDistinctFactor = 2.0;
constexpr std::int64_t kDistinctStep = 10;
constexpr double kDistance = 0.15;  // of Kolmogorov and Smirnov; weekly rhythms stay below
constexpr std::int64_t kEnoughRows = 100;

const ColumnBaseline* find_column(const Baseline& baseline, const std::string& name) {
  for (const ColumnBaseline& column : baseline.columns) {
    if (text::equals_ignore_case(column.name, name)) return &column;
  }
  return nullptr;
}

std::string percent(double ratio) {
  const auto thousandths = static_cast<std::int64_t>(std::llround(ratio * 1000.0));
  return std::to_string(thousandths / 10) + "." + std::to_string(thousandths % 10) + " %";
}

void find_schema(const Baseline& before, const Baseline& now, std::vector<Drift>& out) {
  for (const ColumnBaseline& old : before.columns) {
    const ColumnBaseline* column = find_column(now, old.name);
    if (column == nullptr) {
      out.push_back({"schema", old.name, Severity::High, "the column is gone"});
    } else if (!text::equals_ignore_case(column->type, old.type)) {
      out.push_back(
          {"schema", column->name, Severity::Medium, "its type changed from " + old.type + " to " + column->type});
    }
  }
  for (const ColumnBaseline& column : now.columns) {
    if (find_column(before, column.name) == nullptr)
      out.push_back({"schema", column.name, Severity::Low, "the column is new"});
  }
}

void find_volume(const Baseline& before, const Baseline& now, std::vector<Drift>& out) {
  if (before.rows < kEnoughRows) return;
  const double factor = static_cast<double>(now.rows) / static_cast<double>(before.rows);
  const std::string detail = text::group_digits(now.rows) + " rows, " + text::group_digits(before.rows) + " before";
  if (factor < 1.0 - kShrinks) {
    out.push_back({"volume", std::nullopt, factor < 1.0 - kShrinksBadly ? Severity::High : Severity::Medium, detail});
  } else if (factor > kGrows) {
    out.push_back({"volume", std::nullopt, Severity::Medium, detail});
  }
}

void find_nulls(const ColumnBaseline& before, const ColumnBaseline& now, std::int64_t rows, std::vector<Drift>& out) {
  const double shift = std::abs(now.null_ratio - before.null_ratio);
  const double middle = (now.null_ratio + before.null_ratio) / 2.0;
  const double chance = kSigmas * std::sqrt(2.0 * middle * (1.0 - middle) / static_cast<double>(rows));
  if (shift <= std::max(kNullShift, chance)) return;
  const bool worse = now.null_ratio > before.null_ratio;
  out.push_back({"null_ratio", now.name, worse ? Severity::Medium : Severity::Info,
                 percent(now.null_ratio) + " missing, " + percent(before.null_ratio) + " before"});
}

void find_distinct(const ColumnBaseline& before, const ColumnBaseline& now, double growth, std::vector<Drift>& out) {
  if (!before.distinct || !now.distinct || *before.distinct < 1 || *now.distinct < 1) return;
  // Keys and times grow with the table; only what grows or shrinks beyond it is a change of the column.
  const double factor = static_cast<double>(*now.distinct) / static_cast<double>(*before.distinct);
  const double low = std::min(1.0, growth) / kDistinctFactor;
  const double high = std::max(1.0, growth) * kDistinctFactor;
  if ((factor >= low && factor <= high) || std::abs(*now.distinct - *before.distinct) < kDistinctStep) return;
  out.push_back({"distinct", now.name, Severity::Low,
                 "about " + text::group_digits(*now.distinct) + " distinct values, " +
                     text::group_digits(*before.distinct) + " before"});
}

/// The old distribution function at `value`, straight between its quantiles.
double share_below(const std::vector<double>& quantiles, double value) {
  if (value < quantiles.front()) return 0.0;
  for (std::size_t i = 1; i < quantiles.size(); ++i) {
    if (value > quantiles[i]) continue;
    const double width = quantiles[i] - quantiles[i - 1];
    const double part = width > 0.0 ? (value - quantiles[i - 1]) / width : 1.0;
    return profile::kQuantiles[i - 1] + part * (profile::kQuantiles[i] - profile::kQuantiles[i - 1]);
  }
  return 1.0;
}

/// Where many rows share one value the function jumps, so a quantile lies anywhere within its jump.
bool lies_in_jump(const std::vector<double>& quantiles, double value) {
  return std::count(quantiles.begin(), quantiles.end(), value) > 1;
}

void find_distribution(const ColumnBaseline& before, const ColumnBaseline& now, double chance,
                       std::vector<Drift>& out) {
  if (before.quantiles.size() != profile::kQuantiles.size() || now.quantiles.size() != profile::kQuantiles.size())
    return;
  if (profile::has_sense(now.name, profile::NameSense::Identifier)) return;  // numbers that only count up
  double distance = 0.0;
  for (std::size_t i = 0; i < now.quantiles.size(); ++i) {
    if (lies_in_jump(before.quantiles, now.quantiles[i]) || lies_in_jump(now.quantiles, now.quantiles[i])) continue;
    distance = std::max(distance, std::abs(share_below(before.quantiles, now.quantiles[i]) - profile::kQuantiles[i]));
  }
  if (distance <= std::max(kDistance, chance)) return;
  const auto number = [](double value) { return std::to_string(value); };
  out.push_back({"distribution", now.name, Severity::Medium,
                 "its distribution moved by " + percent(distance) + " (median " + number(now.quantiles[profile::kQ50]) +
                     ", " + number(before.quantiles[profile::kQ50]) + " before)"});
}

/// The newest value stands still though it moved between all earlier baselines.
void find_freshness(const std::vector<Baseline>& history, const Baseline& now, std::vector<Drift>& out) {
  constexpr std::size_t kEnough = 3;
  const Baseline& last = history.back();
  if (history.size() < kEnough || now.newest.empty() || now.newest != last.newest) return;
  WallTime::duration longest{0};
  for (std::size_t i = 1; i < history.size(); ++i) {
    if (history[i].newest == history[i - 1].newest) return;
    longest = std::max(longest, history[i].taken_at - history[i - 1].taken_at);
  }
  if (now.taken_at - last.taken_at <= longest) return;
  out.push_back({"freshness", std::nullopt, Severity::High,
                 "the newest row is still that of " + now.newest.substr(0, 16) + ", as on " +
                     format_minute(last.taken_at) + " UTC"});
}

}  // namespace

Baseline take_baseline(const profile::TableFacts& facts, const std::vector<profile::ColumnProfile>& profiles,
                       WallTime now) {
  Baseline baseline{.taken_at = now, .rows = facts.row_count.value_or(0)};
  for (const profile::ColumnProfile& p : profiles) {
    const profile::ColumnFacts& column = facts.columns.at(p.column);
    baseline.rows_read = p.rows;
    baseline.columns.push_back({.name = column.name,
                                .type = column.type_text.empty() ? column.type_name : column.type_text,
                                .null_ratio = p.null_ratio(),
                                .distinct = p.approx_distinct,
                                .quantiles = p.quantiles});
    const bool side = profile::has_sense(column.name, profile::NameSense::SideTime) ||
                      profile::has_sense(column.name, profile::NameSense::FutureNatural);
    if (p.is_time() && p.newest_valid && !side && *p.newest_valid > baseline.newest) baseline.newest = *p.newest_valid;
  }
  if (!facts.row_count) baseline.rows = baseline.rows_read;
  return baseline;
}

std::vector<Drift> find_drift(const std::vector<Baseline>& history, const Baseline& now) {
  std::vector<Drift> out;
  if (history.empty()) return out;
  const Baseline& before = history.back();
  find_schema(before, now, out);
  find_volume(before, now, out);
  find_freshness(history, now, out);
  const std::int64_t rows = std::min(before.rows_read, now.rows_read);
  if (rows < kEnoughRows) return out;
  // Of the rows that were read: a sample has fewer different keys than its table, and no fewer than a sample like it.
  const double growth =
      static_cast<double>(now.rows_read) / static_cast<double>(std::max<std::int64_t>(before.rows_read, 1));
  // Where the share below a value is a half it varies most, in both of the runs.
  const double chance =
      kSigmas * std::sqrt(0.25 / static_cast<double>(before.rows_read) + 0.25 / static_cast<double>(now.rows_read));
  for (const ColumnBaseline& column : now.columns) {
    const ColumnBaseline* old = find_column(before, column.name);
    if (old == nullptr || !text::equals_ignore_case(old->type, column.type)) continue;
    find_nulls(*old, column, rows, out);
    find_distinct(*old, column, growth, out);
    find_distribution(*old, column, chance, out);
  }
  return out;
}

}  // namespace lakecode::drift
