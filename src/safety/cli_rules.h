#pragma once
// The commands of the Databricks CLI and what each does in its plain form. Data only.

#include <span>
#include <string_view>

#include "safety/verdict.h"

namespace lakecode::safety {

struct CliRule {
  std::string_view command;  ///< group and verb, "jobs list"; "" is the program alone
  EffectClass effect_class;
  bool body_decides;      ///< a JSON body can make it worse
  std::string_view rule;  ///< id in docs/safety.md
};

/// Sorted by command.
std::span<const CliRule> cli_rules();

}  // namespace lakecode::safety
