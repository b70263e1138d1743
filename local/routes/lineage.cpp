// Lineage of tables and columns, as the lineage-tracking API tells it: from the system tables that the statements which
// ran here fill. A workspace without those tables knows no lineage.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/engine/table_engine.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

using Rows = std::vector<std::vector<Cell>>;

/// Rows of one of the lineage tables; none when the table is not there.
Result<Rows> read_lineage(Workspace& workspace, const Call& call, std::string sql,
                          std::vector<dialect::Parameter> parameters) {
  if (workspace.store.find("schema", "system.access") == nullptr) return Rows();
  StatementRequest request;
  request.sql = std::move(sql);
  request.names.user = me_of(workspace.store, call.identity).user_name;
  request.parameters = std::move(parameters);
  Interrupt interrupt;
  auto outcome = workspace.engine->run(request, interrupt);
  if (!outcome && outcome.error().reason.starts_with("[TABLE_OR_VIEW_NOT_FOUND]")) return Rows();
  if (!outcome) return refusal(outcome.error().code, outcome.error().reason);
  return std::move(outcome->table.rows);
}

dialect::Parameter text_parameter(std::string name, std::string value) {
  dialect::Parameter parameter;
  parameter.name = std::move(name);
  parameter.value = std::move(value);
  return parameter;
}

/// These calls are GETs that the platform documents with a JSON body; clients that cannot send one use the query.
Result<std::string> asked_for(const Call& call, std::string_view name) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(std::string value, text_member(*body, name));
  if (!value.empty()) return value;
  return need_query(call, name);
}

JsonObject table_name(const std::string& full) {
  const auto parts = text::split(full, '.');
  if (parts.size() != 3) return {{"name", full}};
  return {{"name", parts[2]}, {"catalog_name", parts[0]}, {"schema_name", parts[1]}, {"table_type", "TABLE"}};
}

Result<net::ServerResponse> table_lineage(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string given, asked_for(call, "table_name"));
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", given));
  TRY_ASSIGN(
      const Rows rows,
      read_lineage(workspace, call,
                   "SELECT DISTINCT source_table_full_name, target_table_full_name FROM system.access.table_lineage "
                   "WHERE source_table_full_name = :t OR target_table_full_name = :t ORDER BY 1, 2",
                   {text_parameter("t", table.name)}));
  JsonArray upstreams;
  JsonArray downstreams;
  for (const std::vector<Cell>& row : rows) {
    const std::string source = row[0].value_or("");
    const std::string target = row[1].value_or("");
    if (target == table.name && !source.empty()) upstreams.push_back(JsonObject{{"tableInfo", table_name(source)}});
    if (source == table.name && !target.empty()) downstreams.push_back(JsonObject{{"tableInfo", table_name(target)}});
  }
  JsonObject answer;
  if (!upstreams.empty()) answer["upstreams"] = std::move(upstreams);
  if (!downstreams.empty()) answer["downstreams"] = std::move(downstreams);
  return json_answer(answer);
}

JsonObject column_name(const std::string& table, const std::string& column) {
  JsonObject named{{"name", column}};
  const auto parts = text::split(table, '.');
  if (parts.size() == 3) {
    named["catalog_name"] = parts[0];
    named["schema_name"] = parts[1];
    named["table_name"] = parts[2];
    named["table_type"] = "TABLE";
  }
  return named;
}

Result<net::ServerResponse> column_lineage(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string given, asked_for(call, "table_name"));
  TRY_ASSIGN(const std::string column, asked_for(call, "column_name"));
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", given));
  TRY_ASSIGN(const Rows rows,
             read_lineage(workspace, call,
                          "SELECT DISTINCT source_table_full_name, source_column_name, target_table_full_name, "
                          "target_column_name FROM system.access.column_lineage WHERE (source_table_full_name = :t AND "
                          "source_column_name = :c) OR (target_table_full_name = :t AND target_column_name = :c) "
                          "ORDER BY 1, 2, 3, 4",
                          {text_parameter("t", table.name), text_parameter("c", text::to_lower(column))}));
  JsonArray upstream;
  JsonArray downstream;
  for (const std::vector<Cell>& row : rows) {
    const std::string source = row[0].value_or("");
    const std::string target = row[2].value_or("");
    if (target == table.name && row[3] == text::to_lower(column) && !source.empty())
      upstream.push_back(column_name(source, row[1].value_or("")));
    if (source == table.name && row[1] == text::to_lower(column) && !target.empty())
      downstream.push_back(column_name(target, row[3].value_or("")));
  }
  JsonObject answer;
  if (!upstream.empty()) answer["upstream_cols"] = std::move(upstream);
  if (!downstream.empty()) answer["downstream_cols"] = std::move(downstream);
  return json_answer(answer);
}

}  // namespace

std::vector<Route> lineage_routes() {
  return {{"GET", "/api/2.*/lineage-tracking/table-lineage", answered<table_lineage>},
          {"GET", "/api/2.*/lineage-tracking/column-lineage", answered<column_lineage>}};
}

}  // namespace lakecode::local
