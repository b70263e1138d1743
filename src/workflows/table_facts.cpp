#include "workflows/table_facts.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "sql/literals.h"

namespace lakecode::workflows {
namespace {

/// The cell of a named column; nullopt when there is no such column or the cell is NULL.
std::optional<std::string> cell(const databricks::StatementResult& result, const databricks::Row& row,
                                std::string_view column) {
  for (std::size_t i = 0; i < result.columns.size() && i < row.size(); ++i) {
    if (text::equals_ignore_case(result.columns[i].name, column)) return row[i];
  }
  return std::nullopt;
}

std::optional<std::int64_t> number_cell(const databricks::StatementResult& result, const databricks::Row& row,
                                        std::string_view column) {
  const auto value = cell(result, row, column);
  const auto number = value ? text::parse_int(*value) : std::nullopt;
  return number ? std::optional<std::int64_t>(*number) : std::nullopt;
}

std::vector<std::string> list_cell(const databricks::StatementResult& result, const databricks::Row& row,
                                   std::string_view column) {
  std::vector<std::string> names;
  const auto value = cell(result, row, column);
  if (!value) return names;
  const auto parsed = json::parse(*value, "a list of columns");
  if (!parsed || !parsed->is_array()) return names;
  for (const JsonValue& each : parsed->get_array()) names.push_back(json::as_string(each).value_or(""));
  return names;
}

Error missing_table(const std::string& table) {
  return {.code = ErrorCode::NotFound,
          .action = "prove table",
          .subject = table,
          .reason = "there is no such table, or you may not see it",
          .advice = "check the three-part name; USE CATALOG, USE SCHEMA and SELECT are needed"};
}

/// Catalog, schema and table, the defaults of the settings filled in.
std::optional<std::vector<std::string>> name_parts(Run& run) {
  auto parts = sql::parse_name(run.text("table"));
  if (parts && parts->size() == 2 && !run.services().default_catalog.empty()) {
    parts->insert(parts->begin(), run.services().default_catalog);
  }
  if (parts && parts->size() == 1 && !run.services().default_schema.empty()) {
    parts->insert(parts->begin(), {run.services().default_catalog, run.services().default_schema});
  }
  if (parts && parts->size() == 3) return *parts;
  run.fail({.code = ErrorCode::InvalidArgument,
            .action = "prove table",
            .subject = run.text("table"),
            .reason = "a three-part name is needed: catalog.schema.table",
            .advice = "or set databricks.default_catalog and databricks.default_schema"});
  return std::nullopt;
}

void add_detail(Run& run, const std::string& table, profile::TableFacts& facts) {
  const auto answer =
      ask(run, {"describe_detail", "Read files and layout", result::StepKind::Sql}, "DESCRIBE DETAIL " + table);
  if (!answer || answer->rows.empty()) return;
  const databricks::Row& row = answer->rows.front();
  facts.detail.num_files = number_cell(*answer, row, "numFiles");
  facts.detail.size_in_bytes = number_cell(*answer, row, "sizeInBytes");
  facts.detail.partition_columns = list_cell(*answer, row, "partitionColumns");
  facts.detail.clustering_columns = list_cell(*answer, row, "clusteringColumns");
}

void add_history(Run& run, const std::string& table, profile::TableFacts& facts) {
  const auto answer = ask(run, {"describe_history", "Read its history", result::StepKind::Sql},
                          "DESCRIBE HISTORY " + table + " LIMIT 50");
  if (!answer) return;
  for (const databricks::Row& row : answer->rows) {
    const auto time = parse_rfc3339(text::replace_all(cell(*answer, row, "timestamp").value_or(""), " ", "T"));
    profile::HistoryEntry entry{.version = number_cell(*answer, row, "version").value_or(0),
                                .operation = cell(*answer, row, "operation").value_or("")};
    if (time) entry.time = *time;
    if (time) facts.history.push_back(std::move(entry));
  }
}

}  // namespace

std::optional<databricks::StatementResult> ask(Run& run, const StepSpec& spec, const std::string& sql,
                                               std::vector<databricks::StatementParameter> parameters) {
  const auto warehouse = run.warehouse();
  if (!warehouse) return std::nullopt;
  return run.sql(spec, {.warehouse = *warehouse,
                        .statement = sql,
                        .catalog = run.services().default_catalog,
                        .schema = run.services().default_schema,
                        .parameters = std::move(parameters),
                        .row_limit = 25'000});
}

std::optional<profile::TableFacts> gather_table(Run& run) {
  const auto parts = name_parts(run);
  if (!parts) return std::nullopt;
  if (!run.warehouse()) {
    if (!run.stopped() && run.last_error()) run.fail(*run.last_error());
    return std::nullopt;
  }
  const auto columns = ask(run, {"columns", "Read its columns", result::StepKind::Sql},
                           "SELECT column_name, data_type, full_data_type, is_nullable, ordinal_position FROM " +
                               sql::quote_identifier(parts->front()) +
                               ".information_schema.columns WHERE table_schema = :schema AND table_name = :table "
                               "ORDER BY ordinal_position",
                           {{.name = "schema", .value = (*parts)[1]}, {.name = "table", .value = (*parts)[2]}});
  if (!columns || columns->rows.empty()) {
    if (!run.stopped()) run.fail(columns ? missing_table(run.text("table")) : *run.last_error());
    return std::nullopt;
  }
  profile::TableFacts facts;
  facts.name = *parts;
  for (const databricks::Row& row : columns->rows) {
    facts.columns.push_back({.name = cell(*columns, row, "column_name").value_or(""),
                             .type_name = cell(*columns, row, "data_type").value_or(""),
                             .type_text = cell(*columns, row, "full_data_type").value_or(""),
                             .nullable = cell(*columns, row, "is_nullable").value_or("YES") != "NO",
                             .position = static_cast<int>(facts.columns.size())});
  }
  const std::string table = sql::quote_name(*parts);
  add_detail(run, table, facts);
  add_history(run, table, facts);
  return facts;
}

}  // namespace lakecode::workflows
