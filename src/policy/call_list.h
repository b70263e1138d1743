#pragma once
// The lists safety.auto_approve, require_confirm and blocked as rules, so that one decision covers files and lists.
// An entry is `tool` or `tool(glob)`, the glob over the whole normalised statement, command line or "METHOD path".
// Pure.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"

namespace lakecode::policy {

/// "sql(INSERT INTO dev.*)" as a rule. InvalidArgument when it is neither form.
Result<Rule> read_call(const std::string& entry, Ruling ruling, std::string_view list_name);

/// The lists as one rule set of Layer::Lists. InvalidArgument that names the entry.
Result<RuleSet> read_call_lists(const std::vector<std::string>& blocked, const std::vector<std::string>& confirmed,
                                const std::vector<std::string>& approved);

}  // namespace lakecode::policy
