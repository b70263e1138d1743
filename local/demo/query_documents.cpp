// A week of query history: templates over the company's tables, heavier by day than by night.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/demo/company.h"
#include "local/demo/documents.h"

namespace lakecode::local {
namespace {

constexpr int kQueries = 340;
constexpr std::int64_t kWeekMs = 7LL * 24 * 3600 * 1000;

struct QueryTemplate {
  std::string_view text, type;
  std::int64_t typical_ms;
};
constexpr std::array<QueryTemplate, 8> kTemplates{{
    {"SELECT count(*) FROM @T", "SELECT", 400},
    {"SELECT * FROM @T LIMIT 1000", "SELECT", 900},
    {"SELECT @C, count(*) AS n FROM @T GROUP BY @C ORDER BY n DESC", "SELECT", 2'600},
    {"SELECT date_trunc('DAY', current_timestamp()) AS day, count(DISTINCT @C) FROM @T", "SELECT", 5'200},
    {"DESCRIBE DETAIL @T", "DESCRIBE", 250},
    {"OPTIMIZE @T", "OPTIMIZE", 38'000},
    {"SELECT a.@C FROM @T a JOIN @T b ON a.@C = b.@C", "SELECT", 96'000},
    {"ANALYZE TABLE @T COMPUTE STATISTICS FOR ALL COLUMNS", "ANALYZE", 21'000},
}};
constexpr std::array<std::string_view, 4> kErrors{{
    "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `order_dat` cannot be "
    "resolved. Did you mean one of the following? [`order_id`, `ordered_at`]. SQLSTATE: 42703",
    "[TABLE_OR_VIEW_NOT_FOUND] The table or view `prod`.`sales`.`order_history` cannot be found. Verify the spelling "
    "and correctness of the schema and catalog. SQLSTATE: 42P01",
    "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE SCHEMA on Schema 'finance.ledger'. "
    "SQLSTATE: 42501",
    "[DIVIDE_BY_ZERO] Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. "
    "SQLSTATE: 22012",
}};

struct Query {
  std::string id, text, status, error;
  std::string_view type;
  std::int64_t start_ms = 0, duration_ms = 0, rows_read = 0, rows_out = 0;
};

Query draw_query(const std::vector<BuiltTable>& tables, const Dice& dice, WallTime now, std::uint64_t n) {
  const BuiltTable& table = tables[dice.roll("query table", n) % tables.size()];
  const QueryTemplate& shape = kTemplates[dice.roll("query shape", n) % kTemplates.size()];
  const auto& columns = table.spec.columns;
  Query q;
  q.id = dice.uuid("query", n);
  q.type = shape.type;
  q.text = text::replace_all(text::replace_all(shape.text, "@T", table.spec.name), "@C",
                             columns[dice.roll("query column", n) % columns.size()].name);
  const std::int64_t slot = kWeekMs / kQueries;
  q.start_ms =
      to_epoch_ms(now) - 240'000 - static_cast<std::int64_t>(n) * slot - dice.between(0, slot / 2, "query at", n);
  q.duration_ms = shape.typical_ms * dice.between(60, 240, "query time", n) / 100;
  const std::int64_t kind = dice.between(0, 99, "query end", n);
  q.status = kind < 91 ? "FINISHED" : kind < 97 ? "FAILED" : "CANCELED";
  if (q.status == "FAILED") {
    q.error = kErrors[dice.roll("query error", n) % kErrors.size()];
    q.duration_ms = dice.between(80, 700, "query failed after", n);
  }
  if (n == 0) {
    q.status = "RUNNING";
    q.duration_ms = 240'000;
    q.start_ms = to_epoch_ms(now) - 240'000;
  }
  q.rows_read = q.type == "DESCRIBE" || q.status == "FAILED" ? 0 : table.rows;
  q.rows_out = q.status == "FINISHED" ? std::min<std::int64_t>(1000, q.rows_read) : 0;
  return q;
}

JsonObject metrics(const Query& q) {
  const bool from_cache = q.duration_ms < 400 && q.status == "FINISHED";
  return {{"total_time_ms", q.duration_ms},
          {"compilation_time_ms", q.duration_ms / 9},
          {"execution_time_ms", q.duration_ms - q.duration_ms / 9},
          {"result_fetch_time_ms", q.rows_out / 40},
          {"result_from_cache", from_cache},
          {"rows_produced_count", q.rows_out},
          {"rows_read_count", q.rows_read},
          {"read_bytes", q.rows_read * 61},
          {"read_files_count", q.rows_read == 0 ? 0 : 1 + q.rows_read / 20'000},
          {"pruned_files_count", 0},
          {"spill_to_disk_bytes", q.duration_ms > 120'000 ? q.rows_read * 4'100 : 0},
          {"task_total_time_ms", q.duration_ms * 5}};
}

JsonObject query_body(const Query& q, const Dice& dice, std::uint64_t n) {
  const Person& person = kPeople[dice.roll("query user", n) % kPeople.size()];
  const std::string mail = mail_of(person.login);
  const std::int64_t user_id = dice.between(1'000'000'000'000'000, 8'999'999'999'999'999, mail);
  const std::string warehouse = warehouse_id(dice, dice.between(0, 9, "query on", n) < 8 ? 0 : 1);
  const bool is_final = q.status != "RUNNING";
  JsonObject body{{"query_id", q.id},
                  {"status", q.status},
                  {"query_text", q.text},
                  {"statement_type", q.type},
                  {"query_start_time_ms", q.start_ms},
                  {"user_id", user_id},
                  {"user_name", mail},
                  {"executed_as_user_id", user_id},
                  {"executed_as_user_name", mail},
                  {"warehouse_id", warehouse},
                  {"endpoint_id", warehouse},
                  {"lookup_key", dice.hex(32, "lookup", n)},
                  {"channel_used", JsonObject{{"name", "CHANNEL_NAME_CURRENT"}}},
                  {"client_application", n % 3 == 0 ? "Databricks SQL Editor" : "Databricks SQL Dashboard"},
                  {"duration", q.duration_ms},
                  {"rows_produced", q.rows_out},
                  {"is_final", is_final},
                  {"plans_state", "EXISTS"},
                  {"metrics", metrics(q)}};
  if (is_final) {
    body["execution_end_time_ms"] = q.start_ms + q.duration_ms;
    body["query_end_time_ms"] = q.start_ms + q.duration_ms;
  }
  if (!q.error.empty()) {
    body["error_message"] = q.error;
  }
  return body;
}

}  // namespace

std::vector<Document> make_query_documents(const std::vector<BuiltTable>& tables, const Dice& dice, WallTime now) {
  std::vector<Document> out;
  for (std::uint64_t n = 0; n < kQueries; ++n) {
    const Query query = draw_query(tables, dice, now, n);
    out.push_back({"query", query.id, query_body(query, dice, n)});
  }
  return out;
}

}  // namespace lakecode::local
