#pragma once
// The text of a policy file to rules. Every mistake is told with its place, and a file with one is not used at all: the
// callers decide what that means. Pure.
//
//   rules:                      # or the list alone
//     - name: no-delete-without-where
//       match: {tool: sql_execute, statement: '^DELETE FROM(?!.*WHERE)'}
//       action: deny
//       message: Say which rows.
//   approvers: [{name: ada, key: <64 hex digits>}]
// The format for people: docs/policy.md.

#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"

namespace lakecode::policy {

/// Judgement: a thousand rules are two hundred kilobytes.
inline constexpr std::size_t kMaxPolicyBytes = 4U << 20U;
inline constexpr std::size_t kMaxRules = 5'000;

struct FileReading {
  RuleSet rules;                      ///< as far as they were understood; use only without mistakes
  std::vector<std::string> mistakes;  ///< "NAME:LINE:COLUMN: what is wrong; what is allowed", in file order
};

/// An empty text, a file without rules and a name used twice are mistakes; so is an example that does not do what its
/// rule says.
FileReading read_policy(std::string_view text, std::string_view name, Layer layer);

}  // namespace lakecode::policy
