#include "analysis/profile/rules.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "analysis/profile/column_names.h"
#include "analysis/profile/masking.h"
#include "sql/literals.h"

namespace lakecode::profile {

namespace {

void add_kind(TextView& view, const TextKind& kind, const Group& group) {
  const auto same = std::find_if(view.kinds.begin(), view.kinds.end(), [&](const TextView::KindCount& k) {
    return k.kind.name == kind.name && k.kind.style == kind.style && k.kind.untrimmed == kind.untrimmed;
  });
  TextView::KindCount& count = same != view.kinds.end() ? *same : view.kinds.emplace_back();
  count.kind = kind;
  count.rows += group.rows;
  count.values += group.values;
  if (count.samples.size() < 3) count.samples.insert(count.samples.end(), group.samples.begin(), group.samples.end());
}

TextView view_of(const ColumnProfile& profile, const Answer& answer) {
  TextView view;
  view.profile = &profile;
  view.complete = answer.question.by_value;
  for (const Group& group : answer.groups) {
    const TextKind kind = parse_text_kind(group.kind);
    add_kind(view, kind, group);
    if (kind.family == Family::Null) continue;
    if (!group.value) {
      view.complete = false;
    } else {
      view.values.push_back({*group.value, kind, group.rows});
    }
    const bool present =
        kind.family != Family::Blank && kind.family != Family::Placeholder && kind.family != Family::WeakPlaceholder;
    if (present) view.present += group.rows;
  }
  return view;
}

}  // namespace

std::int64_t TextView::rows_of(Family family) const {
  std::int64_t rows = 0;
  for (const KindCount& count : kinds) rows += count.kind.family == family ? count.rows : 0;
  return rows;
}

std::int64_t TextView::rows_named(std::string_view name) const {
  std::int64_t rows = 0;
  for (const KindCount& count : kinds) rows += count.kind.name == name ? count.rows : 0;
  return rows;
}

std::vector<std::string> TextView::samples_of(Family family) const {
  std::vector<std::string> out;
  for (const KindCount& count : kinds) {
    if (count.kind.family == family) out.insert(out.end(), count.samples.begin(), count.samples.end());
  }
  return out;
}

std::map<std::string, std::int64_t> TextView::by_name(Family family) const {
  std::map<std::string, std::int64_t> out;
  for (const KindCount& count : kinds) {
    if (count.kind.family == family) out[count.kind.name] += count.rows;
  }
  return out;
}

RuleContext::RuleContext(const TableFacts& table, const std::vector<ColumnProfile>& columns,
                         const std::vector<Answer>& scan2, const Sampling& sample, WallTime now)
    : facts(table), profiles(columns), answers(scan2), sampling(sample), as_of(now) {
  for (const ColumnProfile& profile : profiles) {
    if (profile.type != TypeClass::Text) continue;
    if (const Answer* found = answer(QuestionKind::Text, profile.column))
      texts.emplace(profile.column, view_of(profile, *found));
  }
}

double RuleContext::scale() const {
  return projection(facts, sampling, profiles.empty() ? 0 : profiles.front().rows);
}

const Answer* RuleContext::answer(QuestionKind kind, std::size_t column) const {
  for (const Answer& candidate : answers) {
    if (candidate.question.kind == kind && candidate.question.columns.size() == 1 &&
        candidate.question.columns.back() == column) {
      return &candidate;
    }
  }
  return nullptr;
}

const TextView* RuleContext::text(std::size_t column) const {
  const auto found = texts.find(column);
  return found == texts.end() ? nullptr : &found->second;
}

bool RuleContext::is_key(std::size_t column) const {
  if (!facts.primary_key.empty()) {
    return std::any_of(facts.primary_key.begin(), facts.primary_key.end(),
                       [&](const std::string& key) { return facts.find_column(key) == column; });
  }
  return names_key_of(name(column), facts.short_name());
}

bool RuleContext::is_partition(std::size_t column) const {
  const auto& names = facts.detail.partition_columns;
  return std::any_of(names.begin(), names.end(), [&](const std::string& n) { return facts.find_column(n) == column; });
}

std::string RuleContext::relation() const {
  return sql::quote_name(facts.name);
}
std::string RuleContext::quoted(std::size_t column) const {
  return sql::quote_identifier(name(column));
}

std::string RuleContext::count_where(const std::string& condition) const {
  return "SELECT count(*) FROM " + relation() + " WHERE " + condition;
}

std::string RuleContext::frequent_values(std::size_t column) const {
  return "SELECT " + quoted(column) + ", count(*) AS n FROM " + relation() + " GROUP BY " + quoted(column) +
         " ORDER BY n DESC LIMIT 50";
}

std::vector<std::string> RuleContext::examples(std::size_t column, const std::vector<std::string>& values) const {
  const TypeClass type = facts.columns[column].type();
  bool masked =
      type == TypeClass::Text && (hints_at_person(name(column)) || has_sense(name(column), NameSense::FreeText));
  if (const TextView* view = text(column)) {
    masked = masked || view->rows_of(Family::Email) + view->rows_of(Family::Phone) + view->rows_of(Family::Personal) +
                               view->rows_of(Family::Hidden) >
                           0;
  }
  std::vector<std::string> out;
  for (const std::string& value : values) {
    std::string shown = show(value, masked);
    if (out.size() < 3 && std::find(out.begin(), out.end(), shown) == out.end()) out.push_back(std::move(shown));
  }
  return out;
}

Anomaly make_anomaly(const RuleContext& context, std::string_view kind, std::size_t column, std::int64_t rows) {
  Anomaly anomaly;
  anomaly.kind = std::string(kind);
  anomaly.column = context.name(column);
  anomaly.count = project(context.facts, rows, context.scale());
  const std::int64_t all = context.profiles.empty() ? 0 : context.profiles.front().rows;
  anomaly.ratio = all == 0 ? 0.0 : static_cast<double>(rows) / static_cast<double>(all);
  return anomaly;
}

std::string percent(double ratio) {
  const double value = ratio * 100.0;
  if (value <= 0.0) return "0 %";
  if (value >= 100.0) return "100 %";
  if (value < 0.001) return "less than 0.001 %";
  if (value > 99.999) return "more than 99.999 %";
  // Near both ends the first digit that tells it from nothing or all.
  const double distance = std::min(value, 100.0 - value);
  const int digits = value >= 10.0 && value < 99.0 ? 0 : distance >= 0.1 ? 1 : 3;
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.*f %%", digits, value);
  return buffer;
}

const std::vector<std::string_view>& anomaly_kinds() {
  static const std::vector<std::string_view> kKinds{
      "null_ratio",    "duplicate_row", "duplicate_key",    "constant",       "dominant_value", "mixed_format",
      "case_or_space", "outlier",       "impossible_date",  "future_date",    "freshness_gap",  "time_gap",
      "orphan",        "pii",           "schema_drift",     "partition_skew", "small_files",    "negative_value",
      "placeholder",   "type_text",     "inconsistent_pair"};
  return kKinds;
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Pass:
      return "pass";
    case Verdict::Warn:
      return "warn";
    case Verdict::Fail:
      return "fail";
  }
  return "fail";
}

Verdict judge(const std::vector<Anomaly>& anomalies) {
  Verdict verdict = Verdict::Pass;
  for (const Anomaly& anomaly : anomalies) {
    if (anomaly.severity >= result::Severity::High) return Verdict::Fail;
    if (anomaly.severity >= result::Severity::Low) verdict = Verdict::Warn;
  }
  return verdict;
}

}  // namespace lakecode::profile
