#include "databricks/unity_catalog.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "databricks/fields.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

constexpr std::string_view kBase = "/api/2.1/unity-catalog/";

ColumnInfo parse_column(const JsonValue& value) {
  ColumnInfo column;
  column.name = json::string_at(value, "name");
  column.type_text = json::string_at(value, "type_text");
  column.type_name = json::string_at(value, "type_name");
  column.comment = json::string_at(value, "comment");
  column.position = json::int_at(value, "position").value_or(0);
  column.nullable = json::bool_at(value, "nullable").value_or(true);
  column.has_mask = !json::object_at(value, "mask").empty();
  column.partition_index = json::int_at(value, "partition_index");
  return column;
}

std::vector<std::string> parse_primary_key(const JsonValue& table) {
  std::vector<std::string> columns;
  for (const JsonValue& constraint : json::array_at(table, "table_constraints")) {
    const JsonValue* key = json::find(constraint, "primary_key_constraint");
    if (key == nullptr) continue;
    for (const JsonValue& column : json::array_at(*key, "child_columns"))
      columns.push_back(json::as_string(column).value_or(""));
  }
  return columns;
}

TableInfo parse_table(const JsonValue& value) {
  TableInfo table;
  table.name = json::string_at(value, "name");
  table.full_name = json::string_at(value, "full_name");
  if (table.full_name.empty()) {
    table.full_name =
        json::string_at(value, "catalog_name") + "." + json::string_at(value, "schema_name") + "." + table.name;
  }
  table.table_type = json::string_at(value, "table_type");
  table.data_source_format = json::string_at(value, "data_source_format");
  table.owner = json::string_at(value, "owner");
  table.comment = json::string_at(value, "comment");
  table.storage_location = json::string_at(value, "storage_location");
  table.view_definition = json::string_at(value, "view_definition");
  for (const JsonValue& column : json::array_at(value, "columns")) table.columns.push_back(parse_column(column));
  std::stable_sort(table.columns.begin(), table.columns.end(),
                   [](const auto& a, const auto& b) { return a.position < b.position; });
  for (const auto& property : json::object_at(value, "properties")) {
    table.properties.emplace_back(std::string(property.key()), json::as_string(property.value()).value_or(""));
  }
  table.created_at = time_at(value, "created_at");
  table.updated_at = time_at(value, "updated_at");
  table.has_row_filter = !json::object_at(value, "row_filter").empty();
  table.primary_key = parse_primary_key(value);
  table.raw = JsonBox(value);
  return table;
}

/// Calls `on_item` for every element of `list` on every page. max_results 0 asks for the server's own page size.
Result<void> fetch_list(Client& client, Call call, std::string_view list,
                        const std::function<void(const JsonValue&)>& on_item, const CallContext& ctx) {
  call.query.emplace_back("max_results", "0");
  const auto on_page = [&](const JsonValue& page) {
    for (const JsonValue& item : json::array_at(page, list)) on_item(item);
    return true;
  };
  return Wire(client).fetch_pages(std::move(call), on_page, ctx);
}

}  // namespace

std::string table_id_of(const TableInfo& table) {
  return json::string_at(*table.raw, "table_id");
}

Result<std::vector<CatalogInfo>> fetch_catalogs(Client& client, const CallContext& ctx) {
  std::vector<CatalogInfo> catalogs;
  const Call call{.naming = {.action = "list catalogs", .subject = "at " + client.host()},
                  .path = std::string(kBase) + "catalogs"};
  const auto on_item = [&](const JsonValue& value) {
    catalogs.push_back(CatalogInfo{.name = json::string_at(value, "name"),
                                   .owner = json::string_at(value, "owner"),
                                   .comment = json::string_at(value, "comment"),
                                   .catalog_type = json::string_at(value, "catalog_type")});
  };
  TRY_VOID(fetch_list(client, call, "catalogs", on_item, ctx));
  return catalogs;
}

Result<std::vector<SchemaInfo>> fetch_schemas(Client& client, const std::string& catalog, const CallContext& ctx) {
  std::vector<SchemaInfo> schemas;
  const Call call{.naming = {.action = "list schemas", .subject = "of catalog " + catalog},
                  .path = std::string(kBase) + "schemas",
                  .query = {{"catalog_name", catalog}}};
  const auto on_item = [&](const JsonValue& value) {
    const std::string name = json::string_at(value, "name");
    const std::string full_name = json::string_at(value, "full_name");
    schemas.push_back(SchemaInfo{.full_name = full_name.empty() ? catalog + "." + name : full_name,
                                 .name = name,
                                 .owner = json::string_at(value, "owner"),
                                 .comment = json::string_at(value, "comment")});
  };
  TRY_VOID(fetch_list(client, call, "schemas", on_item, ctx));
  return schemas;
}

Result<std::vector<TableInfo>> fetch_tables(Client& client, const SchemaName& schema, TableDetail detail,
                                            const CallContext& ctx) {
  std::vector<TableInfo> tables;
  Call call{.naming = {.action = "list tables", .subject = "of schema " + schema.catalog + "." + schema.schema},
            .path = std::string(kBase) + "tables",
            .query = {{"catalog_name", schema.catalog}, {"schema_name", schema.schema}}};
  if (detail == TableDetail::NamesOnly) {
    call.query.emplace_back("omit_columns", "true");
    call.query.emplace_back("omit_properties", "true");
  }
  TRY_VOID(fetch_list(
      client, std::move(call), "tables", [&](const JsonValue& value) { tables.push_back(parse_table(value)); }, ctx));
  return tables;
}

Result<TableInfo> fetch_table(Client& client, const std::string& full_name, const CallContext& ctx) {
  const Naming naming{.action = "read table", .subject = full_name};
  const auto parts = text::split(full_name, '.');
  const bool odd = std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part.find_first_of("/\\?#%;@") != std::string_view::npos;
  });
  if (parts.size() != 3 || odd) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = naming.action,
                 .subject = full_name,
                 .reason = "it is not a three-part name",
                 .advice = "write it as catalog.schema.table"};
  }
  const Call call{.naming = naming, .path = std::string(kBase) + "tables/" + net::encode_component(full_name)};
  TRY_ASSIGN(const Answer answer, Wire(client).fetch(call, ctx));
  TableInfo table = parse_table(*answer.body);
  if (table.name.empty()) {
    return Error{.code = ErrorCode::CorruptData,
                 .action = naming.action,
                 .subject = naming.subject,
                 .reason = "the answer holds no table",
                 .advice = "check that the host is a Databricks workspace"};
  }
  return table;
}

}  // namespace lakecode::databricks
