// Failures of memory, executors and data movement. The decisive fact often sits in the log or the cluster's events,
// not in the exception on top. Data only.
#include "local/demo/scenario.h"

namespace lakecode::local {
namespace {

constexpr EventRow kSpotEvents[] = {
    {"NODES_LOST", 340,
     R"({"reason":{"code":"SPOT_INSTANCE_TERMINATION","type":"CLOUD_FAILURE","parameters":{"instance_id":"i-0aa41c7de21","aws_instance_state_reason":"Server.SpotInstanceTermination: spot capacity was reclaimed"}},"current_num_workers":5,"target_num_workers":8})"},
    {"NODES_LOST", 322,
     R"({"reason":{"code":"SPOT_INSTANCE_TERMINATION","type":"CLOUD_FAILURE","parameters":{"instance_id":"i-0aa41c7df98"}},"current_num_workers":4,"target_num_workers":8})"},
    {"RESIZING", 300, R"({"cause":"AUTORECOVERY","current_num_workers":4,"target_num_workers":8})"},
};

constexpr EventRow kDriverOomEvents[] = {
    {"DRIVER_NOT_RESPONDING", 420,
     R"({"driver_state_message":"Driver is up but is not responsive, likely due to GC."})"},
    {"DRIVER_UNAVAILABLE", 50, R"({"driver_state_message":"Driver process exited with status 137"})"},
};

constexpr EventRow kDriverSilentEvents[] = {
    {"DRIVER_NOT_RESPONDING", 600, R"({"driver_state_message":"Driver does not answer health checks."})"},
};

constexpr EventRow kExecutorLossEvents[] = {
    {"AUTOSCALING_STATS_REPORT", 700, R"({"current_num_workers":6,"target_num_workers":6})"},
};

constexpr EventRow kDiskEvents[] = {
    {"DID_NOT_EXPAND_DISK", 180,
     R"({"instance_id":"i-03c1d77be10","did_not_expand_reason":"The maximum of 5 volumes is attached","disk_size":536870912000,"free_space":2147483648})"},
};

constexpr Scenario kFailures[] = {
    {.id = "spot_behind_fetch_failure",
     .root_class = "spot_preemption",
     .error = "org.apache.spark.SparkException: Job aborted due to stage failure: ResultStage 41 (save at "
              "Nightly.scala:118) has failed the maximum allowable number of times: 4.",
     .trace =
         R"(org.apache.spark.SparkException: Job aborted due to stage failure: ResultStage 41 (save at Nightly.scala:118) has failed the maximum allowable number of times: 4. Most recent failure reason:
org.apache.spark.shuffle.MetadataFetchFailedException: Missing an output location for shuffle 7 partition 310
	at org.apache.spark.MapOutputTracker$.validateStatus(MapOutputTracker.scala:1789)
	at org.apache.spark.MapOutputTracker$.$anonfun$convertMapStatuses$11(MapOutputTracker.scala:1730)
	at org.apache.spark.storage.ShuffleBlockFetcherIterator.initialize(ShuffleBlockFetcherIterator.scala:745)
	at org.apache.spark.scheduler.Task.run(Task.scala:141)
	at org.apache.spark.executor.Executor$TaskRunner.run(Executor.scala:1044)
	at java.base/java.lang.Thread.run(Thread.java:840))",
     .logs =
         R"(@NOISE 14@@T-338@ WARN TaskSchedulerImpl: Lost executor 6 on @HOST1@: worker decommissioned because of preemption
@T-337@ INFO DAGScheduler: Shuffle files lost for executor: 6 (epoch 12)
@T-320@ WARN TaskSchedulerImpl: Lost executor 3 on @HOST2@: worker lost
@T-290@ WARN TaskSetManager: Lost task 310.2 in stage 41.1 (TID 9117) (@HOST2@ executor 2): FetchFailed(null, shuffleId=7, mapIndex=-1, mapId=-1, reduceId=310)
@NOISE 5@@T-8@ ERROR DAGScheduler: ResultStage 41 failed too often, aborting
)",
     .events = kSpotEvents,
     .run_seconds = 1300},
    {.id = "driver_collects_everything",
     .root_class = "driver_oom",
     .code = "DRIVER_ERROR",
     .message = "The spark driver has stopped unexpectedly and is restarting. Your notebook will be automatically "
                "reattached.",
     .error = "The spark driver has stopped unexpectedly and is restarting. Your notebook will be automatically "
              "reattached.",
     .logs = R"(@NOISE 10@@T-900@ INFO forecast: features as pandas: toPandas() on 61,240,118 rows
@T-640@ INFO GC: [Full GC (Allocation Failure) 30521M->30498M(30720M), 21.4 s]
@T-590@ INFO GC: [Full GC (Allocation Failure) 30702M->30688M(30720M), 24.9 s]
@T-415@ WARN DriverDaemon: kernel has not answered for 180 s
java.lang.OutOfMemoryError: Java heap space
Dumping heap to /local_disk0/tmp/driver.hprof ...
)",
     .events = kDriverOomEvents,
     .run_seconds = 1500},
    {.id = "driver_silent",
     .root_class = "driver_unresponsive",
     .code = "DRIVER_ERROR",
     .type = "INTERNAL_ERROR",
     .message = "Run failed: could not reach driver of cluster @CLUSTER@.",
     .error = "Could not reach driver of cluster @CLUSTER@ for 600 seconds.",
     .logs = "@NOISE 7@",
     .events = kDriverSilentEvents,
     .run_seconds = 900},
    {.id = "python_worker_killed",
     .root_class = "executor_oom",
     .error = "org.apache.spark.SparkException: Python worker exited unexpectedly (crashed)",
     .trace =
         R"(org.apache.spark.SparkException: Job aborted due to stage failure: Task 17 in stage 12.0 failed 4 times, most recent failure: Lost task 17.3 in stage 12.0 (TID 2210) (@HOST1@ executor 4): org.apache.spark.SparkException: Python worker exited unexpectedly (crashed)
	at org.apache.spark.api.python.BasePythonRunner$ReaderIterator$$anonfun$1.applyOrElse(PythonRunner.scala:682)
	at org.apache.spark.sql.execution.python.PythonArrowOutput$$anon$1.read(PythonArrowOutput.scala:118)
	at org.apache.spark.scheduler.Task.run(Task.scala:141)
Caused by: java.io.EOFException
	at java.base/java.io.DataInputStream.readInt(DataInputStream.java:398)
	at org.apache.spark.sql.execution.python.PythonArrowOutput$$anon$1.read(PythonArrowOutput.scala:104)
	... 22 more)",
     .logs = R"(@NOISE 8@@T-260@ WARN PythonUDFRunner: worker 11 uses 14.8 GiB resident
