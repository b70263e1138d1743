#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/profile/rules.h"
#include "analysis/profile/thresholds.h"
#include "sql/literals.h"

namespace lakecode::profile {

namespace {

using result::Severity;

std::int64_t rows_of(const Answer& answer, std::string_view kind) {
  std::int64_t rows = 0;
  for (const Group& group : answer.groups) rows += group.kind == kind ? group.rows : 0;
  return rows;
}

void find_orphans(const RuleContext& context, const Answer& answer, Anomalies& out) {
  const Reference& reference = context.facts.references[answer.question.reference];
  const std::int64_t missing = rows_of(answer, "miss");
  const std::int64_t found = rows_of(answer, "hit");
  if (missing == 0) return;
  const double share = static_cast<double>(missing) / static_cast<double>(missing + found);
  if (!reference.declared && share > thresholds::kGuessedOrphans) return;
  const std::size_t column = answer.question.columns.back();
  Anomaly anomaly = make_anomaly(context, "orphan", column, missing);
  anomaly.count = project(context.facts, missing, answer.scale);
  if (context.sampling.sampled) anomaly.ratio = share;
  anomaly.severity = Severity::High;
  const std::string parent = sql::quote_name(reference.parent);
  anomaly.detail = (answer.scale > 1.0 ? "about " : "") + std::to_string(*anomaly.count) + " rows refer to a " +
                   reference.parent_column + " that " +
                   (reference.parent.empty() ? std::string("the other table") : reference.parent.back()) +
                   " does not have" + (reference.declared ? "" : " (the reference is guessed from names)");
  std::vector<std::string> samples;
  for (const Group& group : answer.groups) {
    if (group.kind == "miss") samples.insert(samples.end(), group.samples.begin(), group.samples.end());
  }
  anomaly.examples = context.examples(column, samples);
  const std::string c = context.quoted(column);
  anomaly.sql = "SELECT c." + c + ", count(*) AS n FROM " + context.relation() + " AS c LEFT ANTI JOIN " + parent +
                " AS p ON p." + sql::quote_identifier(reference.parent_column) + " = c." + c + " WHERE c." + c +
                " IS NOT NULL GROUP BY 1 ORDER BY n DESC LIMIT 20";
  anomaly.intended = "the other table may be filtered, or its rows may be deleted on purpose";
  out.push_back(std::move(anomaly));
}

struct PairFault {
  const Answer* answer = nullptr;
  std::int64_t bad = 0;
};

bool is_rule(const Answer& answer, std::int64_t bad) {
  const std::int64_t ok = rows_of(answer, "ok");
  return bad > 0 && static_cast<double>(bad) <= thresholds::kPairBad * static_cast<double>(bad + ok);
}

void add_pair(const RuleContext& context, const PairFault& fault, Anomalies& out) {
  const Question& question = fault.answer->question;
  const std::size_t column = question.columns.back();
  Anomaly anomaly = make_anomaly(context, "inconsistent_pair", column, fault.bad);
  anomaly.severity = Severity::Medium;
  std::string names;
  for (std::size_t i = 0; i + 1 < question.columns.size(); ++i)
    names += (i == 0 ? "" : ", ") + context.name(question.columns[i]);
  anomaly.detail = std::to_string(fault.bad) + " rows have " + context.name(column) +
                   (question.kind == QuestionKind::Total ? " not equal to what follows from " : " before or below ") +
                   names;
  // The condition names the table by its alias, so the statement has to as well.
  anomaly.sql = "SELECT count(*) FROM " + context.relation() + " AS s WHERE " + question.failing;
  anomaly.intended = question.kind == QuestionKind::Total ? "a discount or fee may be missing from the sum"
                                                          : "clocks or time zones of the two sources may differ";
  out.push_back(std::move(anomaly));
}

void find_pairs(const RuleContext& context, Anomalies& out) {
  std::vector<PairFault> faults;
  for (const Answer& answer : context.answers) {
    if (answer.question.kind != QuestionKind::Pair && answer.question.kind != QuestionKind::Total) continue;
    const std::int64_t bad = rows_of(answer, "bad");
    if (is_rule(answer, bad)) faults.push_back({&answer, bad});
  }
  // A date that is too early breaks all pairs it should come last in, one too late those it comes first in: of such
  // pairs the one with most faults speaks.
  std::stable_sort(faults.begin(), faults.end(), [](const PairFault& a, const PairFault& b) { return a.bad > b.bad; });
  std::vector<const Question*> told;
  for (const PairFault& fault : faults) {
    const auto& columns = fault.answer->question.columns;
    const bool same = std::any_of(told.begin(), told.end(), [&](const Question* other) {
      return other->columns.front() == columns.front() || other->columns.back() == columns.back();
    });
    if (same) continue;
    told.push_back(&fault.answer->question);
    add_pair(context, fault, out);
  }
}

}  // namespace

void find_references(const RuleContext& context, Anomalies& out) {
  for (const Answer& answer : context.answers) {
    if (answer.question.kind == QuestionKind::Reference) find_orphans(context, answer, out);
  }
  find_pairs(context, out);
}

}  // namespace lakecode::profile
