#pragma once
// Whether the examples of a rule do what the rule says. Pure.

#include <string>
#include <vector>

#include "policy/policy.h"

namespace lakecode::policy {

/// "LINE:COLUMN: …" for every example that does not match and should, or does and should not. What an example leaves
/// open (profile, time, rows …) is taken as met.
std::vector<std::string> find_wrong_examples(const Rule& rule, const std::string& file);

/// True when `rule` speaks about any statement of `example`.
bool speaks_about(const Rule& rule, const Example& example);

}  // namespace lakecode::policy
