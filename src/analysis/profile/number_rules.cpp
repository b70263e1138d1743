#include <algorithm>
#include <cmath>
#include <cstdio>

#include "analysis/profile/column_names.h"
#include "analysis/profile/questions.h"
#include "analysis/profile/rules.h"
#include "analysis/profile/tail.h"
#include "analysis/profile/thresholds.h"
#include "base/text.h"

namespace lakecode::profile {

namespace {

using result::Severity;
namespace limit = thresholds;

struct NumberView {
  const ColumnProfile* profile = nullptr;
  const Question* question = nullptr;
  std::vector<Bin> bins;
  std::vector<std::pair<std::int64_t, std::int64_t>> sentinels;  ///< value, rows
};

NumberView view_of(const ColumnProfile& profile, const Answer& answer) {
  NumberView view{&profile, &answer.question, {}, {}};
  for (const Group& group : answer.groups) {
    if (group.kind.size() < 2) continue;
    const auto number = text::parse_int(std::string_view(group.kind).substr(1));
    if (!number) continue;
    if (group.kind.front() == 'b') view.bins.push_back({static_cast<int>(*number), group.rows});
    if (group.kind.front() == 's') view.sentinels.emplace_back(*number, group.rows);
  }
  return view;
}

std::string number_text(double value) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.6g", value);
  return buffer;
}

double bin_of(const NumberView& view, double value) {
  const double u = (value - view.question->centre) / view.question->spread;
  return std::floor(kBinsPerUnit * std::copysign(std::log1p(std::abs(u)), u));
}

double value_at(const NumberView& view, double u) {
  return view.question->centre + u * view.question->spread;
}

double largest_ordinary(const NumberView& view) {
  double top = -1e18;
  for (const Bin& bin : view.bins) {
    const double y = static_cast<double>(bin.bin + 1) / kBinsPerUnit;
    top = std::max(top, value_at(view, std::copysign(std::expm1(std::abs(y)), y)));
  }
  return top;
}

/// A sentinel stands apart: below zero where nothing else is, or well above everything else.
bool is_apart(const NumberView& view, std::int64_t value, std::int64_t negative_sentinels) {
  if (view.bins.empty()) return false;
  if (value < 0) return view.profile->negatives <= negative_sentinels;
  constexpr double kWellAbove = 1.5;
  return static_cast<double>(value) > kWellAbove * largest_ordinary(view) && largest_ordinary(view) > 0.0;
}

std::int64_t find_sentinels(const RuleContext& context, const NumberView& view, Anomalies& out) {
  const ColumnProfile& p = *view.profile;
  std::int64_t negative = 0;
  for (const auto& [value, rows] : view.sentinels) negative += value < 0 ? rows : 0;
  std::int64_t found = 0;
  std::string list;
  for (const auto& [value, rows] : view.sentinels) {
    const bool many = rows >= limit::kPlaceholderRows &&
                      static_cast<double>(rows) >= limit::kPlaceholderRatio * static_cast<double>(p.rows);
    if (!many || !is_apart(view, value, negative)) continue;
    found += rows;
    list += (list.empty() ? "" : ", ") + std::to_string(value);
  }
  if (found == 0 || 2 * found > p.filled()) return 0;
  Anomaly anomaly = make_anomaly(context, "placeholder", p.column, found);
  anomaly.severity = Severity::Medium;
  anomaly.detail =
      std::to_string(found) + " values are " + list + ", apart from all others: they seem to stand for a missing one";
  anomaly.examples = {list};
  anomaly.sql = context.count_where(context.quoted(p.column) + " IN (" + list + ")");
  anomaly.intended = "the number may be a real measurement or a documented mark";
  out.push_back(std::move(anomaly));
  return found;
}

bool is_quantity(const RuleContext& context, const ColumnProfile& p) {
  const std::string& name = context.name(p.column);
  return !has_sense(name, NameSense::Identifier) && !context.is_key(p.column) && !context.is_partition(p.column);
}

Body body_of(const NumberView& view) {
  const auto u = [&](QuantileIndex q) {
    return (view.profile->quantiles[q] - view.question->centre) / view.question->spread;
  };
  return {u(kQ05), u(kQ25), u(kQ75), u(kQ95)};
}

void find_outlier(const RuleContext& context, const NumberView& view, bool flipped, Anomalies& out) {
  const ColumnProfile& p = *view.profile;
  if (p.quantiles[kQ25] == p.quantiles[kQ75]) return;  // half the column is one value: distance has no unit
  std::vector<Bin> bins = view.bins;
  for (const auto& [value, rows] : view.sentinels)
    bins.push_back({static_cast<int>(bin_of(view, static_cast<double>(value))), rows});
  Outliers found = find_outliers(std::move(bins), body_of(view));
  // Below zero in a column of counts or prices: that has a name of its own.
  const bool has_own_name = flipped || has_sense(context.name(p.column), NameSense::NonNegative);
  if (has_own_name && found.low <= p.negatives) found.low = 0;
  if (found.high + found.low == 0) return;
  const std::string c = context.quoted(p.column);
  Anomaly anomaly = make_anomaly(context, "outlier", p.column, found.high + found.low);
  anomaly.severity = Severity::Medium;
  anomaly.detail = std::to_string(found.high + found.low) + " values lie far outside the rest (middle half " +
                   number_text(p.quantiles[kQ25]) + " to " + number_text(p.quantiles[kQ75]) + ")";
  std::string condition;
  if (found.high > 0) {
    anomaly.examples.push_back(p.max.value_or(""));
    condition = c + " >= " + number_text(value_at(view, found.high_from));
  }
  if (found.low > 0) {
    anomaly.examples.push_back(p.min.value_or(""));
    condition += (condition.empty() ? "" : " OR ") + c + " <= " + number_text(value_at(view, found.low_to));
  }
  anomaly.sql = context.count_where(condition);
  anomaly.intended = "rare large values can be real; compare with the source";
  out.push_back(std::move(anomaly));
}

/// A column whose other values say that credits and refunds are part of the table.
bool tells_of_refunds(const RuleContext& context) {
  for (const auto& [column, view] : context.texts) {
    for (const TextView::Value& value : view.values) {
      for (std::string_view word : {"refund", "return", "credit", "revers", "adjust", "chargeback", "storno"}) {
        if (text::contains_ignore_case(value.text, word) && value.text.size() < 40) return true;
      }
    }
  }
  return false;
}

double value_of(const NumberView& view, int bin) {
  const double y = (static_cast<double>(bin) + 0.5) / kBinsPerUnit;
  return value_at(view, std::copysign(std::expm1(std::abs(y)), y));
}

/// Rare negative values as large as the usual positive ones are positive ones with a wrong sign. Where a distribution
/// really reaches below zero, about as many values lie just above it as just below.
bool has_flipped_signs(const NumberView& view) {
  constexpr double kRare = 0.03;
  constexpr double kTimes = 12.0;
  const ColumnProfile& p = *view.profile;
  if (p.negatives < 3 || static_cast<double>(p.negatives) > kRare * static_cast<double>(p.filled())) return false;
  std::vector<Bin> below;
  for (const Bin& bin : view.bins) {
    if (value_of(view, bin.bin) < 0.0) below.push_back(bin);
  }
  std::sort(below.begin(), below.end(), [](const Bin& a, const Bin& b) { return a.bin > b.bin; });
  std::int64_t inner = 0;
  double middle = 0.0;
  for (const Bin& bin : below) {
    if (2 * inner >= p.negatives) break;
    inner += bin.rows;
    middle = -value_of(view, bin.bin);
  }
  std::int64_t mirrored = 0;
  for (const Bin& bin : view.bins) {
    const double value = value_of(view, bin.bin);
    if (value > 0.0 && value <= middle) mirrored += bin.rows;
  }
  return inner > 0 && static_cast<double>(mirrored) >= kTimes * static_cast<double>(inner);
}

struct Negatives {
  std::int64_t explained = 0;  ///< by sentinels
  bool flipped = false;
};

void find_negative(const RuleContext& context, const ColumnProfile& p, const Negatives& known, Anomalies& out) {
  const std::string& name = context.name(p.column);
  const std::int64_t negatives = p.negatives - known.explained;
  if (negatives <= 0 || has_sense(name, NameSense::Signed)) return;
  const double share = static_cast<double>(negatives) / static_cast<double>(p.filled());
  const bool never = has_sense(name, NameSense::NonNegative);
  const bool money = has_sense(name, NameSense::Money);
  const bool allowed = never   ? share <= limit::kNegativeShare
                       : money ? share <= limit::kRefundShare && !tells_of_refunds(context)
                               : known.flipped;
  if (!allowed) return;
  Anomaly anomaly = make_anomaly(context, "negative_value", p.column, negatives);
  anomaly.severity = Severity::Medium;
  anomaly.detail = std::to_string(negatives) + " values are below zero in a column that should not know such";
  anomaly.examples = {p.min.value_or("")};
  anomaly.sql = context.count_where(context.quoted(p.column) + " < 0");
  anomaly.intended = "negative values may be corrections or returns";
  out.push_back(std::move(anomaly));
}

std::int64_t negative_rows(const NumberView& view) {
  std::int64_t rows = 0;
  for (const auto& [value, count] : view.sentinels) rows += value < 0 ? count : 0;
  return rows;
}

}  // namespace

void find_numbers(const RuleContext& context, Anomalies& out) {
  for (const ColumnProfile& p : context.profiles) {
    if (!p.is_number() || p.filled() == 0 || !is_quantity(context, p)) continue;
    const Answer* answer = context.answer(QuestionKind::Number, p.column);
    Negatives known;
    if (answer && !p.quantiles.empty()) {
      const NumberView view = view_of(p, *answer);
      const std::int64_t sentinels = find_sentinels(context, view, out);
      if (sentinels > 0) known.explained = std::min(negative_rows(view), p.negatives);
      known.flipped = !has_sense(context.name(p.column), NameSense::Signed) && has_flipped_signs(view);
      if (sentinels == 0 && !has_sense(context.name(p.column), NameSense::Code))
        find_outlier(context, view, known.flipped, out);
    }
    find_negative(context, p, known, out);
  }
}

}  // namespace lakecode::profile
