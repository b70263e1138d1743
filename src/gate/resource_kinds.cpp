#include "gate/resource_kinds.h"

// Source: Databricks REST API reference, the answers of the "get" of each group.

#include <algorithm>

#include "net/url.h"
#include "safety/rest_rules.h"

namespace lakecode::gate {
namespace {

using Form = ToldMember::Form;

constexpr ToldMember kCluster[] = {{"state", "state"},
                                   {"made by", "creator_user_name"},
                                   {"workers", "num_workers"},
                                   {"last started", "last_restarted_time", Form::Time},
                                   {"last used", "last_activity_time", Form::Time}};
constexpr ToldMember kPipeline[] = {{"state", "state"},
                                    {"made by", "creator_user_name"},
                                    {"runs as", "run_as_user_name"},
                                    {"health", "health"},
                                    {"continuous", "spec.continuous"},
                                    {"writes to catalog", "spec.catalog"},
                                    {"latest updates", "latest_updates", Form::Count}};
constexpr ToldMember kWarehouse[] = {{"state", "state"},
                                     {"made by", "creator_name"},
                                     {"size", "cluster_size"},
                                     {"open sessions", "num_active_sessions"},
                                     {"clusters running", "num_clusters"}};
constexpr ToldMember kEndpoint[] = {{"state", "state.ready"},
                                    {"update", "state.config_update"},
                                    {"made by", "creator"},
                                    {"last changed", "last_updated_timestamp", Form::Time},
                                    {"models served", "config.served_entities", Form::Count}};
constexpr ToldMember kScope[] = {{"secrets", "secrets", Form::Count}};
constexpr ToldMember kPool[] = {
    {"state", "state"}, {"instances in use", "stats.used_count"}, {"instances idle", "stats.idle_count"}};
constexpr ToldMember kClusterPolicy[] = {{"made by", "creator_user_name"}};
constexpr ToldMember kSecurable[] = {{"owner", "owner"},
                                     {"last changed", "updated_at", Form::Time},
                                     {"by", "updated_by"},
                                     {"stored at", "storage_location"}};
constexpr ToldMember kDashboard[] = {
    {"state", "lifecycle_state"}, {"last changed", "update_time"}, {"warehouse", "warehouse_id"}, {"path", "path"}};
constexpr ToldMember kPath[] = {
    {"folder", "is_dir"}, {"bytes", "file_size"}, {"last changed", "modification_time", Form::Time}};
constexpr ToldMember kRepo[] = {{"path", "path"}, {"branch", "branch"}};
constexpr ToldMember kApp[] = {{"state", "app_status.state"}, {"made by", "creator"}, {"last changed", "update_time"}};
constexpr ToldMember kGroup[] = {{"members", "members", Form::Count}, {"roles", "roles", Form::Count}};
constexpr ToldMember kPrincipal[] = {{"active", "active"}, {"groups", "groups", Form::Count}};
constexpr ToldMember kQuery[] = {{"owner", "owner_user_name"}, {"last changed", "update_time"}};

constexpr ResourceKind kKinds[] = {
    {"cluster", "/api/2.1/clusters/get", "cluster_id", "cluster_name", kCluster, R"("existing_cluster_id":"{}")"},
    {"pipeline", "/api/2.0/pipelines/{}", "", "name", kPipeline, R"("pipeline_id":"{}")"},
    {"warehouse", "/api/2.0/sql/warehouses/{}", "", "name", kWarehouse, R"("warehouse_id":"{}")"},
    {"serving_endpoint", "/api/2.0/serving-endpoints/{}", "", "", kEndpoint, ""},
    {"secret_scope", "/api/2.0/secrets/list", "scope", "", kScope, "{{secrets/{}/"},
    {"instance_pool", "/api/2.0/instance-pools/get", "instance_pool_id", "instance_pool_name", kPool,
     R"("instance_pool_id":"{}")"},
    {"cluster_policy", "/api/2.0/policies/clusters/get", "policy_id", "name", kClusterPolicy, R"("policy_id":"{}")"},
    {"volume", "/api/2.1/unity-catalog/volumes/{}", "", "", kSecurable, ""},
    {"model", "/api/2.1/unity-catalog/models/{}", "", "", kSecurable, ""},
    {"function", "/api/2.1/unity-catalog/functions/{}", "", "", kSecurable, ""},
    {"external_location", "/api/2.1/unity-catalog/external-locations/{}", "", "", kSecurable, ""},
    {"connection", "/api/2.1/unity-catalog/connections/{}", "", "", kSecurable, ""},
    {"credential", "/api/2.1/unity-catalog/storage-credentials/{}", "", "", kSecurable, ""},
    {"dashboard", "/api/2.0/lakeview/dashboards/{}", "", "display_name", kDashboard, R"("dashboard_id":"{}")"},
    {"path", "/api/2.0/dbfs/get-status", "path", "", kPath, R"("{}")"},
    {"repo", "/api/2.0/repos/{}", "", "", kRepo, ""},
    {"app", "/api/2.0/apps/{}", "", "", kApp, ""},
    {"query", "/api/2.0/sql/queries/{}", "", "display_name", kQuery, R"("query_id":"{}")"},
    {"group", "/api/2.0/preview/scim/v2/Groups/{}", "", "displayName", kGroup, ""},
    {"user", "/api/2.0/preview/scim/v2/Users/{}", "", "userName", kPrincipal, ""},
    {"service_principal", "/api/2.0/preview/scim/v2/ServicePrincipals/{}", "", "displayName", kPrincipal, ""},
};

using Body = ResourceRestore::Body;

constexpr std::string_view kWarehouseSettings =
    "name cluster_size min_num_clusters max_num_clusters auto_stop_mins enable_photon enable_serverless_compute "
    "spot_instance_policy warehouse_type channel tags instance_profile_arn";
constexpr std::string_view kClusterSettings =
    "cluster_name spark_version node_type_id driver_node_type_id num_workers autoscale autotermination_minutes "
    "spark_conf spark_env_vars custom_tags init_scripts aws_attributes azure_attributes gcp_attributes "
    "instance_pool_id driver_instance_pool_id policy_id data_security_mode runtime_engine single_user_name "
    "cluster_log_conf ssh_public_keys enable_elastic_disk enable_local_disk_encryption docker_image";
constexpr std::string_view kPoolSettings =
    "instance_pool_name node_type_id min_idle_instances max_capacity idle_instance_autotermination_minutes";
constexpr std::string_view kEndpointConfig = "served_entities served_models traffic_config auto_capture_config";
constexpr std::string_view kEndpointSettings =
    "name config.served_entities config.served_models config.traffic_config config.auto_capture_config tags ai_gateway "
    "budget_policy_id description route_optimized email_notifications";
constexpr std::string_view kGroupSettings = "schemas displayName externalId members roles entitlements";
constexpr std::string_view kPrincipalSettings =
    "schemas userName applicationId displayName name emails active externalId roles entitlements";
constexpr std::string_view kAny = "any time";
constexpr std::string_view kNewId = "any time, under a new id and without its history and permissions";
constexpr std::string_view kNewPipeline =
    "any time, under a new id; the tables it wrote are made anew by its next update, without their history";

constexpr ResourceRestore kRestores[] = {
    {"warehouse", "POST", "/api/*/sql/warehouses/{}/edit", "POST", "/api/2.0/sql/warehouses/{}/edit", Body::Whole, "",
     kWarehouseSettings, "", kAny},
    {"warehouse", "POST", "/api/*/sql/warehouses/{}/stop", "POST", "/api/2.0/sql/warehouses/{}/start", Body::None, "",
     "", "", kAny, "STOPPED STOPPING DELETED DELETING"},
    {"warehouse", "POST", "/api/*/sql/warehouses/{}/start", "POST", "/api/2.0/sql/warehouses/{}/stop", Body::None, "",
     "", "", kAny, "RUNNING STARTING"},
    {"warehouse", "DELETE", "/api/*/sql/warehouses/{}", "POST", "/api/2.0/sql/warehouses", Body::Whole, "",
     kWarehouseSettings, "", kNewId},
    {"pipeline", "PUT", "/api/*/pipelines/{}", "PUT", "/api/2.0/pipelines/{}", Body::Whole, "spec", "", "", kAny},
    {"pipeline", "DELETE", "/api/*/pipelines/{}", "POST", "/api/2.0/pipelines", Body::Whole, "spec", "-id", "",
     kNewPipeline},
    {"cluster", "POST", "/api/*/clusters/edit", "POST", "/api/2.1/clusters/edit", Body::Whole, "", kClusterSettings,
     "cluster_id", kAny},
    {"cluster", "POST", "/api/*/clusters/update", "POST", "/api/2.1/clusters/edit", Body::Whole, "", kClusterSettings,
     "cluster_id", kAny},
    {"cluster", "POST", "/api/*/clusters/resize", "POST", "/api/2.1/clusters/resize", Body::Whole, "",
     "num_workers autoscale", "cluster_id", kAny},
    {"cluster", "POST", "/api/*/clusters/delete", "POST", "/api/2.1/clusters/start", Body::None, "", "", "cluster_id",
     "while it is listed", "TERMINATED TERMINATING"},
    {"cluster", "POST", "/api/*/clusters/start", "POST", "/api/2.1/clusters/delete", Body::None, "", "", "cluster_id",
     kAny, "RUNNING PENDING RESTARTING RESIZING"},
    {"cluster", "POST", "/api/*/clusters/permanent-delete", "POST", "/api/2.1/clusters/create", Body::Whole, "",
     kClusterSettings, "", kNewId},
    {"instance_pool", "POST", "/api/*/instance-pools/edit", "POST", "/api/2.0/instance-pools/edit", Body::Whole, "",
     kPoolSettings, "instance_pool_id", kAny},
    {"serving_endpoint", "PUT", "/api/*/serving-endpoints/{}/config", "PUT", "/api/2.0/serving-endpoints/{}/config",
     Body::Whole, "config", kEndpointConfig, "", kAny},
    {"serving_endpoint", "DELETE", "/api/*/serving-endpoints/{}", "POST", "/api/2.0/serving-endpoints", Body::Whole, "",
     kEndpointSettings, "", "any time, without its permissions and metrics"},
    {"group", "PATCH", "/api/*/preview/scim/v2/Groups/{}", "PUT", "/api/2.0/preview/scim/v2/Groups/{}", Body::Whole, "",
     kGroupSettings, "", kAny},
    {"group", "PUT", "/api/*/preview/scim/v2/Groups/{}", "PUT", "/api/2.0/preview/scim/v2/Groups/{}", Body::Whole, "",
     kGroupSettings, "", kAny},
    {"user", "PATCH", "/api/*/preview/scim/v2/Users/{}", "PUT", "/api/2.0/preview/scim/v2/Users/{}", Body::Whole, "",
     kPrincipalSettings, "", kAny},
    {"user", "PUT", "/api/*/preview/scim/v2/Users/{}", "PUT", "/api/2.0/preview/scim/v2/Users/{}", Body::Whole, "",
     kPrincipalSettings, "", kAny},
    {"service_principal", "PATCH", "/api/*/preview/scim/v2/ServicePrincipals/{}", "PUT",
     "/api/2.0/preview/scim/v2/ServicePrincipals/{}", Body::Whole, "", kPrincipalSettings, "", kAny},
    {"service_principal", "PUT", "/api/*/preview/scim/v2/ServicePrincipals/{}", "PUT",
     "/api/2.0/preview/scim/v2/ServicePrincipals/{}", Body::Whole, "", kPrincipalSettings, "", kAny},
    {"dashboard", "PATCH", "/api/*/lakeview/dashboards/{}", "PATCH", "/api/2.0/lakeview/dashboards/{}", Body::Changed,
     "", "", "", kAny},
    {"volume", "PATCH", "/api/*/unity-catalog/volumes/{}", "PATCH", "/api/2.1/unity-catalog/volumes/{}", Body::Changed,
     "", "", "", kAny},
    {"model", "PATCH", "/api/*/unity-catalog/models/{}", "PATCH", "/api/2.1/unity-catalog/models/{}", Body::Changed, "",
     "", "", kAny},
};

}  // namespace

const ResourceKind* find_resource_kind(std::string_view type) {
  const auto* row =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const ResourceKind& kind) { return kind.type == type; });
  return row == std::end(kKinds) ? nullptr : row;
}

std::string with_name(std::string_view text, std::string_view name) {
  const std::size_t hole = text.find("{}");
  if (hole == std::string_view::npos) return std::string(text);
  return std::string(text.substr(0, hole)).append(name).append(text.substr(hole + 2));
}

databricks::ResourcePlace place_of(const ResourceKind& kind, const std::string& name) {
  databricks::ResourcePlace place{.subject = std::string(kind.type) + " " + name,
                                  .path = with_name(kind.path, net::encode_component(name)),
                                  .query = {}};
  if (!kind.query_key.empty()) place.query.emplace_back(std::string(kind.query_key), name);
  return place;
}

const ResourceRestore* find_resource_restore(std::string_view type, std::string_view method, std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const auto* row = std::find_if(std::begin(kRestores), std::end(kRestores), [&](const ResourceRestore& known) {
    return known.type == type && known.method == method && safety::matches_path(known.act, path);
  });
  return row == std::end(kRestores) ? nullptr : row;
}

}  // namespace lakecode::gate
