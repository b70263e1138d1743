#include "policy/explain.h"

#include "policy/conditions.h"

namespace lakecode::policy {
namespace {

std::string_view word_for(Truth truth) {
  switch (truth) {
    case Truth::Yes:
      return "fits";
    case Truth::No:
      return "does not fit";
    case Truth::Unknown:
      return "is not known";
    case Truth::Fault:
      break;
  }
  return "could not be evaluated";
}

/// The condition that decided, when one says no; else all of them.
std::string reasons_of(const Subject& subject) {
  std::string all;
  for (const Condition& condition : conditions()) {
    if (!condition.is_asked(subject.rule.match)) continue;
    const Truth truth = condition.judge(subject);
    std::string found = condition.found(subject);
    if (found == "not known") found = "it";
    std::string line = std::string(condition.name) + ": " + found + " " + std::string(word_for(truth));
    if (truth == Truth::No) return line;
    all += (all.empty() ? "" : "; ") + std::move(line);
  }
  return all.empty() ? "it asks for nothing, so every act fits" : all;
}

}  // namespace

std::vector<RuleReport> explain(const Policy& policy, const Act& act, const PatternLimits& limits) {
  std::vector<RuleReport> reports;
  const Parts parts(act);
  MatchBudget budget(limits);
  for (std::size_t i = 0; i < parts.all().size(); ++i) {
    const Part& part = parts.all()[i];
    for (const Rule& rule : policy.rules()) {
      budget.reset();
      const Subject subject{.rule = rule, .part = part, .act = act, .budget = budget};
      const Truth truth = judge_rule(subject);
      budget.reset();
      RuleReport report{.rule = &rule, .part = i, .is_fault = truth == Truth::Fault, .why = reasons_of(subject)};
      report.speaks = speaks(truth, rule);
      if (report.speaks && rule.ruling == Ruling::Allow && !may_allow(rule, part)) {
        report.speaks = false;
        report.why += part.parsed ? "; an allow covers DESTRUCTIVE only where it names the class, the kind or the verb"
                                  : "; an allow never covers what was not understood";
      }
      reports.push_back(std::move(report));
    }
  }
  return reports;
}

}  // namespace lakecode::policy
