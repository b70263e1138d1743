// Failures of rights, and ends that no code caused: time, people, queues, or nothing said at all. Data only.
#include <array>

#include "base/check.h"
#include "local/demo/scenario.h"

namespace lakecode::local {
namespace {

constexpr EventRow kCancelEvents[] = {
    {"TERMINATING", 5, R"({"reason":{"code":"JOB_FINISHED","type":"SUCCESS","parameters":{}},"user":"@USER@"})"},
};

constexpr Scenario kFailures[] = {
    {.id = "no_select",
     .root_class = "uc_permission_denied",
     .error = "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have SELECT on Table "
              "'finance.billing.payouts'. SQLSTATE: 42501",
     .trace = R"(Traceback (most recent call last):
  File "/Workspace/Shared/assortment/supplier_terms.py", line 27, in <module>
    payouts = spark.table("finance.billing.payouts")
py4j.protocol.Py4JJavaError: An error occurred while calling o355.table.
: org.apache.spark.SparkException: Job aborted due to stage failure
Caused by: com.databricks.sql.managedcatalog.acl.UnauthorizedAccessException: PERMISSION_DENIED: User does not have SELECT on Table 'finance.billing.payouts'.
	at com.databricks.managedcatalog.ErrorDetailsHandler.wrapServiceException(ErrorDetailsHandler.scala:119)
	... 40 more)",
     .logs = "@NOISE 4@"},
    {.id = "bucket_says_403",
     .root_class = "storage_access_denied",
     .error = "org.apache.spark.SparkException: [FAILED_READ_FILE.NO_HINT] Error while reading file "
              "s3://larkmoor-archive/scans/2023/part-00007.parquet. SQLSTATE: KD001",
     .trace =
         R"(org.apache.spark.SparkException: Job aborted due to stage failure: Task 7 in stage 1.0 failed 4 times, most recent failure: Lost task 7.3 in stage 1.0 (TID 44) (@HOST1@ executor 0): org.apache.spark.SparkException: [FAILED_READ_FILE.NO_HINT] Error while reading file s3://larkmoor-archive/scans/2023/part-00007.parquet. SQLSTATE: KD001
	at org.apache.spark.sql.execution.datasources.FileScanRDD$$anon$1.logFileNameAndThrow(FileScanRDD.scala:714)
Caused by: java.nio.file.AccessDeniedException: s3a://larkmoor-archive/scans/2023/part-00007.parquet: getFileStatus on s3a://larkmoor-archive/scans/2023/part-00007.parquet
Caused by: com.amazonaws.services.s3.model.AmazonS3Exception: Forbidden (Service: Amazon S3; Status Code: 403; Error Code: 403 Forbidden; Request ID: 5TQX0D3; Proxy: null)
	... 29 more)",
     .logs = "@NOISE 6@"},
    {.id = "secret_scope_gone",
     .root_class = "secret_missing",
     .error = "Py4JJavaError: An error occurred while calling o301.get.",
     .trace = R"(Traceback (most recent call last):
  File "/Workspace/Shared/web/push_segments.py", line 12, in <module>
    key = dbutils.secrets.get(scope="mailing", key="api-key")
py4j.protocol.Py4JJavaError: An error occurred while calling o301.get.
: java.lang.IllegalArgumentException: Secret does not exist with scope: mailing and key: api-key
	at com.databricks.backend.daemon.dbutils.SecretUtilsImpl.getBytesInternal(SecretUtilsImpl.scala:56))",
     .logs = "@NOISE 3@"},
    {.id = "token_expired",
     .root_class = "auth_token_invalid",
     .error = "PermissionDenied: Invalid access token. The token expired.",
     .trace = R"(Traceback (most recent call last):
  File "/Workspace/Shared/platform/collect_usage.py", line 33, in <module>
    for job in w.jobs.list():
  File "/databricks/python/lib/python3.11/site-packages/databricks/sdk/errors/parser.py", line 90, in get_api_error
    raise error
databricks.sdk.errors.platform.Unauthenticated: Invalid access token: token is expired. HTTP status 403 on /api/2.2/jobs/list, request id @REQUEST@)",
     .logs = "@NOISE 3@"},
    {.id = "shared_mode_forbids",
     .root_class = "access_mode_restriction",
     .error = "[JVM_ATTRIBUTE_NOT_SUPPORTED] Attribute `sparkContext` is not supported in Spark Connect as it depends "
              "on the JVM. SQLSTATE: 0A000",
     .trace = R"(Traceback (most recent call last):
  File "/Workspace/Shared/support/topics.py", line 17, in <module>
    words = spark.sparkContext.parallelize(STOP_WORDS)
pyspark.errors.exceptions.base.PySparkAttributeError: [JVM_ATTRIBUTE_NOT_SUPPORTED] Attribute `sparkContext` is not supported in Spark Connect as it depends on the JVM. SQLSTATE: 0A000)"},
    {.id = "took_too_long",
     .root_class = "run_timeout",
     .code = "CANCELED",
     .result = "TIMEDOUT",
     .message = "Task reached its maximum run duration of 7200 seconds.",
     .error = "Run timed out after 7200 seconds.",
     .logs = "@NOISE 12@@T-3600@ INFO rebuild: 61 of 120 days done\n@T-60@ INFO rebuild: 101 of 120 days done\n",
     .run_seconds = 7200},
    {.id = "stopped_by_person",
     .root_class = "user_cancelled",
     .code = "USER_CANCELED",
     .result = "CANCELED",
     .message = "Run cancelled by tam.quarriel@larkmoor.example.",
     .error = "Run cancelled.",
     .logs = "@NOISE 5@",
     .events = kCancelEvents},
    {.id = "already_running",
     .root_class = "max_concurrent_runs",
     .code = "MAX_CONCURRENT_RUNS_EXCEEDED",
     .life_cycle = "SKIPPED",
     .result = "MAXIMUM_CONCURRENT_RUNS_REACHED",
     .message = "The run was skipped because the job already has its maximum of 1 concurrent runs."},
    {.id = "exit_one",
     .root_class = "unknown",
     .error = "SystemExit: 1",
     .trace = R"(Traceback (most recent call last):
  File "/Workspace/Shared/pricing/export_labels.py", line 140, in <module>
    sys.exit(main())
SystemExit: 1)",
     .logs = "@NOISE 9@@T-5@ INFO export_labels: see the file on the label server for details\n",
     .logs_truncated = true},
    {.id = "cluster_went_away",
     .root_class = "unknown",
     .code = "DRIVER_ERROR",
     .type = "INTERNAL_ERROR",
     .message = "The cluster @CLUSTER@ became unusable while the task was running.",
     .error = "Could not reach driver of cluster @CLUSTER@.",
     .logs = "@NOISE 3@"},
};

}  // namespace

std::span<const Scenario> access_failures() {
  return kFailures;
}

const Scenario& scenario(std::string_view id) {
  const std::array families{compute_failures(), memory_failures(), code_failures(),
                            data_failures(),    stream_failures(), access_failures()};
  for (const std::span<const Scenario> family : families) {
    for (const Scenario& candidate : family) {
      if (candidate.id == id) {
        return candidate;
      }
    }
  }
  LAKECODE_CHECK(false, "an outcome names a scenario that exists");
  check_failed("scenario", "unreachable", __FILE__, __LINE__);
}

}  // namespace lakecode::local
