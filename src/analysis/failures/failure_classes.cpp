#include "analysis/failures/failure_classes.h"

#include <array>

namespace lakecode::analysis {
namespace {

constexpr auto kClasses = std::to_array<FailureClass>({
    {"cluster_cloud_capacity", "The cloud provider had no machines of the requested type.",
     "Let the cluster choose its zone, allow several instance types or a fleet type, use spot with fallback to "
     "on-demand, keep a warm pool, or move the task to serverless; then repair the run.",
     "yes"},
    {"cluster_cloud_quota", "A ceiling of the account, subnet or pool was reached.",
     "Raise the named quota, use a larger subnet or pool, or stagger and shrink the clusters that start together.",
     "after_fix"},
    {"cluster_network_bootstrap", "Machines started but could not reach the control plane or finish bootstrapping.",
     "Repair the run once; if it recurs, compare egress rules, route tables, private link and the firewall allow-list "
     "with the workspace's network requirements.",
     "yes"},
    {"dns_resolution", "A host name could not be resolved.",
     "Resolve the named host from a notebook on the same compute; correct the custom DNS server, the private DNS zone "
     "or the peering, and do not hard-code addresses.",
     "after_fix"},
    {"init_script_failure", "A cluster or global init script failed or timed out.",
     "Read the script's log in the cluster log destination, make the script repeatable and tolerant of failed "
     "downloads, and keep it in a volume or workspace file.",
     "after_fix"},
    {"library_install_failure", "A library could not be installed on the compute.",
     "Check that the artifact path or index is reachable and the pinned version exists for this Python and Scala "
     "version; prefer a job environment or an image with the library in it.",
     "after_fix"},
    {"invalid_run_config", "The request itself is wrong: settings, policy, image, runtime or a missing parameter.",
     "Correct the named job or cluster setting, or pass the missing parameter; validate parameters at the start.",
     "after_fix"},
    {"api_rate_limit", "Too many requests reached the control plane or the cloud API.",
     "Retry with backoff and jitter, spread schedules that fire together, and use fewer, larger clusters or pools.",
     "yes"},
    {"platform_internal_error", "The service or the engine failed without a cause on the user's side.",
     "Repair the run once and look at the status page; if it recurs, open a ticket with the request id, and try "
     "another runtime version where the engine reports a bug.",
     "yes"},
    {"metastore_unavailable", "The Hive or external metastore could not be reached or had no free connection.",
     "Check the metastore database, its connection limit, firewall and DNS, then repair; moving the tables to Unity "
     "Catalog removes the dependency.",
     "yes"},
    {"warehouse_unavailable", "The SQL warehouse is stopped, deleted or could not start in time.",
     "Confirm the warehouse id, enable auto-start or serverless, and wait for RUNNING before the first statement.",
     "yes"},
    {"driver_oom", "The driver ran out of memory.",
     "Stop pulling data to the driver: write to a table, aggregate or sample before collect and toPandas, cap "
     "broadcasts; only then take a larger driver.",
     "no"},
    {"driver_unresponsive", "The driver could not be reached and nothing in the evidence says why.",
     "Repair the run, then look at driver CPU, long garbage collections and the number of sessions on this compute; "
     "give the job its own job cluster.",
     "yes"},
    {"executor_oom", "A worker process ran out of heap or container memory.",
     "Give each task less data (more partitions, smaller files per task, no exploding rows), use memory-optimised "
     "workers, and leave room outside the heap for Python.",
     "no"},
    {"spot_preemption", "The provider took a spot machine back.",
     "Keep the driver on demand, use spot with fallback and decommissioning for workers, and allow task retries.",
     "yes"},
    {"shuffle_fetch_failure", "Shuffle blocks were lost with no deeper cause in the evidence.",
     "Repair the run; if it recurs, check worker network and shuffle timeouts, and reduce the shuffle size.", "yes"},
    {"data_skew", "One key or partition holds most of the data.",
     "Find the hot key, filter null or default keys before the join, salt or split it, and rely on adaptive skew "
     "handling for the rest.",
     "no"},
    {"driver_max_result_size", "Too much result data was returned to the driver.",
     "Do not collect: aggregate or write to a table first; raise spark.driver.maxResultSize only together with driver "
     "memory.",
     "no"},
    {"broadcast_failure", "A broadcast timed out or was too large.",
     "Drop the broadcast hint, refresh the statistics of the small side, lower the threshold or filter the small "
     "side before the join.",
     "no"},
    {"disk_full", "The local disk of the driver or of a worker is full.",
     "Use larger or autoscaling local storage, reduce spill with more partitions, and delete temporary files.", "no"},
    {"python_worker_crash", "A Python worker died in native code.",
     "Find the native library in the crash, pin or upgrade it, and reproduce the crash on one row group.", "after_fix"},
    {"serialization_error", "Code or objects could not be shipped to the workers.",
     "Create clients and sessions inside the partition function, remove captured objects from closures, or raise the "
     "Kryo buffer when it overflowed.",
     "no"},
    {"python_module_missing", "A Python package is not installed where the code runs.",
     "Add the package to the job's environment or libraries, so that workers get it too, and pin its version.",
     "after_fix"},
    {"dependency_conflict", "Library versions do not fit each other or the runtime.",
     "Build against the runtime's Spark, Scala and numpy versions, shade or pin the clashing package, and restart "
     "Python after installs.",
     "after_fix"},
    {"user_code_exception", "The job's own logic raised.",
     "Open the named frame, reproduce it with the failing input and fix or guard it; then repair from this task.",
     "after_fix"},
    {"sql_syntax_or_semantics", "The statement cannot be parsed or analysed.",
     "Correct the statement at the reported position; run EXPLAIN on it before the next deployment.", "after_fix"},
    {"table_not_found", "A table, view, schema or catalog does not exist or is not visible.",
     "Check the three-part name, the target catalog of this environment, the order in which tables are created and "
     "the run identity's rights.",
     "after_fix"},
    {"column_not_found", "A column cannot be resolved.",
     "Rename or alias the column, and look for a schema change in the upstream table.", "after_fix"},
    {"task_source_missing", "The notebook, file, main class or entry point is not there for the run identity.",
     "Correct the path or deploy the bundle again, and grant the run-as identity access to the source.", "after_fix"},
    {"git_checkout_failure", "The Git source could not be fetched.",
     "Renew the Git credential of the run-as identity, and check that the branch, tag or commit still exists.",
     "after_fix"},
    {"path_not_found", "An input path does not exist.",
     "Check the producer and the date partition of the path, and start the job on file arrival instead of by clock.",
     "after_fix"},
    {"schema_mismatch", "Columns or types do not fit on write or read.",
     "Cast to the target types explicitly, decide whether schema evolution is wanted, and rewrite the odd files.",
     "after_fix"},
    {"autoloader_schema_change", "Auto Loader met new fields and stopped so that the stream restarts with them.",
     "Restart the stream; set at least one retry on the task, or use rescue mode if new fields must not stop it.",
     "yes"},
    {"ansi_data_error", "A value broke ANSI arithmetic or casting.",
     "Use try_cast or try_divide where bad values are expected, quarantine the rows, and fix the source.", "after_fix"},
    {"datetime_upgrade_ambiguity", "Calendar or pattern rules differ between Spark versions.",
     "Correct the datetime pattern, or choose LEGACY or CORRECTED parsing and rebasing on purpose.", "after_fix"},
    {"constraint_violation", "A CHECK, NOT NULL or pipeline expectation failed.",
     "Look at the violating rows, drop or quarantine them, and change the rule only on purpose.", "after_fix"},
    {"merge_duplicate_source", "Several source rows match one target row in MERGE.",
     "Deduplicate the source by key and order before the MERGE, or widen the key.", "no"},
    {"delta_concurrent_write", "Another transaction conflicted with this one.",
     "Separate the writers by partition or key, add a retry loop, and give every stream its own checkpoint.", "yes"},
    {"delta_log_corrupt", "The Delta transaction log has gaps or lost files.",
     "Restore the missing log files from versioned storage or re-create the table from a clone; never delete in "
     "_delta_log by hand.",
     "no"},
    {"delta_files_missing", "Data files named by the Delta log are gone.",
     "Refresh the table once; if the files are gone, restore them or run FSCK REPAIR TABLE, and keep VACUUM retention "
     "longer than the slowest reader.",
     "no"},
    {"delta_protocol_unsupported", "The reader or writer is too old for the table's features.",
     "Use a newer runtime or client for this table, or drop the table feature.", "after_fix"},
    {"corrupt_input_file", "An input file is broken or of another format.",
     "Quarantine the named file, read with permissive mode and a bad-records path, and fix the producer.", "after_fix"},
    {"streaming_checkpoint_incompatible", "The query changed in a way its checkpoint cannot follow.",
     "Revert the change, or start with a new checkpoint and backfill the gap.", "no"},
    {"streaming_source_change", "The streaming source table was updated, deleted from, altered or replaced.",
     "Skip change commits or read the change feed; take a new checkpoint if the table was replaced.", "no"},
    {"kafka_offset_loss", "The wanted Kafka offsets no longer exist.",
     "Measure what was lost, lengthen topic retention, restart sooner, and accept the loss only deliberately.", "no"},
    {"external_auth_failure", "Another system refused the credentials or the right.",
     "Rotate or correct the credential or grant on that system, and check mechanism and driver class names.",
     "after_fix"},
    {"external_connection_failure", "Another system could not be reached.",
     "Check that host and port are open from this compute (firewall, peering, allow-list) and retry with backoff.",
     "yes"},
    {"uc_permission_denied", "A Unity Catalog or table privilege is missing.",
     "Grant the named privilege, with USE CATALOG and USE SCHEMA above it, to a group of the run-as identity.",
     "after_fix"},
    {"storage_access_denied", "The cloud store refused the request.",
     "Check the external location or storage credential, the instance profile or role, and the store's firewall.",
     "after_fix"},
    {"secret_missing", "A secret or scope does not exist or may not be read.",
     "Create the secret under the named scope and key, or grant READ on the scope to the run-as identity.",
     "after_fix"},
    {"auth_token_invalid", "A token for the Databricks API expired or is wrong.",
     "Use an OAuth service principal whose token is refreshed, and keep personal tokens out of jobs.", "after_fix"},
    {"access_mode_restriction", "The compute's access mode forbids this call.",
     "Run the task on dedicated access mode, or rewrite it with DataFrame calls instead of SparkContext and RDDs.",
     "no"},
    {"run_timeout", "The configured duration was reached and no deeper cause is recorded.",
     "Compare with the durations of past runs and find the step that grew; raise the timeout only with a reason.",
     "after_fix"},
    {"user_cancelled", "A person or a bot stopped the run or its cluster.",
     "Nothing to fix; ask the recorded identity why, and start the run again when wanted.", "yes"},
    {"max_concurrent_runs", "The run was skipped because a concurrency limit was reached.",
     "Enable queueing, raise the concurrency limit, or widen the schedule.", "yes"},
    {"upstream_task_failed", "The cause lies in another run that this evidence does not contain.",
     "Open the named child run and diagnose it; repair this task after that run succeeds.", "after_fix"},
    {"unknown", "The evidence names no cause.",
     "Fetch runs/get-output of the task run, the driver log (stderr and log4j) and the cluster events of that hour, "
     "and diagnose again.",
     "no"},
});

}  // namespace

std::span<const FailureClass> failure_classes() {
  return kClasses;
}

const FailureClass& failure_class(std::string_view id) {
  for (const FailureClass& row : kClasses) {
    if (row.id == id) return row;
  }
  return kClasses.back();
}

}  // namespace lakecode::analysis
