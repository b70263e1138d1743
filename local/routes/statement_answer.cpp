#include "local/routes/statement_answer.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/time_format.h"
#include "local/dialect/types.h"

namespace lakecode::local {
namespace {

constexpr std::chrono::minutes kLinkLife{15};

std::string_view format_name(ResultFormat format) {
  switch (format) {
    case ResultFormat::JsonArray:
      return "JSON_ARRAY";
    case ResultFormat::ArrowStream:
      return "ARROW_STREAM";
    case ResultFormat::Csv:
      break;
  }
  return "CSV";
}

JsonObject render_manifest(const StatementView& view) {
  const ResultTable& table = *view.table;
  JsonArray columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const ResultColumn& column = table.columns[i];
    JsonObject entry{{"name", column.name},
                     {"type_text", dialect::sql_type_text(column.type.text)},
                     {"type_name", column.type.name == "TIMESTAMP_NTZ" ? "TIMESTAMP" : column.type.name},
                     {"position", i}};
    if (column.type.precision) entry["type_precision"] = *column.type.precision;
    if (column.type.scale) entry["type_scale"] = *column.type.scale;
    columns.push_back(std::move(entry));
  }
  JsonArray chunks;
  std::uint64_t bytes = 0;
  const bool has_rows = !table.columns.empty() && !table.rows.empty();
  for (std::size_t i = 0; has_rows && i < view.chunks.size(); ++i) {
    const ChunkPlace& place = view.chunks[i];
    chunks.push_back(JsonObject{
        {"chunk_index", i}, {"row_offset", place.first_row}, {"row_count", place.rows}, {"byte_count", place.bytes}});
    bytes += place.bytes;
  }
  JsonObject manifest{{"format", format_name(view.format)},
                      {"schema", JsonObject{{"column_count", table.columns.size()}, {"columns", std::move(columns)}}},
                      {"total_chunk_count", chunks.size()},
                      {"total_row_count", table.rows.size()},
                      {"total_byte_count", bytes},
                      {"truncated", table.truncated}};
  if (!chunks.empty()) manifest["chunks"] = std::move(chunks);
  return manifest;
}

void add_next(JsonObject& object, const StatementView& view, std::size_t chunk) {
  if (chunk + 1 >= view.chunks.size()) return;
  object["next_chunk_index"] = chunk + 1;
  object["next_chunk_internal_link"] = fmt::format("/api/2.0/sql/statements/{}/result/chunks/{}?row_offset={}", view.id,
                                                   chunk + 1, view.chunks[chunk + 1].first_row);
}

}  // namespace

std::string_view state_name(StatementState state) {
  switch (state) {
    case StatementState::Pending:
      return "PENDING";
    case StatementState::Running:
      return "RUNNING";
    case StatementState::Succeeded:
      return "SUCCEEDED";
    case StatementState::Failed:
      return "FAILED";
    case StatementState::Canceled:
      return "CANCELED";
    case StatementState::Closed:
      return "CLOSED";
  }
  return "CLOSED";
}

JsonArray statement_rows(const StatementView& view, const ChunkPlace& place) {
  JsonArray rows;
  rows.reserve(place.rows);
  for (std::size_t row = place.first_row; row < place.first_row + place.rows; ++row) {
    JsonArray cells;
    for (const Cell& cell : view.table->rows[row]) cells.push_back(cell ? JsonValue(*cell) : JsonValue());
    rows.push_back(std::move(cells));
  }
  return rows;
}

JsonObject statement_chunk(Workspace& workspace, const StatementView& view, std::size_t chunk) {
  if (view.table->columns.empty() || view.table->rows.empty()) return {};
  const ChunkPlace& place = view.chunks[chunk];
  JsonObject object{{"chunk_index", chunk}, {"row_offset", place.first_row}, {"row_count", place.rows}};
  if (view.disposition == Disposition::Inline) {
    add_next(object, view, chunk);
    object["data_array"] = statement_rows(view, place);
    return object;
  }
  const WallTime expires = workspace.clock.now() + kLinkLife;
  object["byte_count"] = place.bytes;
  object["external_link"] =
      fmt::format("{}/external-results/{}", workspace.origin, workspace.statements->make_link(view.id, chunk, expires));
  object["expiration"] = format_rfc3339(expires);
  add_next(object, view, chunk);
  return JsonObject{{"external_links", JsonArray{std::move(object)}}};
}

JsonObject statement_answer(Workspace& workspace, const StatementView& view) {
  JsonObject status{{"state", state_name(view.state)}};
  if (view.state == StatementState::Failed) {
    status["error"] = JsonObject{{"error_code", "BAD_REQUEST"}, {"message", view.message}};
    if (!view.sql_state.empty()) status["sql_state"] = view.sql_state;
  }
  JsonObject answer{{"statement_id", view.id}, {"status", std::move(status)}};
  if (view.state == StatementState::Succeeded) {
    answer["manifest"] = render_manifest(view);
    answer["result"] = statement_chunk(workspace, view, 0);
  }
  return answer;
}

}  // namespace lakecode::local
