#pragma once
// Are the things a job names still there? One GET each, in parallel: lists show only what the caller may see.

#include <string>
#include <vector>

#include "base/call_context.h"
#include "databricks/client.h"

namespace lakecode::databricks {

enum class Presence { There, Missing, Unknown };  ///< Unknown: no permission, no such API, no answer

struct ObjectName {
  std::string kind;  ///< "cluster", "warehouse", "pipeline", "job", "notebook" (any workspace path), "secret_scope"
  std::string id;
};

/// In the order given; Unknown for other kinds.
std::vector<Presence> fetch_presence(Client& client, const std::vector<ObjectName>& names, const CallContext& ctx);

}  // namespace lakecode::databricks
