// Failures before or beneath the user's code: machines, networks, libraries, configuration. Data only.
#include "local/demo/scenario.h"

namespace lakecode::local {
namespace {

constexpr EventRow kCapacityEvents[] = {
    {"CREATING", 610, R"({"cluster_size":{"num_workers":8},"user":"@USER@"})"},
    {"ADD_NODES_FAILED", 45,
     R"({"reason":{"code":"AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE","type":"CLOUD_FAILURE","parameters":{"aws_api_error_code":"InsufficientInstanceCapacity","aws_error_message":"There is not enough capacity for r6gd.4xlarge in eu-west-1b at the moment."}},"target_num_workers":8,"current_num_workers":0})"},
    {"TERMINATING", 30,
     R"({"reason":{"code":"AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE","type":"CLOUD_FAILURE","parameters":{"aws_api_error_code":"InsufficientInstanceCapacity"}}})"},
};

constexpr EventRow kQuotaEvents[] = {
    {"CREATING", 320, R"({"cluster_size":{"autoscale":{"min_workers":4,"max_workers":24}},"user":"@USER@"})"},
    {"TERMINATING", 12,
     R"({"reason":{"code":"AWS_INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET_FAILURE","type":"CLIENT_ERROR","parameters":{"aws_error_message":"The subnet has 3 free addresses, 25 were asked for"}}})"},
};

constexpr EventRow kBootstrapEvents[] = {
    {"CREATING", 1400, R"({"cluster_size":{"num_workers":2}})"},
    {"TERMINATING", 20,
     R"({"reason":{"code":"BOOTSTRAP_TIMEOUT","type":"CLOUD_FAILURE","parameters":{"instance_id":"i-0b7c1e55d02","databricks_error_message":"[id: InstanceId(i-0b7c1e55d02)] bootstrap did not finish in 700 seconds, last step: connect to the secure relay"}}})"},
};

constexpr EventRow kInitScriptEvents[] = {
    {"CREATING", 410, R"({"cluster_size":{"num_workers":4}})"},
    {"INIT_SCRIPTS_STARTED", 190, R"({})"},
    {"INIT_SCRIPTS_FINISHED", 95,
     R"({"init_scripts":{"cluster":[{"workspace":{"destination":"/Shared/bootstrap/install_scanner_sdk.sh"},"status":"FAILED_EXECUTION","error_message":"Script exit status is non-zero: 22","execution_duration_seconds":84}],"reported_for_node":"@HOST1@"}})"},
    {"TERMINATING", 60,
     R"({"reason":{"code":"INIT_SCRIPT_FAILURE","type":"CLIENT_ERROR","parameters":{"instance_id":"i-04fd9921aa7","databricks_error_message":"Cluster scoped init script /Shared/bootstrap/install_scanner_sdk.sh failed: Script exit status is non-zero"}}})"},
};

constexpr EventRow kMetastoreEvents[] = {
    {"METASTORE_DOWN", 260, R"({"driver_state_message":"Metastore is not healthy"})"},
    {"METASTORE_DOWN", 140, R"({"driver_state_message":"Metastore is not healthy"})"},
    {"DRIVER_UNAVAILABLE", 30, R"({"driver_state_message":"Driver does not answer"})"},
};

constexpr Scenario kFailures[] = {
    {.id = "no_machines",
     .root_class = "cluster_cloud_capacity",
     .code = "CLUSTER_ERROR",
     .type = "CLOUD_FAILURE",
     .life_cycle = "INTERNAL_ERROR",
     .message = "Cluster @CLUSTER@ was terminated while waiting on it to be ready: "
                "AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE(CLOUD_FAILURE): "
                "aws_api_error_code:InsufficientInstanceCapacity,aws_error_message:There is not enough capacity for "
                "r6gd.4xlarge in eu-west-1b at the moment.",
     .events = kCapacityEvents,
     .reason =
         R"({"code":"AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE","type":"CLOUD_FAILURE","parameters":{"aws_api_error_code":"InsufficientInstanceCapacity"}})",
     .run_seconds = 620},
    {.id = "subnet_full",
     .root_class = "cluster_cloud_quota",
     .code = "CLUSTER_ERROR",
     .type = "CLOUD_FAILURE",
     .life_cycle = "INTERNAL_ERROR",
     .message = "Unexpected failure while waiting for the cluster (@CLUSTER@) to be ready: Cluster is in unexpected "
                "state Terminated: AWS_INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET_FAILURE(CLIENT_ERROR): the subnet has 3 "
                "free addresses, 25 were asked for.",
     .events = kQuotaEvents,
     .reason = R"({"code":"AWS_INSUFFICIENT_FREE_ADDRESSES_IN_SUBNET_FAILURE","type":"CLIENT_ERROR","parameters":{}})",
     .run_seconds = 330},
    {.id = "bootstrap_timeout",
     .root_class = "cluster_network_bootstrap",
     .code = "CLUSTER_ERROR",
     .type = "CLOUD_FAILURE",
     .life_cycle = "INTERNAL_ERROR",
     .message = "Cluster @CLUSTER@ was terminated while waiting on it to be ready: BOOTSTRAP_TIMEOUT(CLOUD_FAILURE): "
                "instance i-0b7c1e55d02 did not finish bootstrapping in 700 seconds, last step: connect to the secure "
                "relay.",
     .events = kBootstrapEvents,
     .reason = R"({"code":"BOOTSTRAP_TIMEOUT","type":"CLOUD_FAILURE","parameters":{"instance_id":"i-0b7c1e55d02"}})",
     .run_seconds = 1410},
    {.id = "dns_of_partner",
     .root_class = "dns_resolution",
     .error = "ConnectionError: HTTPSConnectionPool(host='rates.treasury-partner.example', port=443): Max retries "
              "exceeded with url: /v2/fixing?day=@DAY@",
     .trace = R"x(@ESC@[0;31m---------------------------------------------------------------------------@ESC@[0m
@ESC@[0;31mgaierror@ESC@[0m                                  Traceback (most recent call last)
File @ESC@[0;32m/databricks/python/lib/python3.11/site-packages/urllib3/connection.py:174@ESC@[0m, in HTTPConnection._new_conn(self)
    173 try:
--> 174     conn = connection.create_connection((self._dns_host, self.port), self.timeout, **extra_kw)
gaierror: [Errno -2] Name or service not known

During handling of the above exception, another exception occurred:

@ESC@[0;31mConnectionError@ESC@[0m                           Traceback (most recent call last)
File @ESC@[0;32m/Workspace/Shared/treasury/fetch_rates.py:57@ESC@[0m
     55 session = requests.Session()
---> 57 answer = session.get(url, timeout=30)
ConnectionError: HTTPSConnectionPool(host='rates.treasury-partner.example', port=443): Max retries exceeded with url: /v2/fixing?day=@DAY@ (Caused by NewConnectionError: Failed to establish a new connection: [Errno -2] Name or service not known))x",
     .logs = R"(@T-40@ INFO fetch_rates: asking for the fixing of @DAY@
@T-31@ WARN fetch_rates: attempt 1 failed, next in 4 s
@T-24@ WARN fetch_rates: attempt 2 failed, next in 8 s
@T-10@ ERROR fetch_rates: giving up
)"},
    {.id = "init_script_hides_library",
     .root_class = "init_script_failure",
     .code = "LIBRARY_INSTALLATION_ERROR",
     .life_cycle = "INTERNAL_ERROR",
     .message = "Library installation failed on cluster @CLUSTER@: library scanner_sdk was not available, the cluster "
                "is in state Terminated.",
     .logs = R"(+ set -eu
+ curl -fsSL https://packages.larkmoor.example/scanner/sdk-4.2.tar.gz -o /tmp/sdk.tar.gz
curl: (22) The requested URL returned error: 404
install_scanner_sdk.sh: exit status 22
)",
     .events = kInitScriptEvents,
     .reason =
         R"({"code":"INIT_SCRIPT_FAILURE","type":"CLIENT_ERROR","parameters":{"instance_id":"i-04fd9921aa7","databricks_error_message":"Cluster scoped init script /Shared/bootstrap/install_scanner_sdk.sh failed: Script exit status is non-zero"}})",
     .run_seconds = 420},
    {.id = "wheel_not_found",
     .root_class = "library_install_failure",
     .code = "LIBRARY_INSTALLATION_ERROR",
     .life_cycle = "INTERNAL_ERROR",
     .message = "Library installation failed for library due to user error for pypi {package: "
                "\"larkmoor-pricing==3.9.1\"}. Error Code: NO_MATCHING_DISTRIBUTION_ERROR. Pip could not find a "
                "version that satisfies the requirement larkmoor-pricing==3.9.1 (from versions: 3.8.0, 3.8.2, 3.9.0).",
     .run_seconds = 95},
    {.id = "policy_refuses_node",
     .root_class = "invalid_run_config",
     .code = "INVALID_CLUSTER_REQUEST",
     .life_cycle = "INTERNAL_ERROR",
     .message = "Cluster validation error: Validation failed for node_type_id from policy 'team-small', the value must "
                "be one of m6gd.large, m6gd.xlarge (is \"x2gd.8xlarge\").",
     .run_seconds = 2},
    {.id = "too_many_requests",
     .root_class = "api_rate_limit",
     .error = "TooManyRequests: Current request has to be retried because the rate limit of 30 requests per second for "
              "this workspace was exceeded",
     .trace = R"(Traceback (most recent call last):
  File "/Workspace/Shared/platform/refresh_grants.py", line 88, in <module>
    sync(table)
  File "/Workspace/Shared/platform/refresh_grants.py", line 61, in sync
    w.grants.update(securable_type="table", full_name=table, changes=changes)
  File "/databricks/python/lib/python3.11/site-packages/databricks/sdk/core.py", line 77, in do
    raise error from None
databricks.sdk.errors.platform.TooManyRequests: Current request has to be retried because the rate limit of 30 requests per second for this workspace was exceeded. HTTP status 429, request id @REQUEST@)",
     .logs = R"(@NOISE 6@@T-70@ INFO refresh_grants: 2211 tables to look at, 64 threads
@T-9@ WARN databricks.sdk: Retrying: too many requests (sleeping ~1s)
@T-5@ WARN databricks.sdk: Retrying: too many requests (sleeping ~2s)
)"},
    {.id = "metastore_pool_empty",
     .root_class = "metastore_unavailable",
     .code = "DRIVER_ERROR",
     .type = "INTERNAL_ERROR",
     .message = "Could not reach driver of cluster @CLUSTER@.",
     .error = "Could not reach driver of cluster @CLUSTER@.",
     .logs =
         R"(@NOISE 9@@T-250@ WARN HiveClientImpl: could not open a connection to the metastore database, trying again
@T-180@ WARN HikariPool: HikariPool-1 - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=41)
@T-120@ ERROR RetryingHMSHandler: Unable to instantiate org.apache.hadoop.hive.ql.metadata.SessionHiveMetaStoreClient
)",
     .events = kMetastoreEvents},
    {.id = "warehouse_gone",
     .root_class = "warehouse_unavailable",
     .message = "SQL warehouse legacy-dashboards could not be started.",
     .error = "SQL warehouse is stopped and cannot be started automatically: the endpoint was deleted. HTTP 503 on "
              "/sql/1.0/warehouses (4 attempts).",
     .run_seconds = 121},
    {.id = "service_fault",
     .root_class = "platform_internal_error",
     .code = "INTERNAL_ERROR",
     .type = "INTERNAL_ERROR",
     .life_cycle = "INTERNAL_ERROR",
     .message = "Run failed to start: an internal service fault occurred, no action of yours caused it. Request id "
                "@REQUEST@.",
     .run_seconds = 3},
};

}  // namespace

std::span<const Scenario> compute_failures() {
  return kFailures;
}

}  // namespace lakecode::local
