#include <algorithm>

#include "analysis/profile/column_names.h"
#include "analysis/profile/rules.h"
#include "analysis/profile/thresholds.h"
#include "base/text.h"

namespace lakecode::profile {

namespace {

using result::Severity;
namespace limit = thresholds;

bool is_more_than(std::int64_t rows, double share, std::int64_t of) {
  return static_cast<double>(rows) > share * static_cast<double>(of);
}

void find_nulls(const RuleContext& context, const ColumnProfile& p, Anomalies& out) {
  const bool key = context.is_key(p.column);
  const double allowed = key ? limit::kKeyNullRatio : limit::kNullRatio;
  if (p.rows < 2 || p.null_ratio() <= allowed) return;
  const std::string& name = context.name(p.column);
  Anomaly anomaly = make_anomaly(context, "null_ratio", p.column, p.nulls);
  const bool optional = has_sense(name, NameSense::Optional) || has_sense(name, NameSense::FreeText);
  anomaly.severity = key                    ? Severity::High
                     : optional             ? Severity::Info
                     : p.null_ratio() > 0.2 ? Severity::Medium
                                            : Severity::Low;
  if (p.filled() == 0 && !optional) anomaly.severity = Severity::Medium;
  anomaly.detail =
      percent(p.null_ratio()) + " of the values are missing" + (key ? ", and the column is the table's key" : "");
  anomaly.sql = context.count_where(context.quoted(p.column) + " IS NULL");
  anomaly.intended =
      optional ? "the name says that not every row has one" : "the value may not exist for every row, or come later";
  out.push_back(std::move(anomaly));
}

/// "NA" among upper-case codes of a region column is Namibia or North America.
bool is_region_code(const std::string& name, const TextView& view) {
  if (!has_sense(name, NameSense::Region)) return false;
  std::int64_t codes = 0;
  for (const TextView::KindCount& count : view.kinds) {
    if (count.kind.style == 'U' && count.kind.family == Family::Token) codes += count.rows;
  }
  return is_more_than(codes, 0.5, view.present);
}

/// "none" among a few words of the same letter case is one of them: a plan, a level, a method.
bool none_is_category(const std::string& name, const TextView& view) {
  constexpr std::size_t kFewValues = 30;
  if (has_sense(name, NameSense::NoneNatural)) return true;
  std::int64_t alike = 0;
  char style = 'N';
  for (const TextView::KindCount& count : view.kinds) style = count.kind.name == "none" ? count.kind.style : style;
  for (const TextView::KindCount& count : view.kinds) alike += count.kind.style == style ? count.rows : 0;
  return view.complete && view.values.size() <= kFewValues && is_more_than(alike, 0.9, view.profile->filled());
}

struct PlaceholderCount {
  std::int64_t rows = 0;
  std::vector<std::string> samples;
};

PlaceholderCount count_placeholders(const std::string& name, const TextView& view) {
  PlaceholderCount found;
  const bool region = is_region_code(name, view);
  std::int64_t strong = view.rows_of(Family::Placeholder);
  if (region) {
    for (const TextView::Value& value : view.values) {
      if (text::equals_ignore_case(text::trim(value.text), "na")) strong -= value.rows;
    }
  }
  if (strong > 0) found.samples = view.samples_of(Family::Placeholder);
  std::int64_t weak = view.rows_named("phw");
  if (!none_is_category(name, view)) weak += view.rows_named("none");
  const bool weak_counts = strong > 0 || (!is_more_than(weak, limit::kWeakPlaceholderRatio, view.profile->filled()) &&
                                          !has_sense(name, NameSense::NoneNatural));
  found.rows = strong;
  if (weak_counts && weak > 0) {
    found.rows += weak;
    const auto more = view.samples_of(Family::WeakPlaceholder);
    found.samples.insert(found.samples.end(), more.begin(), more.end());
  }
  found.rows += view.rows_of(Family::Blank);
  return found;
}

void find_placeholders(const RuleContext& context, const TextView& view, Anomalies& out) {
  const ColumnProfile& p = *view.profile;
  const PlaceholderCount found = count_placeholders(context.name(p.column), view);
  if (found.rows < limit::kPlaceholderRows || !is_more_than(found.rows, limit::kPlaceholderRatio, p.rows)) return;
  Anomaly anomaly = make_anomaly(context, "placeholder", p.column, found.rows);
  anomaly.severity = context.is_key(p.column) ? Severity::High : Severity::Medium;
  anomaly.detail = std::to_string(found.rows) + " values only say that there is none (such as N/A, -, blank)";
  anomaly.examples = context.examples(p.column, found.samples);
  anomaly.sql = context.frequent_values(p.column);
  anomaly.intended = "the word may be a category of its own here";
  out.push_back(std::move(anomaly));
}

struct TopValue {
  std::string text;
  std::int64_t rows = 0;
  std::int64_t distinct = 0;  ///< at least
};

TopValue top_of(const Answer& answer) {
  TopValue top;
  for (const Group& group : answer.groups) {
    if (group.kind == "null" || (group.value && text::trim(*group.value).empty())) continue;
    top.distinct += group.values;
    const bool single = group.value.has_value() || group.kind.starts_with('s');
    if (single && group.rows > top.rows) {
      top.rows = group.rows;
      top.text = group.value ? *group.value : group.kind.substr(1);
    }
  }
  return top;
}

bool is_expected_to_stay(const RuleContext& context, const ColumnProfile& p) {
  const std::string& name = context.name(p.column);
  return context.is_partition(p.column) || has_sense(name, NameSense::LoadTime) || p.type == TypeClass::Boolean ||
         p.rows < limit::kSmallTable;
}

void find_constant(const RuleContext& context, const ColumnProfile& p, Anomalies& out) {
  if (p.null_ratio() > limit::kConstantNulls || is_expected_to_stay(context, p)) return;
  Anomaly anomaly = make_anomaly(context, "constant", p.column, p.filled());
  anomaly.severity = Severity::Info;
  anomaly.detail = "every row holds the same value";
  anomaly.examples = context.examples(p.column, {p.min.value_or("")});
  anomaly.sql = "SELECT count(DISTINCT " + context.quoted(p.column) + ") FROM " + context.relation();
  anomaly.intended = "the table may hold one tenant, one currency or one load";
  anomaly.severity = Severity::Low;
  out.push_back(std::move(anomaly));
}

/// True or false in words: that nearly all are one of the two is what flags are for.
bool is_flag_text(const TextView* view) {
  return view != nullptr && view->complete && view->values.size() <= 4 &&
         is_more_than(view->rows_of(Family::Boolean), 0.99, view->present);
}

void find_dominant(const RuleContext& context, const ColumnProfile& p, Anomalies& out) {
  const Answer* answer =
      context.answer(p.type == TypeClass::Text ? QuestionKind::Text : QuestionKind::Number, p.column);
  if (!answer || is_expected_to_stay(context, p) || has_sense(context.name(p.column), NameSense::Flag) ||
      is_flag_text(context.text(p.column)))
    return;
  const TopValue top = top_of(*answer);
  if (top.distinct < 2 || !is_more_than(top.rows, limit::kDominant, p.filled())) return;
  if (p.is_number() && top.text.find_first_not_of("0.") == std::string::npos) return;  // most things cost no extra
  if (p.null_ratio() > limit::kNullRatio) return;
  Anomaly anomaly = make_anomaly(context, "dominant_value", p.column, top.rows);
  anomaly.severity = Severity::Low;
  anomaly.detail = "one value fills " + percent(static_cast<double>(top.rows) / static_cast<double>(p.filled())) +
                   " of the column beside at least " + std::to_string(top.distinct - 1) + " others";
  anomaly.examples = context.examples(p.column, {top.text});
  anomaly.sql = context.frequent_values(p.column);
  anomaly.intended = "most rows may really be alike in this respect";
  out.push_back(std::move(anomaly));
}

bool has_one_value(const ColumnProfile& p) {
  if (p.type == TypeClass::Boolean) return false;
  return p.filled() > 0 && p.min && p.max && *p.min == *p.max && p.approx_distinct.value_or(0) <= 1;
}

}  // namespace

void find_completeness(const RuleContext& context, Anomalies& out) {
  for (const ColumnProfile& p : context.profiles) {
    find_nulls(context, p, out);
    if (const TextView* view = context.text(p.column)) find_placeholders(context, *view, out);
    if (has_one_value(p)) {
      find_constant(context, p, out);
    } else {
      find_dominant(context, p, out);
    }
  }
}

}  // namespace lakecode::profile
