#include "local/engine/system_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/engine/relation_rows.h"
#include "local/engine/system_rows.h"

namespace lakecode::local {
namespace {

/// `columns`: one a line, name and type. Types: those of the engine; MAP for map<string,string>; a JSON structure (as
/// from_json takes it) for structs and lists. A table with `keeps` has kept rows besides the live ones.
struct SystemTable {
  std::string_view name;
  std::string_view comment;
  std::string_view columns;
  void (*add_rows)(const Store&, SystemRows&);
  bool keeps = false;
};

constexpr std::string_view kHistory = R"(account_id VARCHAR
workspace_id VARCHAR
statement_id VARCHAR
session_id VARCHAR
execution_status VARCHAR
compute {"type":"VARCHAR","cluster_id":"VARCHAR","warehouse_id":"VARCHAR"}
executed_by_user_id VARCHAR
executed_by VARCHAR
executed_as VARCHAR
executed_as_user_id VARCHAR
statement_text VARCHAR
statement_type VARCHAR
error_message VARCHAR
client_application VARCHAR
client_driver VARCHAR
total_duration_ms BIGINT
waiting_for_compute_duration_ms BIGINT
waiting_at_capacity_duration_ms BIGINT
execution_duration_ms BIGINT
compilation_duration_ms BIGINT
total_task_duration_ms BIGINT
result_fetch_duration_ms BIGINT
start_time TIMESTAMP
end_time TIMESTAMP
update_time TIMESTAMP
read_partitions BIGINT
pruned_files BIGINT
read_files BIGINT
read_rows BIGINT
produced_rows BIGINT
read_bytes BIGINT
read_io_cache_percent INTEGER
from_result_cache BOOLEAN
spilled_local_bytes BIGINT
written_bytes BIGINT
written_rows BIGINT
written_files BIGINT
shuffle_read_bytes BIGINT
cache_origin_statement_id VARCHAR
query_source {"alert_id":"VARCHAR","sql_query_id":"VARCHAR","dashboard_id":"VARCHAR","legacy_dashboard_id":"VARCHAR","notebook_id":"VARCHAR","genie_space_id":"VARCHAR","job_info":{"job_id":"VARCHAR","job_run_id":"VARCHAR","job_task_run_id":"VARCHAR"}}
query_parameters {"named_parameters":"VARCHAR","pos_parameters":["VARCHAR"],"is_truncated":"BOOLEAN"}
query_tags MAP)";

constexpr std::string_view kAudit = R"(account_id VARCHAR
workspace_id VARCHAR
version VARCHAR
event_time TIMESTAMP
event_date DATE
source_ip_address VARCHAR
user_agent VARCHAR
session_id VARCHAR
user_identity {"email":"VARCHAR","subject_name":"VARCHAR"}
service_name VARCHAR
action_name VARCHAR
request_id VARCHAR
request_params MAP
response {"status_code":"INTEGER","error_message":"VARCHAR","result":"VARCHAR"}
audit_level VARCHAR
event_id VARCHAR
identity_metadata {"run_by":"VARCHAR","run_as":"VARCHAR"})";

constexpr std::string_view kEntityMetadata =
    R"({"job_info":{"job_id":"VARCHAR","job_run_id":"VARCHAR"},"dashboard_id":"VARCHAR","legacy_dashboard_id":"VARCHAR","notebook_id":"VARCHAR","sql_query_id":"VARCHAR","dlt_pipeline_info":{"dlt_pipeline_id":"VARCHAR","dlt_update_id":"VARCHAR"}})";

constexpr std::string_view kTableLineage = R"(account_id VARCHAR
metastore_id VARCHAR
workspace_id VARCHAR
entity_type VARCHAR
entity_id VARCHAR
entity_run_id VARCHAR
source_table_full_name VARCHAR
source_table_catalog VARCHAR
source_table_schema VARCHAR
source_table_name VARCHAR
source_path VARCHAR
source_type VARCHAR
target_table_full_name VARCHAR
target_table_catalog VARCHAR
target_table_schema VARCHAR
target_table_name VARCHAR
target_path VARCHAR
target_type VARCHAR
created_by VARCHAR
event_time TIMESTAMP
event_date DATE
record_id VARCHAR
event_id VARCHAR
statement_id VARCHAR
entity_metadata ENTITY
direct_access BOOLEAN)";

