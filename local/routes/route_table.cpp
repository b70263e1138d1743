#include <iterator>

#include "local/routes/administration_groups.h"
#include "local/routes/groups.h"
#include "local/routes/product_groups.h"

namespace lakecode::local {
namespace {

/// The groups of the table: a new one is a line here.
constexpr std::vector<Route> (*kRouteGroups[])() = {
    identity_routes,
    oauth_routes,
    client_secrets_routes,
    tokens_routes,
    scim_routes,
    jobs_routes,
    runs_routes,
    job_changes_routes,
    run_changes_routes,
    statements_routes,
    warehouses_routes,
    catalogs_routes,
    tables_routes,
    volumes_routes,
    grants_routes,
    metastores_routes,
    named_securables_routes,
    registered_models_routes,
    entity_tags_routes,
    permissions_routes,
    secrets_routes,
    cluster_changes_routes,
    serving_endpoints_routes,
    serving_query_routes,
    pipelines_routes,
    lakeview_routes,
    saved_queries_routes,
    compute_catalog_routes,
    repos_routes,
    quality_monitors_routes,
    lineage_routes,
    kept_collections_routes,
    workspace_settings_routes,
    libraries_routes,
    credential_checks_routes,
    clusters_routes,
    query_history_routes,
    workspace_objects_routes,
    volume_files_routes,
    dbfs_routes,
    apps_routes,
    databases_routes,
    experiments_routes,
    experiment_runs_routes,
    workspace_models_routes,
    model_versions_routes,
    registry_activity_routes,
    registry_webhooks_routes,
    logged_models_routes,
    resource_quotas_routes,
    legacy_groups_routes,
    vector_search_routes,
    vector_indexes_routes,
    genie_spaces_routes,
    genie_answers_routes,
    genie_conversations_routes,
    legacy_queries_routes,
    legacy_alerts_routes,
    legacy_dashboards_routes,
    legacy_parts_routes,
    governance_routes,
    shares_routes,
    recipients_routes,
    telemetry_routes,
    command_execution_routes,
    policy_compliance_routes,
    admin_routes,
    fault_routes,
};

}  // namespace

std::vector<Route> all_routes() {
  std::vector<Route> routes;
  for (const auto group : kRouteGroups) {
    std::vector<Route> rows = group();
    routes.insert(routes.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  }
  return routes;
}

}  // namespace lakecode::local
