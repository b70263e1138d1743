#pragma once
// One object of any API group as the API gives it, for callers that know its path from a table. Everything else has a
// typed reading of its own.

#include <string>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "databricks/client.h"
#include "net/url.h"

namespace lakecode::databricks {

/// Where one object is read.
struct ResourcePlace {
  std::string subject;  ///< for the error: "cluster 12"
  std::string path;     ///< "/api/2.1/clusters/get"; segments already encoded
  net::QueryParameters query;
};

/// GET of one object, one page. Errors as of every read; Internal for a path that does not classify READ_ONLY.
Result<JsonBox> fetch_resource(Client& client, const ResourcePlace& place, const CallContext& ctx);

}  // namespace lakecode::databricks
