#pragma once
// The Databricks SQL functions of this workspace, as rows: name, number of arguments, and how the engine spells them.
// Pure data. A function that is not here does not exist for a statement ([UNRESOLVED_ROUTINE]); nothing of the engine
// shines through by accident.
//
// A form is engine SQL with these marks:
//   $1 .. $9  the arguments as written (with a leading DISTINCT)      $v1 .. $v9  without DISTINCT
//   $*        all arguments, comma between                             $S  the suffix: FILTER (...) and OVER (...)
//   $F        the condition of FILTER, or true                         $O  OVER (...) alone
// An empty form stands for NAME($*)$S.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lakecode::local::dialect {

struct FunctionRule {
  std::string_view name;  ///< lower case
  int min_arguments = 0;
  int max_arguments = 0;  ///< -1: any number
  std::string_view form = "";
};

std::span<const FunctionRule> function_rules();

/// The row for `name` (lower case) with that many arguments; `known` tells whether the name exists at all.
const FunctionRule* find_function(std::string_view name, int arguments, bool& known);

/// Bit i: argument i of the function is a text, to which Spark casts what is none.
std::uint32_t text_arguments_of(std::string_view name);

/// Names of the functions that are refused; a trailing * stands for a family.
std::vector<std::string_view> refused_functions();
/// A function of Databricks that this workspace does not have; `name` in lower case.
bool is_refused_function(std::string_view name);

}  // namespace lakecode::local::dialect
