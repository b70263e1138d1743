#pragma once
// What callers without admin rights may do over REST: Unity Catalog objects, files of volumes, jobs, clusters,
// pipelines, and what belongs to administrators. Statements are checked by the engine
// (local/engine/privilege_check.h). Lists are filtered by their routes.

#include <optional>

#include "local/routes/route.h"

namespace lakecode::local {

/// The refusal (403 PERMISSION_DENIED) for what the caller may not do; nullopt when it may, or when the object that the
/// call names is not there and the route will say so.
std::optional<net::ServerResponse> refuse_unauthorized(const Workspace& workspace, const Route& route,
                                                       const Call& call);

}  // namespace lakecode::local
