#include "local/statements/query_record.h"

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::local {
namespace {

/// QueryStatementType by the first word, for statements that failed before they were understood.
std::string statement_type(const QueryRecord& record) {
  if (record.outcome != nullptr) return record.outcome->statement_type;
  const std::string_view sql = text::trim(record.submission->request.sql);
  std::size_t end = 0;
  while (end < sql.size() && ((sql[end] | 0x20) >= 'a' && (sql[end] | 0x20) <= 'z')) ++end;
  std::string word = text::to_upper(sql.substr(0, end));
  for (const char* known : {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "ALTER", "DROP", "DESCRIBE",
                            "SHOW", "USE", "EXPLAIN", "TRUNCATE", "SET", "COPY", "GRANT", "REVOKE", "OPTIMIZE"}) {
    if (word == known) return word;
  }
  return word == "WITH" || word == "VALUES" ? "SELECT" : "OTHER";
}

std::string status(const QueryRecord& record) {
  if (!record.error) return "FINISHED";
  return record.error->code == ErrorCode::Cancelled ? "CANCELED" : "FAILED";
}

}  // namespace

Document make_query_document(const QueryRecord& record) {
  const Submission& submission = *record.submission;
  const std::int64_t submitted = to_epoch_ms(record.submitted);
  const std::int64_t started = to_epoch_ms(record.started);
  const std::int64_t ended = to_epoch_ms(record.ended);
  const std::uint64_t produced = record.outcome == nullptr ? 0 : record.outcome->table.rows.size();
  JsonObject body{{"query_id", record.id},
                  {"lookup_key", record.id},
                  {"status", status(record)},
                  {"query_text", submission.request.sql},
                  {"query_start_time_ms", submitted},
                  {"execution_end_time_ms", ended},
                  {"query_end_time_ms", ended},
                  {"duration", ended - submitted},
                  {"user_id", submission.user_id},
                  {"user_name", submission.user_name},
                  {"executed_as_user_id", submission.user_id},
                  {"executed_as_user_name", submission.user_name},
                  {"endpoint_id", submission.warehouse_id},
                  {"warehouse_id", submission.warehouse_id},
                  {"rows_produced", produced},
                  {"is_final", true},
                  {"statement_type", statement_type(record)},
                  {"client_application", submission.client},
                  {"channel_used", JsonObject{{"name", "CHANNEL_NAME_CURRENT"}}},
                  {"plans_state", "IGNORED_SMALL_DURATION"}};
  if (record.audited) body["lakecode_audited"] = true;
  if (submission.source->is_object()) body["query_source"] = *submission.source;
  if (record.error && record.error->code != ErrorCode::Cancelled) body["error_message"] = record.error->reason;
  body["metrics"] = JsonObject{{"total_time_ms", ended - submitted},
                               {"execution_time_ms", ended - started},
                               {"task_total_time_ms", ended - started},
                               {"rows_produced_count", produced},
                               {"rows_read_count", record.outcome == nullptr ? 0 : record.outcome->rows_read},
                               {"network_sent_bytes", record.outcome == nullptr ? 0 : record.outcome->table.bytes},
                               {"result_from_cache", false}};
  return {"query", record.id, JsonBox(std::move(body))};
}

}  // namespace lakecode::local
