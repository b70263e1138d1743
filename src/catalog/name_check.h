#pragma once
// Do the names of a statement exist? Asked before it is sent, so that a slip costs no warehouse time and the answer
// names the nearest right ones. Blocks only what the workspace, asked now, says is not there; temporary views, CTE
// names, files, functions and whatever cannot be told for certain pass.

#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "catalog/catalog.h"
#include "safety/effect.h"

namespace lakecode::catalog {

struct NameProblem {
  std::string name;  ///< as resolved: "prod.sales.ordres", "amonut"
  std::string text;  ///< one line for the model: what is not there, and the nearest that is; not inert
};

/// Empty when nothing is wrong, or nothing can be told. Reads each unknown table (GET unity-catalog/tables), then lists
/// for the nearest names. Errors: Cancelled and DeadlineExceeded of `ctx`; failed reads block nothing.
Result<std::vector<NameProblem>> check_names(Catalog& catalog, const safety::SqlEffect& effect, const CallContext& ctx);

/// For a name the platform did not know: the nearest tables, or "" when none is near.
std::string suggest_table(Catalog& catalog, const std::string& full_name, const CallContext& ctx);

}  // namespace lakecode::catalog
