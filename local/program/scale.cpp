#include "local/program/scale.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kTablesPerSchema = 1000;
constexpr std::int64_t kTablesPerJob = 10;
constexpr std::int64_t kGrantsPerTable = 10;
constexpr std::int64_t kUsagePerJob = 100;
constexpr std::int64_t kFirstJob = 900'000'000'000'000;

Document job_document(std::int64_t number, std::int64_t now_ms) {
  const std::int64_t id = kFirstJob + number;
  JsonObject task{{"task_key", "only"},
                  {"run_if", "ALL_SUCCESS"},
                  {"timeout_seconds", 0},
                  {"email_notifications", JsonObject{}},
                  {"condition_task", JsonObject{{"op", "EQUAL_TO"}, {"left", "1"}, {"right", "1"}}}};
  JsonObject settings{{"name", fmt::format("scale-{:06}", number)},
                      {"email_notifications", JsonObject{}},
                      {"webhook_notifications", JsonObject{}},
                      {"timeout_seconds", 0},
                      {"max_concurrent_runs", 1},
                      {"format", "MULTI_TASK"},
                      {"tags", JsonObject{{"team", fmt::format("team-{}", number % 40)}}},
                      {"tasks", JsonArray{JsonValue(std::move(task))}}};
  return {"job", std::to_string(id),
          JsonObject{{"job_id", id},
                     {"creator_user_name", "dev@lakecode.example"},
                     {"run_as_user_name", "dev@lakecode.example"},
                     {"created_time", now_ms - 86'400'000 + number},
                     {"settings", std::move(settings)}}};
}

JsonObject column(std::string_view name, std::string_view text, std::string_view type, int position) {
  return {{"name", name},
          {"type_text", text},
          {"type_name", type},
          {"position", position},
          {"nullable", true},
          {"type_json", fmt::format(R"({{"name":"{}","type":"{}","nullable":true,"metadata":{{}}}})", name, text)}};
}

Document table_document(std::int64_t number, std::int64_t now_ms) {
  const std::string schema = fmt::format("s{:04}", number / kTablesPerSchema);
  const std::string name = fmt::format("t{:07}", number);
  const std::string full = fmt::format("scale.{}.{}", schema, name);
  return {"table", full,
          JsonObject{{"name", name},
                     {"catalog_name", "scale"},
                     {"schema_name", schema},
                     {"full_name", full},
                     {"table_type", "MANAGED"},
                     {"data_source_format", "DELTA"},
                     {"owner", "dev@lakecode.example"},
                     {"created_at", now_ms},
                     {"created_by", "dev@lakecode.example"},
                     {"updated_at", now_ms},
                     {"updated_by", "dev@lakecode.example"},
                     {"columns", JsonArray{column("id", "long", "LONG", 0), column("name", "string", "STRING", 1),
                                           column("at", "timestamp", "TIMESTAMP", 2)}}}};
}

Document grants_document(std::int64_t table) {
  JsonArray assignments;
  for (std::int64_t i = 0; i < kGrantsPerTable; ++i)
    assignments.push_back(JsonObject{{"principal", fmt::format("group-{}", (table * 7 + i) % 997)},
                                     {"privileges", JsonArray{JsonValue(i % 3 == 0 ? "MODIFY" : "SELECT")}}});
  return {"grants", fmt::format("table scale.s{:04}.t{:07}", table / kTablesPerSchema, table),
          JsonObject{{"privilege_assignments", std::move(assignments)}}};
}

/// CREATE of the usage table when the filling has none, and its rows.
void add_usage(DemoData& data, std::int64_t rows, WallTime now) {
  const bool has_usage = std::any_of(data.sql.begin(), data.sql.end(), [](const std::string& statement) {
    return statement.starts_with("CREATE TABLE system.billing.usage ");
  });
  if (!has_usage) {
    data.sql.emplace_back("CREATE SCHEMA system.billing");
    data.sql.emplace_back(
        "CREATE TABLE system.billing.usage (record_id VARCHAR, account_id VARCHAR, workspace_id VARCHAR, sku_name "
        "VARCHAR, "
        "cloud VARCHAR, usage_start_time TIMESTAMP, usage_end_time TIMESTAMP, usage_date DATE, custom_tags "
        "MAP(VARCHAR, "
        "VARCHAR), usage_unit VARCHAR, usage_quantity DECIMAL(38,18), usage_metadata STRUCT(job_id VARCHAR, "
        "warehouse_id "
        "VARCHAR, cluster_id VARCHAR, endpoint_name VARCHAR, dlt_pipeline_id VARCHAR, job_run_id VARCHAR, job_name "
        "VARCHAR), identity_metadata STRUCT(run_as VARCHAR), record_type VARCHAR, billing_origin_product VARCHAR)");
  }
  const std::string today = fmt::format("TIMESTAMP '{} 00:00:00'", format_rfc3339(now).substr(0, 10));
  data.sql.push_back(fmt::format(
      "INSERT INTO system.billing.usage BY NAME SELECT concat('scale-', range) AS record_id, '@ACCOUNT' AS account_id, "
      "'@WORKSPACE' AS workspace_id, 'PREMIUM_JOBS_COMPUTE' AS sku_name, 'AWS' AS cloud, {0} - to_hours(range % 2160) "
      "AS "
      "usage_start_time, {0} - to_hours(range % 2160) + INTERVAL 1 HOUR AS usage_end_time, CAST({0} - to_hours(range % "
      "2160) AS DATE) AS usage_date, 'DBU' AS usage_unit, CAST((range % 977) / 100.0 AS DECIMAL(38,18)) AS "
      "usage_quantity, "
      "{1} AS usage_metadata, 'ORIGINAL' AS record_type, 'JOBS' AS billing_origin_product FROM range({2})",
      today,
      has_usage ? "NULL"
                : fmt::format("{{'job_id': CAST({} + range % 1000 AS VARCHAR), 'warehouse_id': NULL, 'cluster_id': "
                              "NULL, 'endpoint_name': NULL, 'dlt_pipeline_id': NULL, 'job_run_id': NULL, "
                              "'job_name': NULL}}",
                              kFirstJob),
      rows));
}

}  // namespace

void add_scale(DemoData& data, std::int64_t count, WallTime now) {
  const std::int64_t now_ms = to_epoch_ms(now);
  data.sql.emplace_back("ATTACH_CATALOG scale");
  const std::int64_t tables = count * kTablesPerJob;
  for (std::int64_t schema = 0; schema * kTablesPerSchema < tables; ++schema)
    data.sql.push_back(fmt::format("CREATE SCHEMA scale.s{:04}", schema));
  for (std::int64_t i = 0; i < count; ++i) data.documents.push_back(job_document(i, now_ms));
  add_usage(data, count * kUsagePerJob, now);
}

std::vector<Document> scaled_tables(std::int64_t count, WallTime now) {
  const std::int64_t tables = count * kTablesPerJob;
  std::vector<Document> documents;
  documents.reserve(static_cast<std::size_t>(2 * tables));
  for (std::int64_t i = 0; i < tables; ++i) {
    documents.push_back(table_document(i, to_epoch_ms(now)));
    documents.push_back(grants_document(i));
  }
  return documents;
}

}  // namespace lakecode::local
