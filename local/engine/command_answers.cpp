#include "local/engine/command_answers.h"

#include <array>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/dialect/sql_error.h"
#include "local/engine/relations.h"
#include "local/engine/table_descriptions.h"

namespace lakecode::local {
namespace {

using dialect::Command;
using dialect::CommandKind;
using dialect::sql_error;

/// Patterns of SHOW ... LIKE: * any text, | or; case is ignored.
bool fits(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() == '*' || pattern.front() == '%') {
    for (std::size_t skip = 0; skip <= name.size(); ++skip) {
      if (fits(pattern.substr(1), name.substr(skip))) return true;
    }
    return false;
  }
  if (name.empty() || text::to_lower(pattern.substr(0, 1)) != text::to_lower(name.substr(0, 1))) return false;
  return fits(pattern.substr(1), name.substr(1));
}

bool passes(const Command& command, std::string_view name) {
  if (!command.pattern) return true;
  for (const std::string_view alternative : text::split(*command.pattern, '|')) {
    if (fits(text::trim(alternative), name)) return true;
  }
  return false;
}

Error no_catalog(const std::string& name) {
  return sql_error(
      "NO_SUCH_CATALOG_EXCEPTION",
      fmt::format(
          "Catalog '{}' was not found. Please verify the catalog name and then retry the query or command again.",
          name),
      "42704");
}

Result<void> check_catalog(const Store& store, const std::string& name) {
  if (store.find("catalog", name) == nullptr) return no_catalog(name);
  return {};
}

Result<void> check_schema(const Store& store, const dialect::TableName& name) {
  TRY_VOID(check_catalog(store, name.catalog));
  if (store.find("schema", name.schema_full()) != nullptr) return {};
  return sql_error(
      "SCHEMA_NOT_FOUND",
      fmt::format("The schema {} cannot be found. Verify the spelling and correctness of the schema and catalog.",
                  dialect::in_backticks(name.schema_full())),
      "42704");
}

ResultTable show_catalogs(const Store& store, const Command& command) {
  ResultTable table;
  table.add_text_column("catalog");
  for (const RecordPointer& record : all_records(store, "catalog")) {
    if (passes(command, record->id)) table.add_row({record->id});
  }
  return table;
}

Result<ResultTable> show_schemas(const Store& store, const Command& command) {
  TRY_VOID(check_catalog(store, command.name.catalog));
  ResultTable table;
  table.add_text_column("databaseName");
  for (const RecordPointer& record : all_records(store, "schema", command.name.catalog)) {
    const std::string name = record->id.substr(command.name.catalog.size() + 1);
    if (passes(command, name)) table.add_row({name});
  }
  return table;
}

Result<ResultTable> show_tables(const Store& store, const Command& command) {
  TRY_VOID(check_schema(store, command.name));
  ResultTable table;
  const bool views = command.kind == CommandKind::ShowViews;
  table.add_text_column(views ? "namespace" : "database");
  table.add_text_column(views ? "viewName" : "tableName");
  table.add_column("isTemporary", "boolean");
  if (views) table.add_column("isMaterialized", "boolean");
  for (const RecordPointer& record : all_records(store, "table", command.name.schema_full())) {
    const std::string name = record->id.substr(command.name.schema_full().size() + 1);
    if (!passes(command, name) || (views && record->label != "VIEW")) continue;
    std::vector<Cell> row{command.name.schema, name, "false"};
    if (views) row.emplace_back("false");
    table.add_row(std::move(row));
  }
  return table;
}

/// Names of principals; directGroup tells groups that are not nested into this list by another one: all of them.
Result<ResultTable> show_principals(const Store& store, const Command& command) {
  const bool groups = command.kind == CommandKind::ShowGroups;
  ResultTable table;
  table.add_text_column("name");
  if (groups) table.add_column("directGroup", "boolean");
  for (const RecordPointer& record : all_records(store, groups ? "group" : "user")) {
    TRY_ASSIGN(const JsonValue body, json::parse(record->text, "stored principal"));
    const std::string name = json::string_at(body, groups ? "displayName" : "userName");
    if (!passes(command, name)) continue;
    std::vector<Cell> row{name};
    if (groups) row.emplace_back("true");
    table.add_row(std::move(row));
  }
  return table;
}

/// External locations and storage credentials.
Result<ResultTable> show_storage(const Store& store, const Command& command) {
  const bool locations = command.kind == CommandKind::ShowLocations;
  ResultTable table;
  table.add_text_column("name");
  if (locations) table.add_text_column("url");
  table.add_text_column("comment");
  for (const RecordPointer& record : all_records(store, locations ? "external_location" : "storage_credential")) {
    TRY_ASSIGN(const JsonValue body, json::parse(record->text, "stored object"));
    const std::string name = json::string_at(body, "name");
    if (!passes(command, name)) continue;
    std::vector<Cell> row{name};
    if (locations) row.emplace_back(json::string_at(body, "url"));
    row.emplace_back(json::string_at(body, "comment"));
    table.add_row(std::move(row));
  }
  return table;
}

Result<ResultTable> describe_column(const JsonValue& info, const Command& command) {
  std::vector<std::string> names;
  for (const JsonValue& column : json::array_at(info, "columns")) {
    names.push_back(json::string_at(column, "name"));
    if (!text::equals_ignore_case(names.back(), command.part)) continue;
    ResultTable table;
    table.add_text_column("info_name");
    table.add_text_column("info_value");
    table.add_row({"col_name", names.back()});
    table.add_row({"data_type", json::string_at(column, "type_text")});
    const std::string comment = json::string_at(column, "comment");
    table.add_row({"comment", comment.empty() ? "NULL" : comment});
    return table;
  }
  return sql_error("COLUMN_NOT_FOUND",
                   fmt::format("The column {} cannot be found. Its table has: {}.", dialect::in_backticks(command.part),
                               text::join(names, ", ")),
                   "42703");
}

ResultTable describe_container(const JsonValue& body, std::string_view what) {
  ResultTable table;
  table.add_text_column(what == "Catalog" ? "info_name" : "database_description_item");
  table.add_text_column(what == "Catalog" ? "info_value" : "database_description_value");
  if (what != "Catalog") table.add_row({"Catalog Name", json::string_at(body, "catalog_name")});
  table.add_row({fmt::format("{} Name", what), json::string_at(body, "name")});
  table.add_row({"Comment", json::string_at(body, "comment")});
  table.add_row({"Owner", json::string_at(body, "owner")});
  return table;
}

}  // namespace

