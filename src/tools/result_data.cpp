#include "tools/result_data.h"

#include "base/json.h"
#include "render/result_set.h"

namespace lakecode::tools {
namespace {

constexpr std::size_t kMaxRows = 1'000;
constexpr std::size_t kMaxBytes = 1U << 20U;

}  // namespace

std::string data_of(const StoredResult& result) {
  JsonArray columns;
  render::ResultSet rows;
  for (const databricks::Column& column : result.columns) {
    columns.push_back(JsonObject{{"name", column.name}, {"type", column.type_name}});
    rows.columns.push_back({.name = column.name, .type = column.type_name});
  }
  std::size_t bytes = 0;
  for (const databricks::Row& row : result.rows) {
    for (const auto& cell : row) bytes += cell ? cell->size() : 4;
    if (rows.rows.size() >= kMaxRows || (bytes > kMaxBytes && !rows.rows.empty())) break;
    rows.rows.push_back(row);
  }
  JsonObject head{{"result", result.handle},         {"statement_id", to_string(result.provenance.statement)},
                  {"row_count", result.rows.size()}, {"total_rows", result.total_rows},
                  {"truncated", result.truncated},   {"rows_left_out", result.rows.size() - rows.rows.size()}};
  head["columns"] = std::move(columns);
  // The rows are put in as text: parsing them would round their decimals.
  std::string text = json::serialize(JsonValue(std::move(head)));
  text.pop_back();
  return text + ",\"rows\":" + render::render_result_json(rows) + "}";
}

}  // namespace lakecode::tools
