#include "local/engine/table_descriptions.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local {
namespace {

Cell text_cell(const JsonValue& object, std::string_view name) {
  return json::optional_string_at(object, name);
}

Cell time_cell(const JsonValue& object, std::string_view name) {
  const auto millis = json::int_at(object, name);
  return millis ? Cell(format_rfc3339(from_epoch_ms(*millis))) : std::nullopt;
}

Cell number_cell(const JsonValue& object, std::string_view name) {
  const auto value = json::int_at(object, name);
  return value ? Cell(std::to_string(*value)) : std::nullopt;
}

std::string full_name(const JsonValue& info) {
  return json::string_at(info, "full_name");
}

bool is_view(const JsonValue& info) {
  return json::string_at(info, "table_type") == "VIEW";
}

/// A JSON object as the text of a MAP<STRING,STRING>: every value a string.
std::string map_text(const JsonObject& object) {
  JsonObject strings;
  for (const auto& member : object) {
    strings[member.key()] = member.value().is_string() ? member.value() : JsonValue(json::serialize(member.value()));
  }
  return json::serialize(strings);
}

/// Columns with a partition_index, in its order.
JsonArray partition_columns(const JsonValue& info) {
  JsonArray out;
  for (std::int64_t index = 0;; ++index) {
    bool found = false;
    for (const JsonValue& column : json::array_at(info, "columns")) {
      if (json::int_at(column, "partition_index") != index) continue;
      out.emplace_back(json::string_at(column, "name"));
      found = true;
    }
    if (!found) return out;
  }
}

void add_pair(ResultTable& table, std::string_view name, std::string value) {
  if (!value.empty()) table.add_row({std::string(name), std::move(value), ""});
}

void add_partitions(ResultTable& table, const JsonValue& info) {
  const JsonArray partitions = partition_columns(info);
  if (partitions.empty()) return;
  table.add_row({"# Partition Information", "", ""});
  table.add_row({"# col_name", "data_type", "comment"});
  for (const JsonValue& partition : partitions) {
    for (const JsonValue& column : json::array_at(info, "columns")) {
      if (json::string_at(column, "name") == json::as_string(partition)) {
        table.add_row({text_cell(column, "name"), text_cell(column, "type_text"), text_cell(column, "comment")});
      }
    }
  }
}

std::string properties_text(const JsonValue& info) {
  std::string out;
  for (const auto& member : json::object_at(info, "properties")) {
    out += fmt::format("{}{}={}", out.empty() ? "" : ",", std::string_view(member.key()),
                       json::as_string(member.value()).value_or(""));
  }
  return "[" + out + "]";
}

}  // namespace

ResultTable show_columns(const JsonValue& info) {
  ResultTable table;
  table.add_text_column("col_name");
  for (const JsonValue& column : json::array_at(info, "columns")) table.add_row({text_cell(column, "name")});
  return table;
}

ResultTable show_properties(const JsonValue& info, std::string_view key) {
  ResultTable table;
  table.add_text_column("key");
  table.add_text_column("value");
  const JsonObject properties = json::object_at(info, "properties");
  for (const auto& member : properties) {
    if (!key.empty() && member.key() != key) continue;
    table.add_row({std::string(member.key()), json::as_string(member.value())});
  }
  if (!key.empty() && table.rows.empty()) {
    table.add_row({std::string(key),
                   fmt::format("Table {} does not have property: {}", json::string_at(info, "full_name"), key)});
  }
  return table;
}

