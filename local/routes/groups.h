#pragma once
// The API groups: each file of this folder that serves one gives its rows of the route table.

#include <vector>

#include "local/routes/route.h"

namespace lakecode::local {

std::vector<Route> identity_routes();
std::vector<Route> oauth_routes();
std::vector<Route> client_secrets_routes();
std::vector<Route> tokens_routes();
std::vector<Route> scim_routes();
std::vector<Route> workspace_objects_routes();
std::vector<Route> volume_files_routes();
std::vector<Route> dbfs_routes();
std::vector<Route> jobs_routes();
std::vector<Route> runs_routes();
std::vector<Route> job_changes_routes();
std::vector<Route> run_changes_routes();
std::vector<Route> statements_routes();
std::vector<Route> warehouses_routes();
std::vector<Route> catalogs_routes();
std::vector<Route> tables_routes();
std::vector<Route> volumes_routes();
std::vector<Route> grants_routes();
std::vector<Route> metastores_routes();
std::vector<Route> named_securables_routes();
std::vector<Route> registered_models_routes();
std::vector<Route> entity_tags_routes();
std::vector<Route> permissions_routes();
std::vector<Route> secrets_routes();
std::vector<Route> cluster_changes_routes();
std::vector<Route> serving_endpoints_routes();
std::vector<Route> serving_query_routes();
std::vector<Route> pipelines_routes();
std::vector<Route> lakeview_routes();
std::vector<Route> saved_queries_routes();
std::vector<Route> compute_catalog_routes();
std::vector<Route> repos_routes();
std::vector<Route> quality_monitors_routes();
std::vector<Route> lineage_routes();
std::vector<Route> clusters_routes();
std::vector<Route> query_history_routes();
std::vector<Route> admin_routes();
std::vector<Route> fault_routes();

}  // namespace lakecode::local
