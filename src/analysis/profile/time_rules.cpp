#include <algorithm>
#include <cmath>

#include "analysis/profile/column_names.h"
#include "analysis/profile/day_series.h"
#include "analysis/profile/rules.h"
#include "analysis/profile/sql_dates.h"
#include "analysis/profile/thresholds.h"
#include "base/time_format.h"

namespace lakecode::profile {

namespace {

using result::Severity;
namespace limit = thresholds;

bool within(std::int64_t rows, double share, std::int64_t of) {
  return rows > 0 && static_cast<double>(rows) <= share * static_cast<double>(of);
}

std::string day_text(std::chrono::sys_days day) {
  return format_rfc3339(day).substr(0, 10);
}

/// 1970-01-01 is the clock's zero unless the column's other values come near it.
bool is_epoch_default(const ColumnProfile& p) {
  if (p.epoch_day == 0) return false;
  const auto oldest = p.oldest_plausible ? parse_day(*p.oldest_plausible) : std::nullopt;
  using namespace std::chrono;
  if (!oldest || *oldest >= sys_days(year(1975) / January / 1)) return true;
  const auto newest = p.newest_valid ? parse_day(*p.newest_valid) : std::nullopt;
  const double span = newest ? std::max(1.0, static_cast<double>((*newest - *oldest).count())) : 1.0;
  constexpr double kTimesUsual = 10.0;
  const double usual = static_cast<double>(p.filled()) / span;
  return static_cast<double>(p.epoch_day) >= std::max(5.0, kTimesUsual * usual);
}

void find_impossible(const RuleContext& context, const ColumnProfile& p, Anomalies& out) {
  const std::string c = context.quoted(p.column);
  const bool open_ended = has_sense(context.name(p.column), NameSense::OpenEnded);
  std::int64_t rows = p.ancient;
  std::string condition = "CAST(" + c + " AS DATE) <= DATE'1900-01-01'";
  if (is_epoch_default(p)) {
    rows += p.epoch_day;
    condition += " OR CAST(" + c + " AS DATE) = DATE'1970-01-01'";
  }
  if (!open_ended) {
    rows += p.far_future;
    condition += " OR CAST(" + c + " AS DATE) >= DATE'2100-01-01'";
  }
  if (!within(rows, limit::kImpossibleShare, p.filled())) return;
  Anomaly anomaly = make_anomaly(context, "impossible_date", p.column, rows);
  anomaly.severity = Severity::Medium;
  anomaly.detail = std::to_string(rows) + " dates cannot be true: before 1900, the clock's zero, or beyond 2100";
  anomaly.examples = context.examples(p.column, {p.min.value_or(""), p.max.value_or("")});
  anomaly.sql = context.count_where(condition);
  anomaly.intended = "such dates are used as a mark for unknown or open";
  out.push_back(std::move(anomaly));
}

void find_impossible_text(const RuleContext& context, const TextView& view, Anomalies& out) {
  const std::int64_t rows = view.rows_of(Family::BadDate);
  if (!within(rows, limit::kImpossibleShare, view.present)) return;
  Anomaly anomaly = make_anomaly(context, "impossible_date", view.profile->column, rows);
  anomaly.severity = Severity::Medium;
  anomaly.detail = std::to_string(rows) + " values look like dates that no calendar has";
  anomaly.examples = context.examples(view.profile->column, view.samples_of(Family::BadDate));
  const std::string c = context.quoted(view.profile->column);
  anomaly.sql = context.count_where(c + " RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}' AND try_cast(substr(" + c +
                                    ", 1, 10) AS DATE) IS NULL");
  anomaly.intended = "partly known dates are sometimes written with day or month 00";
  out.push_back(std::move(anomaly));
}

void find_future(const RuleContext& context, const ColumnProfile& p, Anomalies& out) {
  const std::string& name = context.name(p.column);
  const std::int64_t rows = p.future - p.far_future;
  if (has_sense(name, NameSense::FutureNatural) || has_sense(name, NameSense::OpenEnded)) return;
  if (!within(rows, limit::kFutureShare, p.filled())) return;
  Anomaly anomaly = make_anomaly(context, "future_date", p.column, rows);
  anomaly.severity = Severity::Medium;
  anomaly.detail = std::to_string(rows) + " dates lie after " + format_minute(context.as_of) + " UTC";
  anomaly.examples = context.examples(p.column, {p.max.value_or("")});
  anomaly.sql =
      context.count_where(context.quoted(p.column) + " > " + timestamp_literal(context.as_of + std::chrono::hours(24)));
  anomaly.intended = "plans and bookings lie in the future";
  out.push_back(std::move(anomaly));
}

DayCounts counts_of(const Answer& answer) {
  DayCounts counts;
  for (const Group& group : answer.groups) {
    if (const auto day = parse_day(group.kind)) counts[*day] += group.rows;
  }
  return counts;
}

/// Time columns with a daily series that tell the rows' own time; the times of later steps only where there is no
/// other.
std::vector<const ColumnProfile*> series_columns(const RuleContext& context) {
  std::vector<const ColumnProfile*> columns;
  for (const ColumnProfile& p : context.profiles) {
    const std::string& name = context.name(p.column);
    if (!p.is_time() || has_sense(name, NameSense::Birth) || !context.answer(QuestionKind::Day, p.column)) continue;
    columns.push_back(&p);
  }
  const auto rank = [&](const ColumnProfile* p) {
    const std::string& name = context.name(p->column);
    return (has_sense(name, NameSense::SideTime) ? 4 : 0) + (has_sense(name, NameSense::FutureNatural) ? 2 : 0) +
           (has_sense(name, NameSense::LoadTime) ? 1 : 0);
  };
  std::stable_sort(columns.begin(), columns.end(),
                   [&](const ColumnProfile* a, const ColumnProfile* b) { return rank(a) < rank(b); });
  std::erase_if(columns, [&, best = columns.empty() ? 0 : rank(columns.front())](const ColumnProfile* p) {
    return rank(p) > best;
  });
  return columns;
}

void find_gap(const RuleContext& context, const ColumnProfile& p, Anomalies& out) {
  const DayCounts counts = counts_of(*context.answer(QuestionKind::Day, p.column));
  const std::vector<SilentRun> runs = find_silent_runs(counts);
  if (runs.empty()) return;
  Anomaly anomaly = make_anomaly(context, "time_gap", p.column, 0);
  std::int64_t days = 0;
  for (const SilentRun& run : runs) {
    days += run.days;
    if (anomaly.examples.size() < 3) {
      anomaly.examples.push_back(run.first == run.last ? day_text(run.first)
                                                       : day_text(run.first) + " to " + day_text(run.last));
    }
  }
  anomaly.count = days;
  anomaly.ratio.reset();
  anomaly.severity = Severity::High;
  anomaly.detail = std::to_string(days) + " days have no rows although rows were due";
  const std::string day = "CAST(" + context.quoted(p.column) + " AS DATE)";
  anomaly.sql = "SELECT " + day + " AS day, count(*) AS n FROM " + context.relation() + " WHERE " + day + " BETWEEN " +
                date_literal(runs.front().first - std::chrono::days(3)) + " AND " +
                date_literal(runs.front().last + std::chrono::days(3)) + " GROUP BY 1 ORDER BY 1";
  anomaly.intended = "the source may have been closed on these days";
  out.push_back(std::move(anomaly));
}

void find_stale(const RuleContext& context, const ColumnProfile& p, Anomalies& out) {
  const auto newest = p.newest_valid ? parse_instant(*p.newest_valid) : std::nullopt;
  if (!newest) return;
  // A date stands for its whole day.
  const WallTime last = p.type == TypeClass::Date ? *newest + std::chrono::hours(24) : *newest;
  const double age = static_cast<double>((context.as_of - last).count()) / (24.0 * 3600.0 * 1000.0);
  const Staleness judged = judge_age(counts_of(*context.answer(QuestionKind::Day, p.column)), age);
  if (!judged.stale) return;
  Anomaly anomaly = make_anomaly(context, "freshness_gap", p.column, 0);
  anomaly.count = static_cast<std::int64_t>(std::floor(age));
  anomaly.ratio.reset();
  anomaly.severity = Severity::High;
  anomaly.detail = "the newest row is of " + p.newest_valid->substr(0, 16) + ", " + std::to_string(*anomaly.count) +
                   " days before " + format_minute(context.as_of) + " UTC; rows usually come every " +
                   std::to_string(static_cast<int>(judged.usual_gap_days)) + " day(s)";
  anomaly.examples = {*p.newest_valid};
  anomaly.sql = "SELECT max(" + context.quoted(p.column) + ") FROM " + context.relation() + " WHERE " +
                context.quoted(p.column) + " <= " + timestamp_literal(context.as_of);
  anomaly.intended = "the table may be closed or loaded less often from now on";
  out.push_back(std::move(anomaly));
}

}  // namespace

void find_time(const RuleContext& context, Anomalies& out) {
  for (const ColumnProfile& p : context.profiles) {
    if (!p.is_time() || p.filled() == 0) continue;
    find_impossible(context, p, out);
    find_future(context, p, out);
  }
  for (const auto& [column, view] : context.texts) find_impossible_text(context, view, out);
  const auto series = series_columns(context);
  if (series.empty()) return;
  // One column speaks for the table's rhythm: the others follow it, with their own delays.
  const std::size_t before = out.size();
  for (const ColumnProfile* p : series) {
    if (out.size() == before) find_gap(context, *p, out);
  }
  if (!has_sense(context.name(series.front()->column), NameSense::FutureNatural))
    find_stale(context, *series.front(), out);
}

}  // namespace lakecode::profile
