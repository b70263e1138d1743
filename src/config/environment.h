#pragma once
// The environment as a value: commands get it from main, tests make their own. Read-only, so safe to share.

#include <map>
#include <string>
#include <string_view>

namespace lakecode::config {

using Environment = std::map<std::string, std::string>;

/// The variable's value; "" when it is unset (an empty value counts as unset, as in the Databricks tools).
inline std::string variable(const Environment& environment, std::string_view name) {
  const auto found = environment.find(std::string(name));
  return found == environment.end() ? std::string() : found->second;
}

}  // namespace lakecode::config
