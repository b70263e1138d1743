#pragma once
// What RESTORE brings back of a table besides its rows, as one value to compare. Pure.

#include <string>

#include "databricks/unity_catalog.h"

namespace lakecode::gate {

/// SHA-256 of the names, types and nullability of the columns and of the properties (CHECK constraints are among
/// them), without those that the platform writes itself and RESTORE leaves: statistics, protocol, marks of a commit.
std::string shape_of(const databricks::TableInfo& info);

}  // namespace lakecode::gate
