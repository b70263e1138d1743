#pragma once
// API groups of products around jobs and tables: machine learning, search, apps, sharing, databases. Each file gives
// its rows of the route table.

#include <vector>

#include "local/routes/route.h"

namespace lakecode::local {

std::vector<Route> apps_routes();
std::vector<Route> experiments_routes();
std::vector<Route> experiment_runs_routes();
std::vector<Route> workspace_models_routes();
std::vector<Route> model_versions_routes();
std::vector<Route> vector_search_routes();
std::vector<Route> vector_indexes_routes();
std::vector<Route> genie_answers_routes();
std::vector<Route> genie_conversations_routes();
std::vector<Route> genie_spaces_routes();
std::vector<Route> legacy_alerts_routes();
std::vector<Route> legacy_dashboards_routes();
std::vector<Route> legacy_parts_routes();
std::vector<Route> legacy_queries_routes();
std::vector<Route> logged_models_routes();
std::vector<Route> registry_activity_routes();
std::vector<Route> registry_webhooks_routes();
std::vector<Route> resource_quotas_routes();
std::vector<Route> databases_routes();
std::vector<Route> governance_routes();
std::vector<Route> shares_routes();
std::vector<Route> recipients_routes();
std::vector<Route> telemetry_routes();
std::vector<Route> command_execution_routes();
std::vector<Route> policy_compliance_routes();

}  // namespace lakecode::local
