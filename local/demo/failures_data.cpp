// Failures that the data or a Delta table caused. The first one is the flagship of the demo: wrappers outside, noise
// around, one innermost cause. Data only.
#include "local/demo/scenario.h"

namespace lakecode::local {
namespace {

constexpr EventRow kScaleDownEvents[] = {
    {"RESIZING", 520, R"({"cause":"AUTOSCALE","current_num_workers":6,"target_num_workers":4})"},
    {"UPSIZE_COMPLETED", 1500, R"({"current_num_workers":6,"target_num_workers":6})"},
};

constexpr Scenario kFailures[] = {
    {.id = "merge_meets_duplicates",
     .root_class = "merge_duplicate_source",
     .error = "Py4JJavaError: An error occurred while calling o611.execute.",
     .trace = R"x(@ESC@[0;31m---------------------------------------------------------------------------@ESC@[0m
@ESC@[0;31mPy4JJavaError@ESC@[0m                             Traceback (most recent call last)
File @ESC@[0;32m/Workspace/Shared/settlement/match_payments.py:94@ESC@[0m
     91     .whenMatchedUpdate(set=CHANGES)
     92     .whenNotMatchedInsertAll()
@ESC@[0;32m---> 94     .execute())
     95 log.info("settlement of %s merged", day)

File @ESC@[0;32m/databricks/spark/python/delta/tables.py:1159@ESC@[0m, in DeltaMergeBuilder.execute(self)
   1157 if self._jbuilder is None: raise TypeError("builder was used before")
-> 1159 return self._jbuilder.execute()

@ESC@[0;31mPy4JJavaError@ESC@[0m: An error occurred while calling o611.execute.
: org.apache.spark.SparkException: Job aborted.
	at org.apache.spark.sql.errors.QueryExecutionErrors$.jobAbortedError(QueryExecutionErrors.scala:1042)
	at com.databricks.sql.transaction.tahoe.files.TransactionalWriteEdge.$anonfun$writeFiles$26(TransactionalWriteEdge.scala:712)
	at com.databricks.spark.util.FrameProfiler$.record(FrameProfiler.scala:94)
	at java.base/java.lang.reflect.Method.invoke(Method.java:569)
	at py4j.commands.CallCommand.execute(CallCommand.java:79)
Caused by: org.apache.spark.SparkException: Exception thrown in awaitResult: 
	at org.apache.spark.util.ThreadUtils$.awaitResult(ThreadUtils.scala:425)
	at com.databricks.sql.transaction.tahoe.commands.MergeIntoCommandEdge.runMerge(MergeIntoCommandEdge.scala:548)
	... 38 more
Caused by: com.databricks.sql.transaction.tahoe.DeltaUnsupportedOperationException: [DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE] Cannot perform Merge as multiple source rows matched and attempted to modify the same
target row in the Delta table in possibly conflicting ways. By SQL semantics of Merge,
when multiple source rows match on the same target row, the result may be ambiguous
as it is unclear which source row should be used to update or delete the matching
target row. You can preprocess the source table to eliminate the possibility of multiple matches. SQLSTATE: 21506
	at com.databricks.sql.transaction.tahoe.DeltaErrorsBase.multipleSourceRowMatchingTargetRowInMergeException(DeltaErrors.scala:1611)
	at com.databricks.sql.transaction.tahoe.commands.merge.ClassicMergeExecutor.findTouchedFiles(ClassicMergeExecutor.scala:263)
	... 61 more)x",
     .logs =
         R"(@NOISE 16@@T-1380@ INFO match_payments: source prod.sales.orders with card receipts of @DAY@, matched on order_id
@T-1210@ WARN TaskSetManager: Lost task 31.0 in stage 14.0 (TID 802) (@HOST1@ executor 5): ExecutorLostFailure (executor 5 exited unrelated to the running tasks) Reason: Executor decommission: worker decommissioned because of scale-down
@T-1205@ INFO TaskSetManager: Starting task 31.1 in stage 14.0 (TID 833) (@HOST2@, executor 2, partition 31, PROCESS_LOCAL)
@T-1180@ INFO TaskSetManager: Finished task 31.1 in stage 14.0 (TID 833) in 24817 ms on @HOST2@ (executor 2) (188/200)
@NOISE 9@@T-700@ WARN StatsPusher: metrics.larkmoor.example:8125 timed out, dropping 40 points
@T-410@ INFO MergeIntoCommandEdge: target finance.ledger.settlements, 1 matched clause, 1 not matched clause
@T-12@ ERROR match_payments: merge for @DAY@ failed
@NOISE 3@)",
     .events = kScaleDownEvents,
     .run_seconds = 1460},
    {.id = "string_into_decimal",
     .root_class = "schema_mismatch",
     .error =
         "[DELTA_FAILED_TO_MERGE_FIELDS] Failed to merge fields 'total_amount' and 'total_amount'. SQLSTATE: 22005",
     .trace =
         R"(com.databricks.sql.transaction.tahoe.DeltaAnalysisException: [DELTA_FAILED_TO_MERGE_FIELDS] Failed to merge fields 'total_amount' and 'total_amount'. SQLSTATE: 22005
	at com.databricks.sql.transaction.tahoe.schema.SchemaMergingUtils$.$anonfun$mergeSchemas$1(SchemaMergingUtils.scala:224)
	at com.databricks.sql.transaction.tahoe.schema.ImplicitMetadataOperation.updateMetadata(ImplicitMetadataOperation.scala:98)
Caused by: com.databricks.sql.transaction.tahoe.DeltaAnalysisException: [DELTA_MERGE_INCOMPATIBLE_DATATYPE] Failed to merge incompatible data types DecimalType(12,2) and StringType. SQLSTATE: 42K09
	... 55 more)",
     .logs = "@NOISE 8@"},
    {.id = "cast_of_text",
     .root_class = "ansi_data_error",
     .error = "[CAST_INVALID_INPUT] The value 'n/a' of the type \"STRING\" cannot be cast to \"DECIMAL(12,2)\" because "
              "it is malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to "
              "tolerate malformed input and return NULL instead. SQLSTATE: 22018",
     .trace =
         R"x(org.apache.spark.SparkException: Job aborted due to stage failure: Task 2 in stage 3.0 failed 4 times, most recent failure: Lost task 2.3 in stage 3.0 (TID 19) (@HOST1@ executor 1): org.apache.spark.SparkException: [TASK_WRITE_FAILED] Task failed while writing rows to s3://larkmoor-lakehouse/prod/inventory/price_history. SQLSTATE: 58030
	at org.apache.spark.sql.execution.datasources.FileFormatWriter$.executeTask(FileFormatWriter.scala:521)
Caused by: org.apache.spark.SparkNumberFormatException: [CAST_INVALID_INPUT] The value 'n/a' of the type "STRING" cannot be cast to "DECIMAL(12,2)" because it is malformed. Correct the value as per the syntax, or change its target type. Use `try_cast` to tolerate malformed input and return NULL instead. SQLSTATE: 22018
	at org.apache.spark.sql.errors.QueryExecutionErrors$.invalidInputInCastToNumberError(QueryExecutionErrors.scala:145)
	... 14 more)x",
     .logs = "@NOISE 7@"},
    {.id = "old_dates",
     .root_class = "datetime_upgrade_ambiguity",
     .error = "[INCONSISTENT_BEHAVIOR_CROSS_VERSION.READ_ANCIENT_DATETIME] You may get a different result due to the "
              "upgrading to Spark >= 3.0: reading dates before 1582-10-15 from Parquet files can be ambiguous. "
              "SQLSTATE: 42K0B",
     .trace =
         R"(org.apache.spark.SparkUpgradeException: [INCONSISTENT_BEHAVIOR_CROSS_VERSION.READ_ANCIENT_DATETIME] You may get a different result due to the upgrading to Spark >= 3.0: reading dates before 1582-10-15 or timestamps before 1900-01-01T00:00:00Z from Parquet files can be ambiguous. SQLSTATE: 42K0B
	at org.apache.spark.sql.errors.QueryExecutionErrors$.sparkUpgradeInReadingDatesError(QueryExecutionErrors.scala:904))",
     .logs = "@NOISE 5@"},
    {.id = "check_constraint",
     .root_class = "constraint_violation",
     .error = "[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint on_hand_not_negative (on_hand >= 0) violated by "
              "row with values: - on_hand : -14. SQLSTATE: 23001",
     .trace = R"(org.apache.spark.SparkException: Job aborted due to stage failure: Task 11 in stage 6.0 failed 4 times
	at org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:3908)
Caused by: com.databricks.sql.transaction.tahoe.schema.DeltaInvariantViolationException: [DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint on_hand_not_negative (on_hand >= 0) violated by row with values:
 - on_hand : -14. SQLSTATE: 23001
	... 19 more)",
     .logs = "@NOISE 6@"},
    {.id = "two_writers",
     .root_class = "delta_concurrent_write",
     .error = "ConcurrentAppendException: [DELTA_CONCURRENT_APPEND] Files were added to partition [region=north] by a "
              "concurrent update. Please try the operation again. SQLSTATE: 2D521",
     .trace = R"(Traceback (most recent call last):
  File "/Workspace/Shared/logistics/compact_scans.py", line 52, in <module>
    target.delete("scanned_at < current_date() - INTERVAL 60 DAYS")
delta.exceptions.ConcurrentAppendException: [DELTA_CONCURRENT_APPEND] Files were added to partition [region=north] by a concurrent update. Please try the operation again.
Conflicting commit: {"timestamp":1,"operation":"STREAMING UPDATE","operationParameters":{"outputMode":"Append"},"readVersion":88112,"isolationLevel":"WriteSerializable"} SQLSTATE: 2D521)",
     .logs = "@NOISE 7@"},
    {.id = "vacuumed_under_reader",
     .root_class = "delta_files_missing",
     .error = "org.apache.spark.SparkException: [FAILED_READ_FILE.DBR_FILE_NOT_EXIST] Error while reading file "
              "s3://larkmoor-lakehouse/prod/web/sessions/part-00031-5b1d.c000.snappy.parquet. SQLSTATE: KD001",
     .trace =
         R"(org.apache.spark.SparkException: Job aborted due to stage failure: Task 31 in stage 2.0 failed 4 times, most recent failure: Lost task 31.3 in stage 2.0 (TID 97) (@HOST2@ executor 3): org.apache.spark.SparkException: [FAILED_READ_FILE.DBR_FILE_NOT_EXIST] Error while reading file s3://larkmoor-lakehouse/prod/web/sessions/part-00031-5b1d.c000.snappy.parquet. [DELTA_FILE_NOT_FOUND_DETAILED] File s3://larkmoor-lakehouse/prod/web/sessions/part-00031-5b1d.c000.snappy.parquet referenced in the transaction log cannot be found. This occurs when data has been manually deleted from the file system rather than using the table `DELETE` statement. SQLSTATE: KD001
	at org.apache.spark.sql.execution.datasources.FileScanRDD$$anon$1.logFileNameAndThrow(FileScanRDD.scala:714)
Caused by: java.io.FileNotFoundException: No such file or directory: s3://larkmoor-lakehouse/prod/web/sessions/part-00031-5b1d.c000.snappy.parquet
	... 17 more)",
     .logs = R"(@NOISE 6@@T-3400@ INFO snapshot: pinned version 1180 of prod.web.sessions
@T-900@ INFO history: VACUUM RETAIN 2 HOURS ended on prod.web.sessions, 1911 files deleted
)",
     .run_seconds = 3620},
    {.id = "not_a_parquet_file",
     .root_class = "corrupt_input_file",
     .error = "org.apache.spark.SparkException: [FAILED_READ_FILE.NO_HINT] Error while reading file "
              "s3://larkmoor-landing/suppliers/day=@DAY@/offer_0117.parquet. SQLSTATE: KD001",
     .trace =
         R"(org.apache.spark.SparkException: [FAILED_READ_FILE.NO_HINT] Error while reading file s3://larkmoor-landing/suppliers/day=@DAY@/offer_0117.parquet. SQLSTATE: KD001
	at org.apache.spark.sql.execution.datasources.FileScanRDD$$anon$1.nextIterator(FileScanRDD.scala:698)
Caused by: java.lang.RuntimeException: s3://larkmoor-landing/suppliers/day=@DAY@/offer_0117.parquet is not a Parquet file. Expected magic number at tail, but found [60, 47, 104, 116]
	at org.apache.parquet.hadoop.ParquetFileReader.readFooter(ParquetFileReader.java:557)
	... 12 more)",
     .logs = "@NOISE 5@"},
};

}  // namespace

std::span<const Scenario> data_failures() {
  return kFailures;
}

}  // namespace lakecode::local