ResultTable show_create_table(const JsonValue& info) {
  std::string sql = fmt::format("CREATE {} {} (", is_view(info) ? "VIEW" : "TABLE", full_name(info));
  bool first = true;
  for (const JsonValue& column : json::array_at(info, "columns")) {
    sql += fmt::format("{}\n  {} {}", first ? "" : ",", json::string_at(column, "name"),
                       text::to_upper(json::string_at(column, "type_text")));
    if (!json::bool_at(column, "nullable").value_or(true)) sql += " NOT NULL";
    if (const std::string comment = json::string_at(column, "comment"); !comment.empty())
      sql += fmt::format(" COMMENT '{}'", text::replace_all(comment, "'", "\\'"));
    first = false;
  }
  sql += is_view(info) ? ")\nAS " + json::string_at(info, "view_definition") : ")\nUSING delta";
  const JsonArray partitions = partition_columns(info);
  std::string list;
  for (const JsonValue& name : partitions) list += (list.empty() ? "" : ", ") + json::as_string(name).value_or("");
  if (!list.empty()) sql += "\nPARTITIONED BY (" + list + ")";
  if (const std::string comment = json::string_at(info, "comment"); !comment.empty())
    sql += fmt::format("\nCOMMENT '{}'", text::replace_all(comment, "'", "\\'"));
  ResultTable table;
  table.add_text_column("createtab_stmt");
  table.add_row({sql});
  return table;
}

ResultTable describe_table(const JsonValue& info, bool extended) {
  ResultTable table;
  for (const char* name : {"col_name", "data_type", "comment"}) table.add_text_column(name);
  for (const JsonValue& column : json::array_at(info, "columns")) {
    table.add_row({text_cell(column, "name"), text_cell(column, "type_text"), text_cell(column, "comment")});
  }
  add_partitions(table, info);
  if (!extended) return table;
  table.add_row({"", "", ""});
  table.add_row({"# Detailed Table Information", "", ""});
  add_pair(table, "Catalog", json::string_at(info, "catalog_name"));
  add_pair(table, "Database", json::string_at(info, "schema_name"));
  add_pair(table, "Table", json::string_at(info, "name"));
  add_pair(table, "Owner", json::string_at(info, "owner"));
  add_pair(table, "Created Time", time_cell(info, "created_at").value_or(""));
  add_pair(table, "Created By", json::string_at(info, "created_by"));
  add_pair(table, "Type", json::string_at(info, "table_type"));
  add_pair(table, "Comment", json::string_at(info, "comment"));
  add_pair(table, "Location", json::string_at(info, "storage_location"));
  add_pair(table, "View Text", json::string_at(info, "view_definition"));
  if (!is_view(info)) {
    add_pair(table, "Provider", "delta");
    add_pair(table, "Is_managed_location", "true");
    add_pair(table, "Table Properties", properties_text(info));
  }
  return table;
}

ResultTable describe_json(const JsonValue& info) {
  JsonArray columns;
  for (const JsonValue& column : json::array_at(info, "columns")) {
    JsonObject entry{{"name", json::string_at(column, "name")},
                     {"type", JsonObject{{"name", json::string_at(column, "type_text")}}},
                     {"nullable", json::bool_at(column, "nullable").value_or(true)}};
    if (const std::string comment = json::string_at(column, "comment"); !comment.empty()) entry["comment"] = comment;
    columns.push_back(std::move(entry));
  }
  const JsonObject body{{"table_name", json::string_at(info, "name")},
                        {"catalog_name", json::string_at(info, "catalog_name")},
                        {"namespace", JsonArray{json::string_at(info, "schema_name")}},
                        {"schema_name", json::string_at(info, "schema_name")},
                        {"columns", std::move(columns)},
                        {"location", json::string_at(info, "storage_location")},
                        {"provider", is_view(info) ? "" : "delta"},
                        {"type", json::string_at(info, "table_type")},
                        {"owner", json::string_at(info, "owner")},
                        {"comment", json::string_at(info, "comment")},
                        {"created_time", time_cell(info, "created_at").value_or("")},
                        {"table_properties", json::object_at(info, "properties")}};
  ResultTable table;
  table.add_text_column("json_metadata");
  table.add_row({json::serialize(body)});
  return table;
}

