#pragma once
// What prove_table learns about a table before it reads its data: columns, files, history. SQL through the gate only,
// so that it works wherever a statement does.

#include <optional>
#include <string>

#include "analysis/profile/table_facts.h"
#include "databricks/statements.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

/// A statement on the run's warehouse with the run's defaults; nullopt when it failed or was refused.
std::optional<databricks::StatementResult> ask(Run& run, const StepSpec& spec, const std::string& sql,
                                               std::vector<databricks::StatementParameter> parameters = {});

/// The facts of the input `table`. nullopt when there is no such table or it cannot be described: the run is failed.
/// Files and history are left out when the platform does not tell them (a view has none).
std::optional<profile::TableFacts> gather_table(Run& run);

}  // namespace lakecode::workflows
