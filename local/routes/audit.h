#pragma once
// Keeps acts on the workspace for system.access.audit: who did what to which object, and how it ended. Reads of tables
// count too; other reads do not. Stored: audit (number): the members system_activity.cpp of local/engine reads.
// Parameters are taken by name from a fixed list, so that no secret and no content of a request gets in.

#include "local/routes/route.h"

namespace lakecode::local {

/// Stores the act behind `call`, when the route is one of those that count. Never fails the request.
void record_act(Workspace& workspace, const Route& route, const Call& call, const net::ServerResponse& response);

}  // namespace lakecode::local
