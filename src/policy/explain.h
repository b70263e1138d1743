#pragma once
// Every rule and why it did or did not speak about an act. Pure; slower than a decision, which stops early.

#include <string>
#include <vector>

#include "policy/decide.h"

namespace lakecode::policy {

struct RuleReport {
  const Rule* rule = nullptr;
  std::size_t part = 0;   ///< index of the statement
  bool speaks = false;    ///< it takes part in the decision
  bool is_fault = false;  ///< it could not be evaluated
  std::string why;        ///< "kind: DROP_TABLE fits; objects: none of drop table main.s.t fits"
};

/// One report a rule and statement, in the order of statements, then rules.
std::vector<RuleReport> explain(const Policy& policy, const Act& act, const PatternLimits& limits = {});

}  // namespace lakecode::policy
