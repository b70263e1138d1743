#include "analysis/contract/proposal.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/profile/column_names.h"
#include "analysis/profile/day_series.h"
#include "analysis/profile/masking.h"
#include "analysis/profile/sql_dates.h"
#include "analysis/profile/text_kinds.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "base/yaml.h"

namespace lakecode::contract {
namespace {

using profile::Answer;
using profile::ColumnProfile;
using profile::NameSense;
using profile::QuestionKind;

constexpr std::size_t kMostListed = 20;   // more values are no closed list
constexpr std::int64_t kEnoughRows = 50;  // fewer show no habit

std::string scalar(const std::string& text) {
  return yaml::to_inline(JsonValue(text));
}

class Proposer {
 public:
  Proposer(const Measured& measured, const std::vector<profile::Anomaly>& anomalies) : measured_(measured) {
    for (const profile::Anomaly& anomaly : anomalies) {
      if (anomaly.severity > result::Severity::Info) faults_.insert({anomaly.column.value_or(""), anomaly.kind});
    }
  }

  std::string write() {
    const auto& facts = measured_.facts;
    out_ = "# What " + text::join(facts.name, ".") + " promised on " + format_rfc3339(measured_.as_of).substr(0, 10) +
           ", proposed from its profile. Edit it: keep what is meant,\n# drop what is chance. Checked by the input "
           "`contract` of the workflow prove_table.\nversion: 1\ntable: " +
           scalar(text::join(facts.name, ".")) + "\n";
    write_rows();
    write_freshness();
    out_ += "columns:\n";
    for (const ColumnProfile& p : measured_.profiles) write_column(p);
    write_references();
    return std::move(out_);
  }

 private:
  [[nodiscard]] const std::string& name_of(const ColumnProfile& p) const {
    return measured_.facts.columns[p.column].name;
  }
  [[nodiscard]] bool has_fault(const ColumnProfile& p, std::string_view kind) const {
    return faults_.contains({name_of(p), std::string(kind)});
  }

  [[nodiscard]] const Answer* answer(QuestionKind kind, std::size_t column) const {
    for (const Answer& each : measured_.answers) {
      if (each.question.kind == kind && each.question.columns.size() == 1 && each.question.columns.back() == column)
        return &each;
    }
    return nullptr;
  }

  void write_rows() {
    if (!measured_.facts.row_count || *measured_.facts.row_count < kEnoughRows) return;
    // Half of today's rows: a table that loses more has lost a load.
    out_ += "rows: {min: " + std::to_string(*measured_.facts.row_count / 2) + "}\n";
  }

  /// The time column that tells the rows' own time, and how long it may be silent: the longest usual gap, half as much
  /// again.
  void write_freshness() {
    for (const ColumnProfile& p : measured_.profiles) {
      const Answer* days = answer(QuestionKind::Day, p.column);
      const std::string& name = name_of(p);
      const bool own =
          !profile::has_sense(name, NameSense::SideTime) && !profile::has_sense(name, NameSense::FutureNatural);
      if (!p.is_time() || days == nullptr || !own || has_fault(p, "freshness_gap")) continue;
      profile::DayCounts counts;
      for (const profile::Group& group : days->groups) {
        if (const auto day = profile::parse_day(group.kind)) counts[*day] += group.rows;
      }
      if (counts.size() < 20) continue;
      std::vector<std::int64_t> gaps;
      for (auto next = std::next(counts.begin()); next != counts.end(); ++next)
        gaps.push_back((next->first - std::prev(next)->first).count());
      std::sort(gaps.begin(), gaps.end());
      const std::int64_t rare = gaps[gaps.size() * 95 / 100];
      const auto newest = p.newest_valid ? profile::parse_day(*p.newest_valid) : std::nullopt;
      const std::int64_t allowed = std::max<std::int64_t>(rare + (rare + 1) / 2, 2);
      if (!newest || measured_.as_of - WallTime(*newest) > std::chrono::hours(24 * allowed)) continue;
      out_ += "freshness: {column: " + scalar(name) + ", max_age: " + std::to_string(allowed) + "d}\n";
      return;
    }
  }

