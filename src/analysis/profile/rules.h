#pragma once
// The rule families and what they share: read-only views on the answers, and a builder for anomalies. Pure.

#include <map>
#include <string>
#include <vector>

#include "analysis/profile/anomaly.h"
#include "analysis/profile/column_profile.h"
#include "analysis/profile/scan_plan.h"
#include "analysis/profile/text_kinds.h"

namespace lakecode::profile {

/// One text column's values, counted by kind.
struct TextView {
  struct Value {
    std::string text;
    TextKind kind;
    std::int64_t rows = 0;
  };
  struct KindCount {
    TextKind kind;
    std::int64_t rows = 0;
    std::int64_t values = 0;
    std::vector<std::string> samples;
  };
  const ColumnProfile* profile = nullptr;
  std::vector<KindCount> kinds;  ///< flags kept apart: "~M:text" and "M:text" are two
  std::vector<Value> values;     ///< listed one by one, most frequent first
  bool complete = false;         ///< every value is listed
  std::int64_t present = 0;      ///< rows that are neither null, blank nor a placeholder

  [[nodiscard]] std::int64_t rows_of(Family family) const;
  [[nodiscard]] std::int64_t rows_named(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> samples_of(Family family) const;
  /// Rows by kind name, flags ignored, of one family.
  [[nodiscard]] std::map<std::string, std::int64_t> by_name(Family family) const;
};

struct RuleContext {
  const TableFacts& facts;
  const std::vector<ColumnProfile>& profiles;
  const std::vector<Answer>& answers;
  const Sampling& sampling;
  WallTime as_of;
  std::map<std::size_t, TextView> texts;  ///< by column

  RuleContext(const TableFacts& table, const std::vector<ColumnProfile>& columns, const std::vector<Answer>& scan2,
              const Sampling& sample, WallTime now);

  [[nodiscard]] const std::string& name(std::size_t column) const { return facts.columns[column].name; }
  /// The answer of this kind that judges `column`; nullptr when it was not asked or not answered.
  [[nodiscard]] const Answer* answer(QuestionKind kind, std::size_t column) const;
  [[nodiscard]] const TextView* text(std::size_t column) const;
  [[nodiscard]] double scale() const;                   ///< rows of the table for each row read
  [[nodiscard]] bool is_key(std::size_t column) const;  ///< declared, or named like the table's key
  [[nodiscard]] bool is_partition(std::size_t column) const;
  /// "SELECT count(*) FROM t WHERE " + condition
  [[nodiscard]] std::string count_where(const std::string& condition) const;
  /// The most frequent values of a column, as SQL.
  [[nodiscard]] std::string frequent_values(std::size_t column) const;
  [[nodiscard]] std::string quoted(std::size_t column) const;
  [[nodiscard]] std::string relation() const;
  /// Examples from `values`, masked where the column may be personal; at most three, none twice.
  [[nodiscard]] std::vector<std::string> examples(std::size_t column, const std::vector<std::string>& values) const;
};

using Anomalies = std::vector<Anomaly>;

/// An anomaly of `kind` on `column` about `rows` of the rows read; count and ratio are filled, and projected if
/// sampled.
Anomaly make_anomaly(const RuleContext& context, std::string_view kind, std::size_t column, std::int64_t rows);

std::string percent(double ratio);  ///< "12 %", "99.7 %", "0.040 %"; "100 %" and "0 %" only of all and none

void find_completeness(const RuleContext& context, Anomalies& out);  ///< null_ratio placeholder constant dominant_value
void find_uniqueness(const RuleContext& context, Anomalies& out);    ///< duplicate_row duplicate_key
void find_text(const RuleContext& context, Anomalies& out);          ///< mixed_format case_or_space type_text
void find_personal(const RuleContext& context, Anomalies& out);      ///< pii
void find_numbers(const RuleContext& context, Anomalies& out);       ///< outlier negative_value placeholder
void find_time(const RuleContext& context, Anomalies& out);  ///< impossible_date future_date freshness_gap time_gap
void find_references(const RuleContext& context, Anomalies& out);  ///< orphan inconsistent_pair
void find_layout(const RuleContext& context, Anomalies& out);      ///< schema_drift partition_skew small_files

}  // namespace lakecode::profile