constexpr std::string_view kColumnLineage = R"(account_id VARCHAR
metastore_id VARCHAR
workspace_id VARCHAR
entity_type VARCHAR
entity_id VARCHAR
entity_run_id VARCHAR
source_table_full_name VARCHAR
source_table_catalog VARCHAR
source_table_schema VARCHAR
source_table_name VARCHAR
source_path VARCHAR
source_type VARCHAR
source_column_name VARCHAR
target_table_full_name VARCHAR
target_table_catalog VARCHAR
target_table_schema VARCHAR
target_table_name VARCHAR
target_path VARCHAR
target_type VARCHAR
target_column_name VARCHAR
created_by VARCHAR
event_time TIMESTAMP
event_date DATE
record_id VARCHAR
event_id VARCHAR
statement_id VARCHAR
entity_metadata ENTITY)";

constexpr std::string_view kJobs = R"(account_id VARCHAR
workspace_id VARCHAR
job_id VARCHAR
name VARCHAR
description VARCHAR
creator_id VARCHAR
tags MAP
change_time TIMESTAMP
delete_time TIMESTAMP
run_as VARCHAR
trigger {"periodic":{"interval":"INTEGER","unit":"VARCHAR"},"schedule":{"quartz_cron_expression":"VARCHAR","timezone_id":"VARCHAR"}}
trigger_type VARCHAR
run_as_user_name VARCHAR
creator_user_name VARCHAR
paused BOOLEAN
timeout_seconds BIGINT
health_rules [{"metric":"VARCHAR","operator":"VARCHAR","value":"BIGINT"}]
deployment {"kind":"VARCHAR","metadata_file_path":"VARCHAR"}
create_time TIMESTAMP)";

constexpr std::string_view kJobTasks = R"(account_id VARCHAR
workspace_id VARCHAR
job_id VARCHAR
task_key VARCHAR
depends_on_keys ["VARCHAR"]
change_time TIMESTAMP
delete_time TIMESTAMP
timeout_seconds BIGINT
health_rules [{"metric":"VARCHAR","operator":"VARCHAR","value":"BIGINT"}])";

constexpr std::string_view kJobRuns = R"(account_id VARCHAR
workspace_id VARCHAR
job_id VARCHAR
run_id VARCHAR
period_start_time TIMESTAMP
period_end_time TIMESTAMP
trigger_type VARCHAR
run_type VARCHAR
run_name VARCHAR
compute_ids ["VARCHAR"]
result_state VARCHAR
termination_code VARCHAR
job_parameters MAP
source_task_run_id VARCHAR
root_task_run_id VARCHAR
compute [{"type":"VARCHAR","cluster_id":"VARCHAR","warehouse_id":"VARCHAR"}]
termination_type VARCHAR
setup_duration_seconds BIGINT
queue_duration_seconds BIGINT
run_duration_seconds BIGINT
cleanup_duration_seconds BIGINT
execution_duration_seconds BIGINT)";

constexpr std::string_view kTaskRuns = R"(account_id VARCHAR
workspace_id VARCHAR
job_id VARCHAR
run_id VARCHAR
job_run_id VARCHAR
parent_run_id VARCHAR
period_start_time TIMESTAMP
period_end_time TIMESTAMP
task_key VARCHAR
compute_ids ["VARCHAR"]
result_state VARCHAR
termination_code VARCHAR
compute [{"type":"VARCHAR","cluster_id":"VARCHAR","warehouse_id":"VARCHAR"}]
termination_type VARCHAR
task_parameters MAP
setup_duration_seconds BIGINT
cleanup_duration_seconds BIGINT
execution_duration_seconds BIGINT)";

constexpr std::string_view kPipelines = R"(account_id VARCHAR
workspace_id VARCHAR
pipeline_id VARCHAR
pipeline_type VARCHAR
name VARCHAR
created_by VARCHAR
run_as VARCHAR
tags MAP
settings {"photon":"BOOLEAN","development":"BOOLEAN","continuous":"BOOLEAN","serverless":"BOOLEAN","edition":"VARCHAR","channel":"VARCHAR"}
configuration MAP
change_time TIMESTAMP
delete_time TIMESTAMP
create_time TIMESTAMP)";

constexpr std::string_view kPipelineUpdates = R"(account_id VARCHAR
workspace_id VARCHAR
pipeline_id VARCHAR
update_id VARCHAR
update_type VARCHAR
request_id VARCHAR
run_as_user_name VARCHAR
trigger_type VARCHAR
trigger_details {"job_task":{"job_id":"VARCHAR","job_task_run_id":"VARCHAR"}}
result_state VARCHAR
compute {"type":"VARCHAR","cluster_id":"VARCHAR"}
period_start_time TIMESTAMP
period_end_time TIMESTAMP
refresh_selection ["VARCHAR"]
full_refresh_selection ["VARCHAR"]
reset_checkpoint_selection ["VARCHAR"])";

