#include "local/engine/column_order.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local {
namespace {

struct Column {
  std::string name;
  std::string type;
  bool nullable = true;
  std::string default_value;  ///< engine SQL; "" for none
};

Error field_not_found(std::string_view field, const std::vector<std::string>& known) {
  std::vector<std::string> quoted;
  for (const std::string& name : known) quoted.push_back(fmt::format("`{}`", name));
  return dialect::sql_error("FIELD_NOT_FOUND",
                            fmt::format("No such struct field `{}` in {}.", field, text::join(quoted, ", ")), "42704");
}

bool contains(const std::vector<std::string>& names, std::string_view wanted) {
  return std::any_of(names.begin(), names.end(),
                     [wanted](const std::string& name) { return text::equals_ignore_case(name, wanted); });
}

Result<std::vector<Column>> columns_of(duck::Connection& connection, const dialect::TableName& table) {
  TRY_ASSIGN(const auto rows, connection.texts(fmt::format(
                                  "SELECT column_name, data_type, is_nullable, column_default FROM "
                                  "duckdb_columns() WHERE schema_name = {} AND table_name = {} AND NOT internal "
                                  "ORDER BY column_index",
                                  dialect::quote_text(table.schema_full()), dialect::quote_text(table.table))));
  std::vector<Column> columns;
  for (const auto& row : rows) {
    Column column;
    column.name = row.at(0).value_or("");
    column.type = row.at(1).value_or("");
    column.nullable = row.at(2).value_or("true") == "true";
    column.default_value = row.at(3).value_or("");
    columns.push_back(std::move(column));
  }
  return columns;
}

/// The column at the end of its table, as it was.
Result<void> make_anew(duck::Connection& connection, const dialect::TableName& table, const Column& column) {
  const std::string alter = "ALTER TABLE " + table.engine();
  const std::string name = dialect::quote_name(column.name);
  const std::string old = dialect::quote_name("lc:" + column.name);
  TRY_VOID(connection.execute(fmt::format("{} RENAME COLUMN {} TO {}", alter, name, old)));
  TRY_VOID(connection.execute(fmt::format("{} ADD COLUMN {} {}", alter, name, column.type)));
  TRY_VOID(connection.execute(fmt::format("{} ALTER COLUMN {} TYPE {} USING {}", alter, name, column.type, old)));
  TRY_VOID(connection.execute(fmt::format("{} DROP COLUMN {}", alter, old)));
  if (!column.default_value.empty())
    TRY_VOID(connection.execute(fmt::format("{} ALTER COLUMN {} SET DEFAULT {}", alter, name, column.default_value)));
  if (!column.nullable) TRY_VOID(connection.execute(fmt::format("{} ALTER COLUMN {} SET NOT NULL", alter, name)));
  return {};
}

/// Files hold columns by their first names, unless the table maps names to columns.
Result<void> check_mapping(const JsonValue& info, const std::vector<std::string>& known,
                           const dialect::Definition& definition) {
  const JsonValue properties(json::object_at(info, "properties"));
  const std::string mode = json::string_at(properties, "delta.columnMapping.mode");
  const auto& columns = definition.remapped_columns;
  const bool any = std::any_of(columns.begin(), columns.end(),
                               [&known](const std::string& column) { return contains(known, column); });
  if (!any || mode == "name" || mode == "id") return {};
  return dialect::sql_error(
      definition.renames_column ? "DELTA_UNSUPPORTED_RENAME_COLUMN" : "DELTA_UNSUPPORTED_DROP_COLUMN",
      fmt::format("{} is not supported for your Delta table. Please upgrade your table to reader version 2 and writer "
                  "version 5 and change the column mapping mode to 'name' mapping: ALTER TABLE {} SET TBLPROPERTIES "
                  "('delta.columnMapping.mode' = 'name', 'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = "
                  "'5').",
                  definition.renames_column ? "Column rename" : "DROP COLUMN", definition.name.full()),
      "0AKDC");
}

}  // namespace

Result<void> check_columns(const JsonValue& info, const dialect::Definition& definition) {
  if (definition.kind != dialect::DefinitionKind::AlterTable) return {};
  std::vector<std::string> known;
  for (const JsonValue& column : json::array_at(info, "columns")) known.push_back(json::string_at(column, "name"));
  if (known.empty()) return {};
  for (const std::string& column : definition.required_columns) {
    if (!contains(known, column)) return field_not_found(column, known);
  }
  TRY_VOID(check_mapping(info, known, definition));
  for (const dialect::DefinedColumn& column : definition.columns) {
    if (contains(known, column.name) && !definition.if_exists) {
      return dialect::sql_error("FIELD_ALREADY_EXISTS",
                                fmt::format("Cannot add column, because `{}` already exists in `{}`.", column.name,
                                            text::join(known, "`, `")),
                                "42710");
    }
    known.push_back(column.name);
  }
  for (const dialect::ColumnPlace& place : definition.places) {
    if (!place.after.empty() && !contains(known, place.after)) return field_not_found(place.after, known);
  }
  return {};
}

Result<void> place_column(duck::Connection& connection, const dialect::TableName& table,
                          const dialect::ColumnPlace& place) {
  TRY_ASSIGN(const std::vector<Column> columns, columns_of(connection, table));
  const auto named = [](const std::vector<Column>& list, const std::string& name) {
    return std::find_if(list.begin(), list.end(),
                        [&name](const Column& one) { return text::equals_ignore_case(one.name, name); });
  };
  const auto moved = named(columns, place.column);
  if (moved == columns.end() || text::equals_ignore_case(place.column, place.after)) return {};
  std::vector<Column> wanted = columns;
  wanted.erase(wanted.begin() + (moved - columns.begin()));
  auto spot = wanted.begin();
  if (!place.after.empty()) {
    spot = wanted.begin() + (named(wanted, place.after) - wanted.cbegin());
    if (spot != wanted.end()) ++spot;
  }
  wanted.insert(spot, *moved);
  std::size_t first = 0;
  while (first < columns.size() && columns[first].name == wanted[first].name) ++first;
  for (std::size_t i = first; i < wanted.size(); ++i) TRY_VOID(make_anew(connection, table, wanted[i]));
  return {};
}

}  // namespace lakecode::local
