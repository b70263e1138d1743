#include "analysis/profile/evaluate.h"

#include <algorithm>

#include "analysis/profile/rules.h"
#include "base/text.h"

namespace lakecode::profile {

namespace {

/// The rules tell of the rows they saw; of a sample the reader wants to know what that means for the table.
void tell_projection(Anomaly& anomaly) {
  // These count days, columns or files, or were counted over the whole table or said to be projected already.
  static constexpr std::string_view kOtherwise[] = {"duplicate_key", "orphan",         "freshness_gap", "time_gap",
                                                    "schema_drift",  "partition_skew", "small_files"};
  const bool otherwise = std::find(std::begin(kOtherwise), std::end(kOtherwise), anomaly.kind) != std::end(kOtherwise);
  if (otherwise || !anomaly.count || *anomaly.count == 0) return;
  anomaly.detail += "; of the sample read, so about " + text::group_digits(*anomaly.count) + " rows of the table";
}

}  // namespace

Judgement evaluate(const TableFacts& facts, const std::vector<ColumnProfile>& profiles,
                   const std::vector<Answer>& answers, const Sampling& sampling, WallTime as_of) {
  const RuleContext context(facts, profiles, answers, sampling, as_of);
  Judgement judgement;
  Anomalies& out = judgement.anomalies;
  find_completeness(context, out);
  find_uniqueness(context, out);
  find_text(context, out);
  find_personal(context, out);
  find_numbers(context, out);
  find_time(context, out);
  find_references(context, out);
  find_layout(context, out);
  if (sampling.sampled) {
    for (Anomaly& anomaly : out) tell_projection(anomaly);
  }
  const auto place = [&](const Anomaly& anomaly) {
    return anomaly.column ? facts.find_column(*anomaly.column).value_or(facts.columns.size()) : 0;
  };
  std::stable_sort(out.begin(), out.end(), [&](const Anomaly& a, const Anomaly& b) {
    if (a.severity != b.severity) return a.severity > b.severity;
    return place(a) < place(b);
  });
  judgement.verdict = judge(out);
  return judgement;
}

}  // namespace lakecode::profile
