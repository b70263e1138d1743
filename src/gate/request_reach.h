#pragma once
// What a request of the REST API changes, for the question before it: the objects of the catalog it names, and what can
// be read about jobs, workspace objects and access lists. Pure until a fact is read.

#include <functional>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/client.h"
#include "safety/effect.h"
#include "safety/verdict.h"

namespace lakecode::gate {

/// What one thread finds out: lines, or an error that says why not.
struct Fact {
  std::string about;  ///< for the line that says it is not known
  std::function<Result<std::vector<std::string>>()> read;
};

struct RequestReach {
  std::vector<safety::TouchedObject> objects;  ///< tables, schemas and catalogs
  std::vector<Fact> facts;
  [[nodiscard]] bool empty() const { return objects.empty() && facts.empty(); }
};

/// Empty for requests that are not known. Client and context must outlive the reading of the facts.
RequestReach reach_of(const safety::RestEffect& request, databricks::Client& client, const CallContext& ctx);

}  // namespace lakecode::gate
