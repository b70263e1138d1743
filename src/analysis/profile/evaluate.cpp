#include "analysis/profile/evaluate.h"

#include <algorithm>

#include "analysis/profile/rules.h"

namespace lakecode::profile {

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
