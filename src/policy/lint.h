#pragma once
// What is allowed in a policy but hardly meant: rules that never decide, allows that are too broad, patterns that
// cannot match, rules without examples. Pure.

#include <string>
#include <vector>

#include "policy/policy.h"

namespace lakecode::policy {

struct LintNote {
  enum class Level { Advice, Warning } level = Level::Warning;
  const Rule* rule = nullptr;
  std::string text;
};

/// In the order of rules, warnings and advice mixed.
std::vector<LintNote> lint(const Policy& policy);

}  // namespace lakecode::policy
