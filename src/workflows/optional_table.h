#pragma once
// Tables that a workflow can do without: system tables that may not be enabled, history of what it looks at.

#include <optional>
#include <string>

#include "databricks/unity_catalog.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

/// Looks `name` (three parts) up as a step. nullopt when it is not there or may not be seen: the step is well all the
/// same, and where a right is lacking the result tells which.
std::optional<databricks::TableInfo> find_optional_table(Run& run, const StepSpec& spec, const std::string& name);

}  // namespace lakecode::workflows
