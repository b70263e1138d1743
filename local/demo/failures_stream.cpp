// Failures of streams and of systems outside the workspace. Data only.
#include "local/demo/scenario.h"

namespace lakecode::local {
namespace {

constexpr Scenario kFailures[] = {
    {.id = "new_field_in_feed",
     .root_class = "autoloader_schema_change",
     .error = "StreamingQueryException: [STREAM_FAILED] Query [id = 3f2d71c0, runId = 9c1eab44] terminated with "
              "exception: [UNKNOWN_FIELD_EXCEPTION.NEW_FIELDS_IN_RECORD_WITH_FILE_PATH] Encountered unknown fields "
              "during parsing: belt_speed. SQLSTATE: KD003",
     .trace =
         R"(pyspark.errors.exceptions.captured.StreamingQueryException: [STREAM_FAILED] Query [id = 3f2d71c0, runId = 9c1eab44] terminated with exception: [UNKNOWN_FIELD_EXCEPTION.NEW_FIELDS_IN_RECORD_WITH_FILE_PATH] Encountered unknown fields during parsing: belt_speed, which can be fixed by an automatic retry: true.
File: s3://larkmoor-landing/belts/@DAY@/msg-00417.json. SQLSTATE: KD003)",
     .logs = "@NOISE 6@@T-15@ INFO CloudFilesSource: schema location updated to version 12\n"},
    {.id = "source_rewritten",
     .root_class = "streaming_source_change",
     .error =
         "StreamingQueryException: [DELTA_SOURCE_TABLE_IGNORE_CHANGES] Detected a data update in the source table. "
         "This is currently not supported. SQLSTATE: 0A000",
     .trace =
         R"(pyspark.errors.exceptions.captured.StreamingQueryException: [STREAM_FAILED] Query features [id = 77ab, runId = 1d09] terminated with exception: [DELTA_SOURCE_TABLE_IGNORE_CHANGES] Detected a data update (for example MERGE (Map(predicate -> (t.customer_id = s.customer_id)))) in the source table at version 412. This is currently not supported. If this is going to happen regularly and you are okay to skip changes, set the option 'skipChangeCommits' to 'true'. SQLSTATE: 0A000)",
     .logs = "@NOISE 5@"},
    {.id = "offsets_expired",
     .root_class = "kafka_offset_loss",
     .error = "StreamingQueryException: [STREAM_FAILED] Query scans terminated with exception: Some data may have been "
              "lost because they are not available in Kafka any more.",
     .trace =
         R"(org.apache.spark.sql.streaming.StreamingQueryException: [STREAM_FAILED] Query scans [id = 5e10, runId = b7cc] terminated with exception: Job aborted due to stage failure: Task 4 in stage 771.0 failed 4 times
	at org.apache.spark.sql.execution.streaming.StreamExecution.runStream(StreamExecution.scala:402)
Caused by: org.apache.spark.SparkException: Job aborted due to stage failure: Task 4 in stage 771.0 failed 4 times
Caused by: java.lang.IllegalStateException: Cannot fetch offset 88120391 (GroupId: spark-kafka-source-scans, TopicPartition: depot-scans-4).
Some data may have been lost because they are not available in Kafka any more; either the data was aged out by Kafka or the topic may have been deleted before all the data in the topic was processed.
Caused by: org.apache.kafka.clients.consumer.OffsetOutOfRangeException: Fetch position FetchPosition{offset=88120391} is out of range for partition depot-scans-4
	... 33 more)",
     .logs =
         R"(@NOISE 8@@T-50@ WARN KafkaMicroBatchReader: the stream was down for 98 hours, retention of the topic is 72 hours
)"},
    {.id = "state_schema",
     .root_class = "streaming_checkpoint_incompatible",
     .error = "StreamingQueryException: [STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE] Provided key schema does not match "
              "existing state key schema. SQLSTATE: 42K06",
     .trace =
         R"(org.apache.spark.sql.streaming.StreamingQueryException: [STREAM_FAILED] Query baskets terminated with exception: [STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE] Provided key schema does not match existing state key schema.
Existing schema=StructType(StructField(session_id,StringType,true)); provided schema=StructType(StructField(session_id,StringType,true),StructField(device,StringType,true)). SQLSTATE: 42K06)",
     .logs = "@NOISE 4@"},
    {.id = "database_refuses_password",
     .root_class = "external_auth_failure",
     .error = "Py4JJavaError: An error occurred while calling o402.load.",
     .trace = R"(py4j.protocol.Py4JJavaError: An error occurred while calling o402.load.
: org.postgresql.util.PSQLException: FATAL: password authentication failed for user "larkmoor_reader"
	at org.postgresql.core.v3.ConnectionFactoryImpl.doAuthentication(ConnectionFactoryImpl.java:693)
	at org.postgresql.Driver.connect(Driver.java:297)
	at org.apache.spark.sql.execution.datasources.jdbc.connection.BasicConnectionProvider.getConnection(BasicConnectionProvider.scala:50))",
     .logs = "@NOISE 5@"},
    {.id = "database_unreachable",
     .root_class = "external_connection_failure",
     .error = "Py4JJavaError: An error occurred while calling o377.jdbc.",
     .trace = R"(py4j.protocol.Py4JJavaError: An error occurred while calling o377.jdbc.
: com.mysql.cj.jdbc.exceptions.CommunicationsException: Communications link failure

The last packet sent successfully to the server was 0 milliseconds ago. The driver has not received any packets from the server.
	at com.mysql.cj.jdbc.exceptions.SQLError.createCommunicationsException(SQLError.java:175)
Caused by: java.net.ConnectException: Connection timed out (Connection timed out)
	at java.base/sun.nio.ch.NioSocketImpl.timedFinishConnect(NioSocketImpl.java:546)
	... 27 more)",
     .logs = "@NOISE 6@@T-130@ INFO tickets: connecting to helpdesk-db.larkmoor.example:3306\n"},
    {.id = "child_failed",
     .root_class = "upstream_task_failed",
     .message = "Workload failed, see run output for details. Triggered run @CHILD_RUN@ of job @CHILD_JOB@ failed.",
     .error = "The run @CHILD_RUN@ of job @CHILD_JOB@, triggered by this task, ended with result FAILED.",
     .run_seconds = 1620},
};

}  // namespace

std::span<const Scenario> stream_failures() {
  return kFailures;
}

}  // namespace lakecode::local
