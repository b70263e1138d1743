// Failures of the user's own code and of names it refers to. Data only.
#include "local/demo/scenario.h"

namespace lakecode::local {
namespace {

constexpr Scenario kFailures[] = {
    {.id = "module_only_on_driver",
     .root_class = "python_module_missing",
     .error = "PythonException: An exception was thrown from the Python worker. Please see the stack trace below.",
     .trace =
         R"(org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 9.0 failed 4 times, most recent failure: Lost task 0.3 in stage 9.0 (TID 188) (@HOST1@ executor 0): org.apache.spark.api.python.PythonException: Traceback (most recent call last):
  File "/databricks/spark/python/pyspark/worker.py", line 1964, in main
    func, profiler, deserializer, serializer = read_command(pickleSer, infile)
  File "/databricks/spark/python/pyspark/cloudpickle/cloudpickle.py", line 649, in subimport
    __import__(name)
ModuleNotFoundError: No module named 'rapidmatch'
	at org.apache.spark.api.python.BasePythonRunner$ReaderIterator.handlePythonException(PythonRunner.scala:551)
	at org.apache.spark.scheduler.Task.run(Task.scala:141))",
     .logs = R"(@NOISE 7@@T-80@ INFO dedupe: rapidmatch 2.1 imported on the driver
@T-20@ ERROR TaskSetManager: Task 0 in stage 9.0 failed 4 times; aborting job
)"},
    {.id = "numpy_binary",
     .root_class = "dependency_conflict",
     .error = "ValueError: numpy.dtype size changed, may indicate binary incompatibility. Expected 96 from C header, "
              "got 88 from PyObject",
     .trace = R"(Traceback (most recent call last):
  File "/Workspace/Shared/ml/train_forecast.py", line 6, in <module>
    from foretold import SeasonalModel
  File "/local_disk0/.ephemeral_nfs/envs/pythonEnv/lib/python3.11/site-packages/foretold/__init__.py", line 3, in <module>
    from ._core import fit
  File "foretold/_core.pyx", line 1, in init foretold._core
ValueError: numpy.dtype size changed, may indicate binary incompatibility. Expected 96 from C header, got 88 from PyObject)",
     .logs = "WARNING: pip is being upgraded while a kernel runs; restart Python to use updated packages.\n@NOISE 3@"},
    {.id = "quality_gate",
     .root_class = "user_code_exception",
     .error = "QualityGateError: revenue of @DAY@ is 41.2 % below the same weekday, limit is 25 %",
     .trace = R"x(@ESC@[0;31m---------------------------------------------------------------------------@ESC@[0m
@ESC@[0;31mQualityGateError@ESC@[0m                          Traceback (most recent call last)
File @ESC@[0;32m<command-418830021>:22@ESC@[0m
     20 share = today / weekday - 1
     21 if share < -LIMIT:
@ESC@[0;32m---> 22     raise QualityGateError(f"revenue of {day} is {-share:.1%} below the same weekday, limit is {LIMIT:.0%}")
@ESC@[0;31mQualityGateError@ESC@[0m: revenue of @DAY@ is 41.2 % below the same weekday, limit is 25 %)x",
     .logs = "@NOISE 5@"},
    {.id = "null_in_udf",
     .root_class = "user_code_exception",
     .error = "PythonException: 'AttributeError: 'NoneType' object has no attribute 'strip''",
     .trace = R"(org.apache.spark.api.python.PythonException: Traceback (most recent call last):
  File "/Workspace/Shared/inventory/clean_feed.py", line 38, in normalise_unit
    return UNITS[raw.strip().lower()]
AttributeError: 'NoneType' object has no attribute 'strip'
	at org.apache.spark.api.python.BasePythonRunner$ReaderIterator.handlePythonException(PythonRunner.scala:551)
	at org.apache.spark.sql.execution.python.PythonUDFRunner$$anon$2.read(PythonUDFRunner.scala:101))",
     .logs = "@NOISE 6@"},
    {.id = "missing_aggregation",
     .root_class = "sql_syntax_or_semantics",
     .error = "[MISSING_AGGREGATION] The non-aggregating expression \"region\" is based on columns which are not "
              "participating in the GROUP BY clause. SQLSTATE: 42803",
     .trace =
         R"x(org.apache.spark.sql.catalyst.ExtendedAnalysisException: [MISSING_AGGREGATION] The non-aggregating expression "region" is based on columns which are not participating in the GROUP BY clause.
Add the columns or the expression to the GROUP BY, aggregate the expression, or use "any_value(region)" if you do not care which of the values within a group is returned. SQLSTATE: 42803; line 3 pos 7)x"},
    {.id = "table_of_other_environment",
     .root_class = "table_not_found",
     .error = "[TABLE_OR_VIEW_NOT_FOUND] The table or view `staging_v2`.`raw`.`parcels_raw` cannot be found. Verify "
              "the spelling and correctness of the schema and catalog. SQLSTATE: 42P01",
     .trace =
         R"(pyspark.errors.exceptions.captured.AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] The table or view `staging_v2`.`raw`.`parcels_raw` cannot be found. Verify the spelling and correctness of the schema and catalog.
If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog.
To tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS. SQLSTATE: 42P01; line 1 pos 14;
'Project [*]
+- 'UnresolvedRelation [staging_v2, raw, parcels_raw], [], false)",
     .logs = "@NOISE 5@"},
    {.id = "renamed_column",
     .root_class = "column_not_found",
     .error = "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `net_total` "
              "cannot be resolved. Did you mean one of the following? [`net_amount`, `invoice_no`]. SQLSTATE: 42703",
     .trace = R"(Traceback (most recent call last):
  File "/Workspace/Shared/finance/vat_report.py", line 41, in <module>
    vat = invoices.withColumn("vat", col("net_total") * col("vat_rate"))
  File "/databricks/spark/python/pyspark/errors/exceptions/captured.py", line 261, in deco
    raise converted from None
pyspark.errors.exceptions.captured.AnalysisException: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `net_total` cannot be resolved. Did you mean one of the following? [`net_amount`, `invoice_no`]. SQLSTATE: 42703)",
     .logs = "@NOISE 6@"},
    {.id = "notebook_moved",
     .root_class = "task_source_missing",
     .code = "RESOURCE_NOT_FOUND",
     .life_cycle = "INTERNAL_ERROR",
     .message = "Unable to access the notebook \"/Workspace/Shared/assortment/rank_suppliers\". Either it does not "
                "exist, or the identity used to run this job, svc-prod-jobs, lacks the required permissions.",
     .run_seconds = 2},
    {.id = "branch_deleted",
     .root_class = "git_checkout_failure",
     .code = "REPOSITORY_CHECKOUT_FAILED",
     .life_cycle = "INTERNAL_ERROR",
     .message = "Failed to checkout Git repository: NOT_FOUND: Git reference 'release/spring' was not found in "
                "https://git.larkmoor.example/data/web-models. Please check that the branch or tag exists.",
     .run_seconds = 6},
    {.id = "input_day_missing",
     .root_class = "path_not_found",
     .error = "[PATH_NOT_FOUND] Path does not exist: s3://larkmoor-landing/suppliers/day=@DAY@. SQLSTATE: 42K03",
     .trace = R"(Traceback (most recent call last):
  File "/Workspace/Shared/ingest/load_feed.py", line 19, in <module>
    feed = spark.read.json(f"s3://larkmoor-landing/suppliers/day={day}")
pyspark.errors.exceptions.captured.AnalysisException: [PATH_NOT_FOUND] Path does not exist: s3://larkmoor-landing/suppliers/day=@DAY@. SQLSTATE: 42K03)",
     .logs = "@NOISE 4@"},
};

}  // namespace

std::span<const Scenario> code_failures() {
  return kFailures;
}

}  // namespace lakecode::local
