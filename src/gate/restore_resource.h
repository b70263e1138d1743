#pragma once
// The way back of an act on a cluster, pipeline, warehouse, endpoint or another resource: the request that sends its
// former settings again. Reads the resource; nothing is changed.

#include <optional>
#include <string>

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/client.h"
#include "gate/resource_kinds.h"
#include "safety/effect.h"

namespace lakecode::gate {

/// The request that takes `request` back, and what it brings back in a few words.
struct WayBack {
  safety::RestEffect request;
  std::string before;
  bool is_needed = true;  ///< false: the act would change nothing, as the object is now
};

/// Reads the object that `restore` is about. Errors: those of the read; FailedPrecondition when what was read holds
/// none of the members that would have to be sent.
Result<WayBack> read_way_back(const ResourceRestore& restore, const std::string& name,
                              const safety::RestEffect& request, databricks::Client& client, const CallContext& ctx);

}  // namespace lakecode::gate
