#include "databricks/query_history.h"

#include <algorithm>

#include "base/json.h"
#include "databricks/fields.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

constexpr std::size_t kPage = 999;  // documented: fewer than 1,000

std::string epoch_text(WallTime time) {
  return std::to_string(time.time_since_epoch().count());
}

net::QueryParameters query_of(const QueryFilter& filter, std::size_t limit) {
  net::QueryParameters query = {{"max_results", std::to_string(std::min(limit, kPage))}};
  if (filter.started_from)
    query.emplace_back("filter_by.query_start_time_range.start_time_ms", epoch_text(*filter.started_from));
  if (filter.started_to)
    query.emplace_back("filter_by.query_start_time_range.end_time_ms", epoch_text(*filter.started_to));
  for (const std::string& status : filter.statuses) query.emplace_back("filter_by.statuses", status);
  for (const WarehouseId& warehouse : filter.warehouses)
    query.emplace_back("filter_by.warehouse_ids", to_string(warehouse));
  for (const std::int64_t user : filter.user_ids) query.emplace_back("filter_by.user_ids", std::to_string(user));
  for (const StatementId& statement : filter.statements)
    query.emplace_back("filter_by.statement_ids", to_string(statement));
  if (filter.with_metrics) query.emplace_back("include_metrics", "true");
  return query;
}

/// From a queue's start to the next thing that happened; 0 when it never stood in that queue.
std::chrono::milliseconds waited(const JsonValue& metrics, std::string_view queue, std::string_view next) {
  const auto from = time_at(metrics, queue);
  const auto to = time_at(metrics, next);
  return from && to && *to > *from ? *to - *from : std::chrono::milliseconds(0);
}

QueryMeasures parse_measures(const JsonValue& metrics) {
  const auto count = [&](std::string_view key) { return json::int_at(metrics, key).value_or(0); };
  QueryMeasures measures;
  measures.compilation = duration_at(metrics, "compilation_time_ms");
  measures.execution = duration_at(metrics, "execution_time_ms");
  measures.result_fetch = duration_at(metrics, "result_fetch_time_ms");
  const std::string_view after_start = json::find(metrics, "overloading_queue_start_timestamp") != nullptr
                                           ? "overloading_queue_start_timestamp"
                                           : "query_compilation_start_timestamp";
  measures.waited_for_start = waited(metrics, "provisioning_queue_start_timestamp", after_start);
  measures.waited_for_capacity =
      waited(metrics, "overloading_queue_start_timestamp", "query_compilation_start_timestamp");
  measures.read_bytes = count("read_bytes");
  measures.read_files = count("read_files_count");
  measures.pruned_files = count("pruned_files_count");
  measures.rows_read = count("rows_read_count");
  measures.spilled_bytes = count("spill_to_disk_bytes");
  measures.from_cache = json::bool_at(metrics, "result_from_cache").value_or(false);
  return measures;
}

Query parse_query(const JsonValue& value) {
  Query query;
  query.id = StatementId(json::string_at(value, "query_id"));
  query.text = json::string_at(value, "query_text");
  query.status = json::string_at(value, "status");
  query.statement_type = json::string_at(value, "statement_type");
  query.error_message = json::string_at(value, "error_message");
  query.user_name = json::string_at(value, "user_name");
  query.warehouse = WarehouseId(json::string_at(value, "warehouse_id"));
  query.start_time = time_at(value, "query_start_time_ms");
  query.end_time = time_at(value, "query_end_time_ms");
  query.duration = duration_at(value, "duration");
  query.rows_produced = json::int_at(value, "rows_produced").value_or(0);
  query.job_id = json::string_at_path(value, {"query_source", "job_info", "job_id"});
  query.job_run_id = json::string_at_path(value, {"query_source", "job_info", "job_run_id"});
  if (const JsonValue* metrics = json::find(value, "metrics"); metrics != nullptr && metrics->is_object())
    query.measures = parse_measures(*metrics);
  return query;
}

}  // namespace

Result<std::vector<Query>> fetch_query_history(Client& client, const QueryFilter& filter, std::size_t limit,
                                               const CallContext& ctx) {
  std::vector<Query> queries;
  if (limit == 0) return queries;
  const Call call{.naming = {.action = "read query history", .subject = "at " + client.host()},
                  .path = "/api/2.0/sql/history/queries",
                  .query = query_of(filter, limit)};
  const auto on_page = [&](const JsonValue& page) {
    for (const JsonValue& query : json::array_at(page, "res")) {
      if (queries.size() < limit) queries.push_back(parse_query(query));
    }
    return queries.size() < limit;
  };
  TRY_VOID(Wire(client).fetch_pages(call, on_page, ctx));
  return queries;
}

}  // namespace lakecode::databricks