@T-204@ kernel: Memory cgroup out of memory: Killed process 20711 (python) total-vm:19822140kB, anon-rss:15928816kB
@T-203@ ERROR Executor: Exception in task 17.3 in stage 12.0 (TID 2210)
@T-190@ WARN TaskSetManager: Lost task 17.3 in stage 12.0: Python worker exited unexpectedly (crashed)
@NOISE 4@)",
     .events = kExecutorLossEvents,
     .run_seconds = 1260},
    {.id = "container_137",
     .root_class = "executor_oom",
     .error = "Job aborted due to stage failure: Task 208 in stage 30.0 failed 4 times, most recent failure: Lost task "
              "208.3 in stage 30.0 (TID 6604) (@HOST2@ executor 9): ExecutorLostFailure (executor 9 exited caused by "
              "one of the running tasks) Reason: Command exited with code 137",
     .trace =
         R"(org.apache.spark.SparkException: Job aborted due to stage failure: Task 208 in stage 30.0 failed 4 times, most recent failure: Lost task 208.3 in stage 30.0 (TID 6604) (@HOST2@ executor 9): ExecutorLostFailure (executor 9 exited caused by one of the running tasks) Reason: Command exited with code 137
Driver stacktrace:
	at org.apache.spark.scheduler.DAGScheduler.$anonfun$abortStage$2(DAGScheduler.scala:3908)
	at com.larkmoor.match.Shipments$.main(Shipments.scala:64))",
     .logs = R"(@NOISE 11@@T-150@ WARN TaskMemoryManager: Failed to allocate a page (67108864 bytes), try again.
