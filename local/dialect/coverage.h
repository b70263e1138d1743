#pragma once
// What of Databricks SQL this workspace takes, from the tables that it works by. Pure.

#include <string_view>
#include <vector>

namespace lakecode::local::dialect {

struct StatementForm {
  std::string_view form;  ///< "CREATE TABLE", "COPY INTO"
  bool supported = true;  ///< else it is refused by name
};

/// In order of name.
std::vector<StatementForm> statement_forms();

struct FunctionCoverage {
  std::vector<std::string_view> supported;  ///< names, sorted, each once
  std::vector<std::string_view> refused;    ///< known to Databricks; a trailing * stands for a family
};
FunctionCoverage function_coverage();

}  // namespace lakecode::local::dialect
