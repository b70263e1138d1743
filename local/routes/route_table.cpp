#include "local/routes/groups.h"

namespace lakecode::local {

std::vector<Route> all_routes() {
  std::vector<Route> routes;
  for (const auto& group : {identity_routes(), jobs_routes(), runs_routes(), statements_routes(), warehouses_routes(),
                            unity_catalog_routes(), clusters_routes(), query_history_routes(), admin_routes(), fault_routes()}) {
    routes.insert(routes.end(), group.begin(), group.end());
  }
  return routes;
}

}  // namespace lakecode::local
