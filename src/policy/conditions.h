#pragma once
// The conditions of a rule, each judged by itself: yes, no, or not known. One table serves the decision and the
// explanation, so that they cannot differ.

#include <span>
#include <string>
#include <string_view>

#include "policy/parts.h"
#include "policy/policy.h"

namespace lakecode::policy {

/// Unknown counts as yes for a rule that tightens and as no for an allow. Fault: the rule cannot be judged at all.
enum class Truth { No, Unknown, Yes, Fault };

/// What a condition is judged against.
struct Subject {
  const Rule& rule;
  const Part& part;
  const Act& act;
  MatchBudget& budget;

  [[nodiscard]] bool tightens() const { return rule.ruling != Ruling::Allow; }
};

struct Condition {
  std::string_view name;                         ///< the key under `match`
  bool (*is_asked)(const Match& match);          ///< false: the rule does not have it
  Truth (*judge)(const Subject& subject);        ///< only when asked
  std::string (*found)(const Subject& subject);  ///< what the act has, for explanations
};

/// In the order of cost: patterns last.
std::span<const Condition> conditions();

/// All conditions together: No when one is, else Fault, Unknown, Yes by the worst.
Truth judge_rule(const Subject& subject);

/// `truth` counted for the rule's ruling: whether the rule speaks.
bool speaks(Truth truth, const Rule& rule);

}  // namespace lakecode::policy