constexpr std::string_view kClusters = R"(account_id VARCHAR
workspace_id VARCHAR
cluster_id VARCHAR
cluster_name VARCHAR
owned_by VARCHAR
create_time TIMESTAMP
delete_time TIMESTAMP
driver_node_type VARCHAR
worker_node_type VARCHAR
worker_count BIGINT
min_autoscale_workers BIGINT
max_autoscale_workers BIGINT
auto_termination_minutes BIGINT
enable_elastic_disk BOOLEAN
tags MAP
cluster_source VARCHAR
driver_instance_pool_id VARCHAR
worker_instance_pool_id VARCHAR
dbr_version VARCHAR
change_time TIMESTAMP
change_date DATE
data_security_mode VARCHAR
policy_id VARCHAR)";

constexpr std::string_view kWarehouses = R"(account_id VARCHAR
workspace_id VARCHAR
warehouse_id VARCHAR
warehouse_name VARCHAR
warehouse_type VARCHAR
warehouse_channel VARCHAR
warehouse_size VARCHAR
min_clusters INTEGER
max_clusters INTEGER
auto_stop_minutes INTEGER
tags MAP
change_time TIMESTAMP
delete_time TIMESTAMP)";

constexpr std::string_view kServedEntities = R"(served_entity_id VARCHAR
account_id VARCHAR
workspace_id VARCHAR
created_by VARCHAR
endpoint_name VARCHAR
endpoint_id VARCHAR
served_entity_name VARCHAR
entity_type VARCHAR
entity_name VARCHAR
entity_version VARCHAR
endpoint_config_version INTEGER
task VARCHAR
external_model_config {"provider":"VARCHAR"}
foundation_model_config {"min_provisioned_throughput":"INTEGER","max_provisioned_throughput":"INTEGER"}
custom_model_config {"min_concurrency":"INTEGER","max_concurrency":"INTEGER","compute_type":"VARCHAR"}
feature_spec_config {"min_concurrency":"INTEGER","max_concurrency":"INTEGER","compute_type":"VARCHAR"}
change_time TIMESTAMP
endpoint_delete_time TIMESTAMP)";

constexpr std::string_view kEndpointUsage = R"(account_id VARCHAR
workspace_id VARCHAR
client_request_id VARCHAR
databricks_request_id VARCHAR
requester VARCHAR
status_code INTEGER
request_time TIMESTAMP
input_token_count BIGINT
output_token_count BIGINT
input_character_count BIGINT
output_character_count BIGINT
usage_context MAP
request_streaming BOOLEAN
served_entity_id VARCHAR)";

constexpr SystemTable kTables[] = {
    {"query.history", "Statements that ran on SQL warehouses", kHistory, add_query_rows},
    {"access.audit", "What was done in the workspace, and by whom", kAudit, add_audit_rows, true},
    {"access.table_lineage", "Reads and writes of tables", kTableLineage, add_table_lineage_rows, true},
    {"access.column_lineage", "Reads and writes of columns", kColumnLineage, add_column_lineage_rows, true},
    {"lakeflow.jobs", "Jobs, one row a change", kJobs, add_job_rows},
    {"lakeflow.job_tasks", "Tasks of jobs, one row a change", kJobTasks, add_job_task_rows},
    {"lakeflow.job_run_timeline", "Runs of jobs, cut at clock hours", kJobRuns, add_job_run_rows},
    {"lakeflow.job_task_run_timeline", "Runs of tasks, cut at clock hours", kTaskRuns, add_task_run_rows},
    {"lakeflow.pipelines", "Pipelines, one row a change", kPipelines, add_pipeline_rows},
    {"lakeflow.pipeline_update_timeline", "Updates of pipelines, cut at clock hours", kPipelineUpdates,
     add_pipeline_update_rows},
    {"compute.clusters", "Clusters, one row a change", kClusters, add_cluster_rows},
    {"compute.warehouses", "SQL warehouses, one row a change", kWarehouses, add_warehouse_rows},
    {"serving.served_entities", "What serving endpoints serve", kServedEntities, add_served_entity_rows},
    {"serving.endpoint_usage", "Requests to serving endpoints and their tokens", kEndpointUsage,
     add_endpoint_usage_rows, true},
};

struct SchemaComment {
  std::string_view name;
  std::string_view comment;
};
constexpr SchemaComment kSchemas[] = {{"access", "Audit and lineage"},     {"billing", "Usage and prices"},
                                      {"compute", "Clusters, warehouses"}, {"lakeflow", "Jobs and pipelines"},
                                      {"query", "Query history"},          {"serving", "Model serving"}};

struct Column {
  std::string name;
  std::string type;
};

std::vector<Column> columns_of(const SystemTable& table) {
  std::vector<Column> columns;
  for (const std::string_view line : text::split(table.columns, '\n')) {
    const std::size_t space = line.find(' ');
    std::string type(line.substr(space + 1));
    if (type == "ENTITY") type = kEntityMetadata;
    columns.push_back({std::string(line.substr(0, space)), std::move(type)});
  }
  return columns;
}

