#pragma once
// What calling a function makes of a query: the built-ins that only compute, and those that do more. Pure.
// A name on neither list is a person's own code, hence at least WRITE_REMOTE.

#include <string_view>

#include "safety/verdict.h"

namespace lakecode::safety {

struct FunctionRule {
  std::string_view name;  ///< lower case
  EffectClass effect_class;
  std::string_view rule;    ///< id in docs/safety.md
  std::string_view reason;  ///< why, without a full stop
};

/// Whether `name`, in lower case, is a built-in that only reads or computes.
bool is_read_only_function(std::string_view name);

/// The rule for a function `name` (in lower case, unqualified). Unknown names get the rule for a person's own code.
FunctionRule find_function_rule(std::string_view name);

}  // namespace lakecode::safety