Result<RecordPointer> find_table(const Store& store, const dialect::TableName& name) {
  RecordPointer record = store.find("table", name.full());
  if (record != nullptr) return record;
  Error error = dialect::table_not_found(dialect::in_backticks(name.full()));
  std::vector<std::string> names;
  for (const RecordPointer& known : all_records(store, "table", name.schema_full()))
    names.push_back(known->id.substr(name.schema_full().size() + 1));
  if (const auto meant = text::nearest(name.table, names)) {
    const std::size_t end = error.reason.rfind(" SQLSTATE: ");
    error.reason.insert(end,
                        fmt::format(" Did you mean {}?", dialect::in_backticks(name.schema_full() + "." + *meant)));
  }
  return error;
}

namespace {

Result<ResultTable> describe_catalog(const Store& store, const Command& command) {
  const RecordPointer record = store.find("catalog", command.name.catalog);
  if (record == nullptr) return no_catalog(command.name.catalog);
  TRY_ASSIGN(const JsonValue body, json::parse(record->text, "stored catalog"));
  return describe_container(body, "Catalog");
}

Result<ResultTable> describe_schema(const Store& store, const Command& command) {
  TRY_VOID(check_schema(store, command.name));
  TRY_ASSIGN(const JsonValue body,
             json::parse(store.find("schema", command.name.schema_full())->text, "stored schema"));
  return describe_container(body, "Namespace");
}

Result<ResultTable> answer_about_table(const Store& store, const Command& command, std::uint64_t size_in_bytes) {
  TRY_ASSIGN(const RecordPointer record, find_table(store, command.name));
  TRY_ASSIGN(const JsonValue info, json::parse(record->text, "stored table"));
  switch (command.kind) {
    case CommandKind::ShowColumns:
      return show_columns(info);
    case CommandKind::ShowProperties:
      return show_properties(info, command.part);
    case CommandKind::ShowCreateTable:
      return show_create_table(info);
    case CommandKind::DescribeTable:
      return describe_table(info, false);
    case CommandKind::DescribeColumn:
      return describe_column(info, command);
    case CommandKind::DescribeExtended:
      return describe_table(info, true);
    case CommandKind::DescribeJson:
      return describe_json(info);
    case CommandKind::DescribeDetail:
      return describe_detail(store, info, size_in_bytes);
    case CommandKind::DescribeHistory:
      return describe_history(store, info, command.limit);
    default:
      return dialect::unsupported("this command");
  }
}

}  // namespace

Result<ResultTable> answer_command(const Store& store, const Command& command, std::uint64_t size_in_bytes) {
  switch (command.kind) {
    case CommandKind::UseCatalog: {
      TRY_VOID(check_catalog(store, command.name.catalog));
      return ResultTable{};
    }
    case CommandKind::UseSchema: {
      TRY_VOID(check_schema(store, command.name));
      return ResultTable{};
    }
    case CommandKind::ShowCatalogs:
      return show_catalogs(store, command);
    case CommandKind::ShowSchemas:
      return show_schemas(store, command);
    case CommandKind::ShowTables:
    case CommandKind::ShowViews:
      return show_tables(store, command);
    case CommandKind::ShowUsers:
    case CommandKind::ShowGroups:
      return show_principals(store, command);
    case CommandKind::ShowLocations:
    case CommandKind::ShowCredentials:
      return show_storage(store, command);
    case CommandKind::DescribeCatalog:
      return describe_catalog(store, command);
    case CommandKind::DescribeSchema:
      return describe_schema(store, command);
    default:
      return answer_about_table(store, command, size_in_bytes);
  }
}

}  // namespace lakecode::local