bool is_native(std::string_view type) {
  return type == "VARCHAR" || type == "BIGINT" || type == "INTEGER" || type == "TIMESTAMP";
}

/// Engine SQL that gives the column its type.
std::string typed(const Column& column) {
  std::string name = "\"" + column.name + "\"";
  if (is_native(column.type)) return name;
  const bool structured = column.type.front() == '{' || column.type.front() == '[';
  if (structured) return fmt::format("from_json({0}, '{1}') AS {0}", name, column.type);
  if (column.type == "MAP") return fmt::format("CAST(CAST({0} AS JSON) AS MAP(VARCHAR, VARCHAR)) AS {0}", name);
  return fmt::format("CAST({0} AS {1}) AS {0}", name, column.type);
}

std::string live_select(const SystemTable& table) {
  std::vector<std::string> list;
  for (const Column& column : columns_of(table)) list.push_back(typed(column));
  return fmt::format("SELECT {} FROM lc_relation('system', '{}')", text::join(list, ", "), table.name);
}

std::string in_system(std::string_view name) {
  return "system." + std::string(name);
}

/// "access.audit" to system.access."lc:audit".
std::string kept_part(std::string_view name) {
  const std::size_t dot = name.find('.');
  return fmt::format("system.{}.\"lc:{}\"", name.substr(0, dot), name.substr(dot + 1));
}

}  // namespace

void SystemRows::begin() {
  rows_.emplace_back(names_.size());
  set("account_id", place_.account_id);
  set("workspace_id", place_.workspace_id);
  set("metastore_id", place_.metastore_id);
}

void SystemRows::set(std::string_view column, Cell cell) {
  const auto found = std::find(names_.begin(), names_.end(), column);
  if (found != names_.end()) rows_.back()[static_cast<std::size_t>(found - names_.begin())] = std::move(cell);
}

void SystemRows::set_time(std::string_view column, std::optional<std::int64_t> epoch_ms) {
  if (epoch_ms && *epoch_ms > 0) set(column, std::to_string(*epoch_ms * 1000));
}

std::string account_of(std::string_view metastore_id) {
  const std::string hex = crypto::sha256_hex("account of " + std::string(metastore_id));
  return fmt::format("{}-{}-4{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(13, 3), hex.substr(17, 3),
                     hex.substr(20, 12));
}

std::vector<std::string> system_script() {
  std::vector<std::string> script{"ATTACH_CATALOG system"};
  for (const SchemaComment& schema : kSchemas) {
    if (schema.name != "billing") script.push_back("CREATE SCHEMA " + in_system(schema.name));
  }
  for (const SystemTable& table : kTables) {
    const std::string live = live_select(table);
    std::string kept;
    if (table.keeps) {
      script.push_back(fmt::format("CREATE TABLE {} AS {} LIMIT 0", kept_part(table.name), live));
      kept = fmt::format("SELECT * FROM {} UNION ALL ", kept_part(table.name));
    }
    script.push_back(fmt::format("CREATE VIEW {} AS {}{}", in_system(table.name), kept, live));
  }
  return script;
}

std::vector<Document> system_documents() {
  std::vector<Document> documents{
      {"catalog", "system",
       JsonBox(JsonObject{{"comment", "System tables (auto-created)"}, {"owner", "System user"}})}};
  for (const SchemaComment& schema : kSchemas) {
    documents.push_back(
        {"schema", in_system(schema.name), JsonBox(JsonObject{{"comment", schema.comment}, {"owner", "System user"}})});
  }
  for (const SystemTable& table : kTables) {
    documents.push_back(
        {"table", in_system(table.name), JsonBox(JsonObject{{"comment", table.comment}, {"owner", "System user"}})});
  }
  return documents;
}

std::optional<ResultTable> make_system_relation(const Store& store, std::string_view table, const SystemPlace& place) {
  const auto* const known =
      std::find_if(std::begin(kTables), std::end(kTables), [&](const SystemTable& one) { return one.name == table; });
  if (known == std::end(kTables)) return std::nullopt;
  ResultTable result;
  std::vector<std::string> names;
  for (const Column& column : columns_of(*known)) {
    std::string_view type = "string";
    if (column.type == "BIGINT") type = "bigint";
    if (column.type == "INTEGER") type = "int";
    if (column.type == "TIMESTAMP") type = "timestamp";
    result.add_column(column.name, type);
    names.push_back(column.name);
  }
  SystemRows rows(std::move(names), place);
  known->add_rows(store, rows);
  result.rows = rows.take();
  return result;
}

}  // namespace lakecode::local