Result<ResultTable> describe_detail(const Store& store, const JsonValue& info, std::uint64_t size_in_bytes) {
  if (is_view(info)) {
    return dialect::sql_error(
        "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
        fmt::format("'DESCRIBE DETAIL' expects a table but {} is a view.", dialect::in_backticks(full_name(info))),
        "42809");
  }
  JsonValue detail = JsonObject{};
  if (const RecordPointer record = store.find("table_detail", full_name(info))) {
    TRY_ASSIGN(detail, json::parse(record->text, "stored detail"));
  }
  const auto list = [&](std::string_view name, const JsonArray& fallback) {
    const JsonValue* known = json::find(detail, name);
    return json::serialize(known != nullptr && known->is_array() ? *known : JsonValue(fallback));
  };
  const JsonValue* properties = json::find(detail, "properties");
  const std::string property_text = map_text(
      properties != nullptr && properties->is_object() ? properties->as_object() : json::object_at(info, "properties"));
  const auto modified =
      json::int_at(detail, "lastModified") ? time_cell(detail, "lastModified") : time_cell(info, "updated_at");
  ResultTable table;
  const auto add = [&](std::string name, std::string_view type) { table.add_column(std::move(name), type); };
  add("format", "string");
  add("id", "string");
  add("name", "string");
  add("description", "string");
  add("location", "string");
  add("createdAt", "timestamp");
  add("lastModified", "timestamp");
  add("partitionColumns", "array<string>");
  add("clusteringColumns", "array<string>");
  add("numFiles", "bigint");
  add("sizeInBytes", "bigint");
  add("properties", "map<string,string>");
  add("minReaderVersion", "int");
  add("minWriterVersion", "int");
  add("tableFeatures", "array<string>");
  add("statistics", "map<string,bigint>");
  const Cell files = number_cell(detail, "numFiles");
  const Cell size = number_cell(detail, "sizeInBytes");
  table.add_row({"delta", text_cell(info, "table_id"), full_name(info), text_cell(info, "comment"),
                 text_cell(info, "storage_location"), time_cell(info, "created_at"), modified,
                 list("partitionColumns", partition_columns(info)),
                 list("clusteringColumns", json::array_at(info, "lakecode_clustering_columns")),
                 files ? files : Cell("1"), size ? size : Cell(std::to_string(size_in_bytes)), property_text,
                 number_cell(detail, "minReaderVersion").value_or("3"),
                 number_cell(detail, "minWriterVersion").value_or("7"),
                 list("tableFeatures", {"appendOnly", "deletionVectors", "invariants"}), "{}"});
  return table;
}

Result<ResultTable> describe_history(const Store& store, const JsonValue& info, std::optional<std::size_t> limit) {
  if (is_view(info)) {
    return dialect::sql_error(
        "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
        fmt::format("'DESCRIBE HISTORY' expects a table but {} is a view.", dialect::in_backticks(full_name(info))),
        "42809");
  }
  ResultTable table;
  const auto add = [&](std::string name, std::string_view type) { table.add_column(std::move(name), type); };
  add("version", "bigint");
  add("timestamp", "timestamp");
  add("userId", "string");
  add("userName", "string");
  add("operation", "string");
  add("operationParameters", "map<string,string>");
  add("job", "struct<jobId:string,jobName:string,jobRunId:string,runId:string,jobOwnerId:string,triggerType:string>");
  add("notebook", "struct<notebookId:string>");
  add("clusterId", "string");
  add("readVersion", "bigint");
  add("isolationLevel", "string");
  add("isBlindAppend", "boolean");
  add("operationMetrics", "map<string,string>");
  add("userMetadata", "string");
  add("engineInfo", "string");
  const RecordPointer record = store.find("table_history", full_name(info));
  if (record == nullptr) return table;
  TRY_ASSIGN(const JsonValue body, json::parse(record->text, "stored history"));
  for (const JsonValue& entry : json::array_at(body, "entries")) {
    if (limit && table.rows.size() >= *limit) break;
    const std::int64_t version = json::int_at(entry, "version").value_or(0);
    const bool append = json::string_at(entry, "operation") == "WRITE";
    table.add_row({std::to_string(version), time_cell(entry, "timestamp"), text_cell(entry, "userId"),
                   text_cell(entry, "userName"), text_cell(entry, "operation"),
                   map_text(json::object_at(entry, "operationParameters")), Cell(), Cell(),
                   text_cell(entry, "clusterId"), version > 0 ? Cell(std::to_string(version - 1)) : Cell(),
                   "WriteSerializable", append ? "true" : "false", map_text(json::object_at(entry, "operationMetrics")),
                   Cell(), text_cell(entry, "engineInfo")});
  }
  return table;
}

}  // namespace lakecode::local
