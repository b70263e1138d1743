#pragma once
// API groups of administrators: objects that are kept as they come. Each file gives its rows of the route table.

#include <vector>

#include "local/routes/route.h"

namespace lakecode::local {

std::vector<Route> kept_collections_routes();
std::vector<Route> workspace_settings_routes();
std::vector<Route> legacy_groups_routes();
std::vector<Route> libraries_routes();
std::vector<Route> credential_checks_routes();

}  // namespace lakecode::local
