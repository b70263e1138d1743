#pragma once
// The state of clusters that were made through the API: they come up when somebody looks.

#include <string>

#include "local/routes/route.h"

namespace lakecode::local {

/// A cluster that was created, started or restarted here is RUNNING from now on. Takes the workspace's lock.
void settle_cluster(Workspace& workspace, const std::string& id);

}  // namespace lakecode::local
