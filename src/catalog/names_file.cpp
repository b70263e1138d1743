#include "catalog/names_file.h"

#include "base/json.h"
#include "base/time_format.h"

namespace lakecode::catalog {
namespace {

constexpr std::string_view kSchema = "lakecode.names/1";
constexpr json::Limits kLimits{.max_bytes = 64U << 20U, .max_depth = 16};

void set_time(JsonObject& object, const std::optional<WallTime>& time) {
  if (time) object["read_at"] = format_rfc3339(*time);
}

std::optional<WallTime> time_of(const JsonValue& value, std::string_view key = "read_at") {
  const auto text = json::optional_string_at(value, key);
  if (!text) return std::nullopt;
  const auto time = parse_rfc3339(*text);
  return time ? std::optional<WallTime>(*time) : std::nullopt;
}

bool is_list(const JsonValue& value, std::string_view key) {
  const JsonValue* found = json::find(value, key);
  return found != nullptr && found->is_array();
}

JsonObject json_of(const TableName& table) {
  JsonObject object{{"name", table.name}, {"kind", table.kind}};
  if (!table.comment.empty()) object["comment"] = table.comment;
  if (!table.columns) return object;
  JsonArray columns;
  for (const ColumnName& column : *table.columns)
    columns.push_back(JsonArray{JsonValue(column.name), JsonValue(column.type), JsonValue(column.comment)});
  object["columns"] = std::move(columns);
  return object;
}

JsonObject json_of(const SchemaNames& schema) {
  JsonObject object{{"name", schema.name}, {"comment", schema.comment}};
  set_time(object, schema.read_at);
  if (schema.tables) {
    JsonArray tables;
    for (const TableName& table : *schema.tables) tables.push_back(json_of(table));
    object["tables"] = std::move(tables);
  }
  if (schema.functions) {
    JsonArray functions;
    for (const FunctionName& f : *schema.functions)
      functions.push_back(JsonObject{{"name", f.name}, {"signature", f.signature}, {"comment", f.comment}});
    object["functions"] = std::move(functions);
  }
  return object;
}

JsonObject json_of(const CatalogNames& catalog) {
  JsonObject object{{"name", catalog.name}, {"comment", catalog.comment}};
  set_time(object, catalog.read_at);
  if (!catalog.schemas) return object;
  JsonArray schemas;
  for (const SchemaNames& schema : *catalog.schemas) schemas.push_back(json_of(schema));
  object["schemas"] = std::move(schemas);
  return object;
}

TableName table_of(const JsonValue& value) {
  TableName table{.name = json::string_at(value, "name"),
                  .kind = json::string_at(value, "kind"),
                  .comment = json::string_at(value, "comment")};
  if (!is_list(value, "columns")) return table;
  table.columns.emplace();
  for (const JsonValue& column : json::array_at(value, "columns")) {
    if (!column.is_array() || column.get_array().size() < 3) continue;
    const JsonArray& parts = column.get_array();
    table.columns->push_back(ColumnName{.name = json::as_string(parts[0]).value_or(""),
                                        .type = json::as_string(parts[1]).value_or(""),
                                        .comment = json::as_string(parts[2]).value_or("")});
  }
  return table;
}

SchemaNames schema_of(const JsonValue& value) {
  SchemaNames schema{.name = json::string_at(value, "name"),
                     .comment = json::string_at(value, "comment"),
                     .tables = {},
                     .functions = {},
                     .read_at = time_of(value)};
  if (is_list(value, "tables")) {
    schema.tables.emplace();
    for (const JsonValue& table : json::array_at(value, "tables")) schema.tables->push_back(table_of(table));
  }
  if (is_list(value, "functions")) {
    schema.functions.emplace();
    for (const JsonValue& f : json::array_at(value, "functions")) {
      schema.functions->push_back(FunctionName{.name = json::string_at(f, "name"),
                                               .signature = json::string_at(f, "signature"),
                                               .comment = json::string_at(f, "comment")});
    }
  }
  return schema;
}

CatalogNames catalog_of(const JsonValue& value) {
  CatalogNames catalog{.name = json::string_at(value, "name"),
                       .comment = json::string_at(value, "comment"),
                       .schemas = {},
                       .read_at = time_of(value)};
  if (!is_list(value, "schemas")) return catalog;
  catalog.schemas.emplace();
  for (const JsonValue& schema : json::array_at(value, "schemas")) catalog.schemas->push_back(schema_of(schema));
  return catalog;
}

}  // namespace

std::string render_names(const Names& names, const NamesOwner& owner) {
  JsonObject object{{"schema", kSchema}, {"host", owner.host}, {"profile", owner.profile}};
  set_time(object, names.read_at);
  if (names.refreshed_at) object["refreshed_at"] = format_rfc3339(*names.refreshed_at);
  if (names.catalogs) {
    JsonArray catalogs;
    for (const CatalogNames& catalog : *names.catalogs) catalogs.push_back(json_of(catalog));
    object["catalogs"] = std::move(catalogs);
  }
  JsonArray warehouses;
  for (const WarehouseName& w : names.warehouses) {
    warehouses.push_back(
        JsonObject{{"id", w.id}, {"name", w.name}, {"state", w.state}, {"size", w.size}, {"serverless", w.serverless}});
  }
  object["warehouses"] = std::move(warehouses);
  return json::serialize(JsonValue(std::move(object)));
}

std::optional<Names> parse_names(std::string_view text, const NamesOwner& owner) {
  const auto parsed = json::parse(text, "names", kLimits);
  if (!parsed || json::string_at(*parsed, "schema") != kSchema) return std::nullopt;
  if (NamesOwner{json::string_at(*parsed, "host"), json::string_at(*parsed, "profile")} != owner) return std::nullopt;
  Names names{
      .catalogs = {}, .read_at = time_of(*parsed), .warehouses = {}, .refreshed_at = time_of(*parsed, "refreshed_at")};
  if (is_list(*parsed, "catalogs")) {
    names.catalogs.emplace();
    for (const JsonValue& catalog : json::array_at(*parsed, "catalogs")) names.catalogs->push_back(catalog_of(catalog));
  }
  for (const JsonValue& w : json::array_at(*parsed, "warehouses")) {
    names.warehouses.push_back(WarehouseName{.id = json::string_at(w, "id"),
                                             .name = json::string_at(w, "name"),
                                             .state = json::string_at(w, "state"),
                                             .size = json::string_at(w, "size"),
                                             .serverless = json::bool_at(w, "serverless").value_or(false)});
  }
  return names;
}

}  // namespace lakecode::catalog
