#include <algorithm>

#include "analysis/profile/rules.h"
#include "analysis/profile/thresholds.h"
#include "base/text.h"

namespace lakecode::profile {

namespace {

using result::Severity;
namespace limit = thresholds;

/// One word for each type: the history writes "long" where a schema writes "bigint".
std::string plain_type(const ColumnFacts& column) {
  std::string type =
      text::replace_all(text::to_lower(column.type_text.empty() ? column.type_name : column.type_text), " ", "");
  if (type == "long") return "bigint";
  if (type == "integer") return "int";
  if (type == "short") return "smallint";
  if (type == "byte") return "tinyint";
  if (type == "real") return "float";
  if (type == "varchar" || type == "text") return "string";
  if (type == "decimal") return "decimal(10,0)";
  return type;
}

const ColumnFacts* find_in(const std::vector<ColumnFacts>& columns, const std::string& name) {
  for (const ColumnFacts& column : columns) {
    if (text::equals_ignore_case(column.name, name)) return &column;
  }
  return nullptr;
}

void add_drift(const RuleContext& context, const std::string& column, const std::string& what, Severity severity,
               Anomalies& out) {
  Anomaly anomaly;
  anomaly.kind = "schema_drift";
  anomaly.column = column;
  anomaly.severity = severity;
  anomaly.count = 1;
  anomaly.detail = what + " since " + context.facts.earlier->source;
  anomaly.sql = "DESCRIBE HISTORY " + context.relation();
  anomaly.intended = "the change may be announced and its readers adapted";
  out.push_back(std::move(anomaly));
}

void find_drift(const RuleContext& context, Anomalies& out) {
  if (!context.facts.earlier) return;
  const auto& before = context.facts.earlier->columns;
  for (const ColumnFacts& old : before) {
    const ColumnFacts* now = find_in(context.facts.columns, old.name);
    if (!now) {
      add_drift(context, old.name, "the column is gone", Severity::High, out);
    } else if (!plain_type(old).empty() && plain_type(old) != plain_type(*now)) {
      add_drift(context, now->name, "the type changed from " + plain_type(old) + " to " + plain_type(*now),
                Severity::Medium, out);
    }
  }
  for (const ColumnFacts& now : context.facts.columns) {
    if (!find_in(before, now.name)) add_drift(context, now.name, "the column is new", Severity::Low, out);
  }
}

std::vector<std::int64_t> partition_sizes(const RuleContext& context, std::size_t column) {
  std::vector<std::int64_t> sizes;
  for (QuestionKind kind : {QuestionKind::Day, QuestionKind::Text, QuestionKind::Number}) {
    const Answer* answer = context.answer(kind, column);
    if (!answer) continue;
    for (const Group& group : answer->groups) {
      if (kind == QuestionKind::Day ? group.kind.size() == 10 : group.value.has_value()) sizes.push_back(group.rows);
    }
    break;
  }
  std::sort(sizes.begin(), sizes.end());
  return sizes;
}

void find_skew(const RuleContext& context, const std::string& name, Anomalies& out) {
  const auto column = context.facts.find_column(name);
  if (!column) return;
  const std::vector<std::int64_t> sizes = partition_sizes(context, *column);
  if (sizes.size() < 3 || context.profiles.empty()) return;
  const std::int64_t largest = sizes.back();
  const std::int64_t median = sizes[sizes.size() / 2];
  const double share = static_cast<double>(largest) / static_cast<double>(context.profiles.front().rows);
  if (static_cast<double>(largest) <= limit::kSkewFactor * static_cast<double>(median) || share <= limit::kSkewShare)
    return;
  Anomaly anomaly = make_anomaly(context, "partition_skew", *column, largest);
  anomaly.severity = Severity::Medium;
  anomaly.detail = "the largest partition holds " + percent(share) + " of the rows, the median one " +
                   std::to_string(median) + " rows";
  anomaly.sql = context.frequent_values(*column);
  anomaly.intended = "one customer or day may really be that large";
  out.push_back(std::move(anomaly));
}

void find_small_files(const RuleContext& context, Anomalies& out) {
  const TableDetail& detail = context.facts.detail;
  if (!detail.num_files || !detail.size_in_bytes || *detail.num_files < limit::kFewFiles) return;
  const std::int64_t files = *detail.num_files;
  const std::int64_t mean = *detail.size_in_bytes / files;
  const std::int64_t needed = *detail.size_in_bytes / limit::kTargetFileBytes + 1;
  const bool many = files > limit::kManyFiles && mean < limit::kSmallFileBytes;
  if (!many && files <= limit::kFilesOverTarget * needed) return;
  Anomaly anomaly;
  anomaly.kind = "small_files";
  anomaly.count = files;
  anomaly.severity = Severity::Low;
  anomaly.detail = std::to_string(files) + " files of " + std::to_string(mean / 1024) + " KiB on average; " +
                   std::to_string(needed) + " would do";
  anomaly.sql = "DESCRIBE DETAIL " + context.relation();
  anomaly.intended = "files are small right after a stream wrote them; OPTIMIZE joins them";
  out.push_back(std::move(anomaly));
}

}  // namespace

void find_layout(const RuleContext& context, Anomalies& out) {
  find_drift(context, out);
  for (const std::string& column : context.facts.detail.partition_columns) find_skew(context, column, out);
  find_small_files(context, out);
}

}  // namespace lakecode::profile