  void write_column(const ColumnProfile& p) {
    const profile::ColumnFacts& facts = measured_.facts.columns[p.column];
    out_ +=
        "  " + scalar(facts.name) + ": {type: " + scalar(facts.type_text.empty() ? facts.type_name : facts.type_text);
    if (p.rows >= kEnoughRows) {
      if (p.nulls == 0) out_ += ", not_null: true";
      if (p.nulls > 0 && p.filled() > 0) out_ += ", max_null_ratio: " + ratio_text(p.null_ratio());
      if (is_unique(p)) out_ += ", unique: true";
      write_values(p);
    }
    out_ += "}\n";
  }

  /// Half as many again may be missing, in whole percents.
  static std::string ratio_text(double ratio) {
    const int percents = std::min(100, static_cast<int>(std::ceil(ratio * 150.0)));
    return percents == 100 ? "1" : "0." + std::string(percents < 10 ? "0" : "") + std::to_string(percents);
  }

  [[nodiscard]] bool is_unique(const ColumnProfile& p) const {
    const Answer* key = answer(QuestionKind::Key, p.column);
    if (key == nullptr || measured_.sampling.sampled) return false;
    return std::all_of(key->groups.begin(), key->groups.end(),
                       [](const profile::Group& group) { return group.kind == "null" || group.extra == 0; });
  }

  void write_values(const ColumnProfile& p) {
    const std::string& name = name_of(p);
    if (p.is_number()) {
      const bool identifier = profile::has_sense(name, NameSense::Identifier);
      if (p.min && p.negatives == 0 && !identifier && !profile::has_sense(name, NameSense::Signed)) out_ += ", min: 0";
      return;
    }
    if (p.type != profile::TypeClass::Text || profile::hints_at_person(name)) return;
    const Answer* texts = answer(QuestionKind::Text, p.column);
    if (texts != nullptr) write_texts(p, *texts);
  }

  void write_texts(const ColumnProfile& p, const Answer& texts) {
    for (std::string_view kind :
         {"case_or_space", "placeholder", "mixed_format", "pii", "dominant_value", "constant"}) {
      if (has_fault(p, kind)) return;
    }
    std::vector<std::string> values;
    std::int64_t uuids = 0;
    for (const profile::Group& group : texts.groups) {
      const profile::TextKind kind = profile::parse_text_kind(group.kind);
      if (kind.family == profile::Family::Uuid) uuids += group.rows;
      if (kind.family == profile::Family::Null) continue;
      if (!group.value) values.resize(kMostListed + 1);
      if (group.value && values.size() <= kMostListed) values.push_back(*group.value);
    }
    if (uuids == p.filled() && uuids > 0) {
      out_ += ", pattern: '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$'";
    }
    const bool closed =
        !values.empty() && values.size() <= kMostListed && p.filled() >= 20 * static_cast<std::int64_t>(values.size());
    if (!closed || measured_.sampling.sampled) return;
    std::sort(values.begin(), values.end());
    out_ += ", allowed: [";
    for (std::size_t i = 0; i < values.size(); ++i) out_ += (i == 0 ? "" : ", ") + scalar(values[i]);
    out_ += "]";
  }

  void write_references() {
    std::string list;
    for (const profile::Reference& reference : measured_.facts.references) {
      if (!reference.declared || reference.parent.size() != 3 || faults_.contains({reference.column, "orphan"}))
        continue;
      list += "  - {column: " + scalar(reference.column) + ", table: " + scalar(text::join(reference.parent, ".")) +
              ", key: " + scalar(reference.parent_column) + "}\n";
    }
    if (!list.empty()) out_ += "references:\n" + list;
  }

  const Measured& measured_;
  std::set<std::pair<std::string, std::string>> faults_;
  std::string out_;
};

}  // namespace

std::string propose_contract(const Measured& measured, const std::vector<profile::Anomaly>& anomalies) {
  return Proposer(measured, anomalies).write();
}

}  // namespace lakecode::contract
