#pragma once
// Pipelines API 2.0 as typed reads.
// Source: Databricks REST reference, Pipelines.

#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/client.h"

namespace lakecode::databricks {

/// GET pipelines/{id} of many, in parallel: their names in order. Errors: NotFound, PermissionDenied, …
std::vector<Result<std::string>> fetch_pipeline_names(Client& client, const std::vector<std::string>& ids,
                                                      const CallContext& ctx);

}  // namespace lakecode::databricks
