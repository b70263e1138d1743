#pragma once
// The API groups: each file of this folder that serves one gives its rows of the route table.

#include <vector>

#include "local/routes/route.h"

namespace lakecode::local {

std::vector<Route> identity_routes();
std::vector<Route> jobs_routes();
std::vector<Route> runs_routes();
std::vector<Route> statements_routes();
std::vector<Route> warehouses_routes();
std::vector<Route> unity_catalog_routes();
std::vector<Route> clusters_routes();
std::vector<Route> query_history_routes();
std::vector<Route> admin_routes();
std::vector<Route> fault_routes();

}  // namespace lakecode::local