@T-121@ ERROR TaskSchedulerImpl: Lost executor 9 on @HOST2@: Command exited with code 137
)"},
    {.id = "one_hot_key",
     .root_class = "data_skew",
     .code = "CANCELED",
     .result = "TIMEDOUT",
     .message = "Task reached its maximum run duration of 5400 seconds.",
     .error = "Run timed out after 5400 seconds.",
     .logs = R"(@NOISE 12@@T-3000@ INFO TaskSetManager: Finished task 198 of 200 in stage 23.0, median 9 s
@T-2400@ INFO StageMetrics: stage 23.0 tasks=200 finished=199 shuffleReadMedian=88.1 MiB shuffleReadMax=64.3 GiB slowest=task 77
@T-1200@ WARN JoinAdvisor: key customer_id=NULL holds 97.4 % of the rows on the left side
@T-600@ INFO StageMetrics: stage 23.0 tasks=200 finished=199 running=1 elapsed=4530 s
)",
     .run_seconds = 5400},
    {.id = "worker_disk_full",
     .root_class = "disk_full",
     .error = "org.apache.spark.SparkException: Job aborted.",
     .trace = R"(org.apache.spark.SparkException: Job aborted.
	at org.apache.spark.sql.errors.QueryExecutionErrors$.jobAbortedError(QueryExecutionErrors.scala:1042)
	at com.databricks.sql.transaction.tahoe.files.TransactionalWrite.writeFiles(TransactionalWrite.scala:431)
Caused by: org.apache.spark.SparkException: Job aborted due to stage failure: Task 55 in stage 18.0 failed 4 times, most recent failure: Lost task 55.3 in stage 18.0 (TID 3312) (@HOST1@ executor 2): java.io.IOException: No space left on device
	at java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)
	at org.apache.spark.storage.TimeTrackingOutputStream.write(TimeTrackingOutputStream.java:59)
	at org.apache.spark.util.collection.unsafe.sort.UnsafeSorterSpillWriter.write(UnsafeSorterSpillWriter.java:136)
	at org.apache.spark.scheduler.Task.run(Task.scala:141))",
     .logs =
         R"(@NOISE 9@@T-420@ INFO UnsafeExternalSorter: Thread 88 spilling sort data of 12.6 GiB to disk (14 times so far)
@T-185@ WARN DiskBlockManager: 2 GiB left on /local_disk0
)",
     .events = kDiskEvents},
    {.id = "broadcast_too_slow",
     .root_class = "broadcast_failure",
     .error = "org.apache.spark.SparkException: Could not execute broadcast in 300 secs. You can increase the timeout "
              "for broadcasts via spark.sql.broadcastTimeout or disable broadcast join.",
     .trace =
         R"(org.apache.spark.SparkException: Could not execute broadcast in 300 secs. You can increase the timeout for broadcasts via spark.sql.broadcastTimeout or disable broadcast join by setting spark.sql.autoBroadcastJoinThreshold to -1
	at org.apache.spark.sql.errors.QueryExecutionErrors$.executeBroadcastTimeoutError(QueryExecutionErrors.scala:1866)
	at org.apache.spark.sql.execution.exchange.BroadcastExchangeExec.doExecuteBroadcast(BroadcastExchangeExec.scala:318)
Caused by: java.util.concurrent.TimeoutException
	at java.base/java.util.concurrent.FutureTask.get(FutureTask.java:204)
	... 41 more)",
     .logs = "@NOISE 10@"},
    {.id = "closure_holds_client",
     .root_class = "serialization_error",
     .error = "PicklingError: Could not serialize object: TypeError: cannot pickle '_thread.RLock' object",
     .trace = R"(Traceback (most recent call last):
  File "/Workspace/Shared/web/enrich_sessions.py", line 73, in <module>
    sessions.foreachPartition(lambda rows: push(client, rows))
  File "/databricks/spark/python/pyspark/serializers.py", line 559, in dumps
    raise pickle.PicklingError(msg)
_pickle.PicklingError: Could not serialize object: TypeError: cannot pickle '_thread.RLock' object)",
     .logs = "@NOISE 4@"},
    {.id = "native_crash",
     .root_class = "python_worker_crash",
     .error = "org.apache.spark.SparkException: Python worker exited unexpectedly (crashed)",
     .trace =
         R"(org.apache.spark.SparkException: Job aborted due to stage failure: Task 3 in stage 5.0 failed 4 times, most recent failure: Lost task 3.3 in stage 5.0 (TID 71) (@HOST1@ executor 1): org.apache.spark.SparkException: Python worker exited unexpectedly (crashed): Fatal Python error: Segmentation fault

Current thread 0x00007f31c2ffd700 (most recent call first):
  File "/local_disk0/.ephemeral_nfs/envs/pythonEnv/lib/python3.11/site-packages/geohull/native.py", line 44 in simplify
  File "/Workspace/Shared/logistics/areas.py", line 31 in outline)",
     .logs = "@NOISE 6@@T-60@ INFO areas: geohull 0.9.3, 4118 outlines to simplify\n"},
};

}  // namespace

std::span<const Scenario> memory_failures() {
  return kFailures;
}

}  // namespace lakecode::local
