#pragma once
// What the policy says about an act. Pure; an Evaluator is for one thread at a time, its memory stays flat.

#include <string>

#include "policy/parts.h"
#include "policy/policy.h"

namespace lakecode::policy {

struct Decision {
  Ruling ruling = Ruling::Deny;
  const Rule* rule = nullptr;  ///< null: no rule speaks, the default decided
  bool is_fault = false;       ///< a rule could not be evaluated: denied for that
  std::size_t part = 0;        ///< index of the statement that made it
};

/// Working memory of decisions.
class Evaluator {
 public:
  explicit Evaluator(const PatternLimits& limits = {}) : budget_(limits) {}

  /// Every statement is judged by itself; the strictest decision is that of the act. For one statement the strictest
  /// rule that speaks decides, the first of them when several are as strict; without one READ_ONLY is allowed and the
  /// rest asked about. A rule that cannot be evaluated denies. An allow never covers what was not understood, and
  /// DESTRUCTIVE acts only where it names them.
  Decision decide(const Policy& policy, const Act& act);

 private:
  friend class Explainer;
  Decision decide_part(const Policy& policy, const Act& act, const Part& part);

  MatchBudget budget_;
  TextSketch sketch_;
};

/// The ruling where no rule speaks.
Ruling default_ruling(safety::EffectClass effect_class);

/// True when an allow may speak for this statement at all.
bool may_allow(const Rule& rule, const Part& part);

/// One line for a person: the rule's own message, or what the default does.
std::string message_of(const Policy& policy, const Decision& decision, const safety::Verdict& verdict);

}  // namespace lakecode::policy
