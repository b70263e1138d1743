#include "local/engine/engine_lookups.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/engine/command_answers.h"
#include "local/engine/privilege_check.h"
#include "local/engine/table_changes.h"
#include "local/engine/volume_files.h"

namespace lakecode::local {
namespace {

using dialect::TableName;

std::optional<std::string> column_type(const Store& store, const TableName& table, std::string_view column) {
  const RecordPointer record = store.find("table", table.full());
  if (record == nullptr) return std::nullopt;
  const auto info = json::parse(record->text, "stored table");
  if (!info) return std::nullopt;
  for (const JsonValue& known : json::array_at(*info, "columns")) {
    if (text::equals_ignore_case(json::string_at(known, "name"), column)) return json::string_at(known, "type_text");
  }
  return std::nullopt;
}

std::string shield_call(std::string_view function, std::string_view column, const JsonArray& columns) {
  std::string list = column.empty() ? "" : fmt::format("`{}`", text::replace_all(column, "`", "``"));
  for (const JsonValue& name : columns)
    list += fmt::format("{}`{}`", list.empty() ? "" : ", ",
                        text::replace_all(json::as_string(name).value_or(""), "`", "``"));
  return fmt::format("{}({})", dialect::in_backticks(function), list);
}

/// Databricks SQL of what a row filter and masks leave of a table; "" without any.
std::string shielded_query(const Store& store, const TableName& table) {
  const RecordPointer record = store.find("table", table.full());
  if (record == nullptr) return "";
  const bool maybe =
      record->text.find("\"row_filter\"") != std::string::npos || record->text.find("\"mask\"") != std::string::npos;
  if (!maybe) return "";
  const auto info = json::parse(record->text, "stored table");
  if (!info) return "";
  std::string masks;
  for (const JsonValue& column : json::array_at(*info, "columns")) {
    const JsonValue* mask = json::find(column, "mask");
    if (mask == nullptr || json::string_at(*mask, "function_name").empty()) continue;
    const std::string name = json::string_at(column, "name");
    masks += fmt::format(
        "{}{} AS `{}`", masks.empty() ? "" : ", ",
        shield_call(json::string_at(*mask, "function_name"), name, json::array_at(*mask, "using_column_names")),
        text::replace_all(name, "`", "``"));
  }
  const JsonValue* filter = json::find(*info, "row_filter");
  const std::string function = filter == nullptr ? "" : json::string_at(*filter, "function_name");
  if (masks.empty() && function.empty()) return "";
  return fmt::format(
      "SELECT *{} FROM {}{}", masks.empty() ? "" : " REPLACE (" + masks + ")", dialect::in_backticks(table.full()),
      function.empty() ? "" : " WHERE " + shield_call(function, "", json::array_at(*filter, "input_column_names")));
}

std::string function_kind(const Store& store, const TableName& function) {
  const RecordPointer record = store.find("function", function.full());
  if (record == nullptr) return "";
  const auto info = json::parse(record->text, "stored function");
  if (!info || json::string_at(*info, "routine_body") != "SQL") return "";
  return json::string_at(*info, "data_type") == "TABLE_TYPE" ? "TABLE" : "SCALAR";
}

/// A column of texts with the type that an answer gives it, where the engine can take the text for it.
std::string typed_column(const ResultColumn& column, std::size_t index) {
  const std::string& type = column.type.text;
  const bool plain = type == "bigint" || type == "int" || type == "boolean" || type == "timestamp" || type == "double";
  if (plain) return fmt::format("CAST(col{} AS {})", index, type);
  return fmt::format("CAST(col{} AS VARCHAR)", index);
}

/// The files that COPY INTO took before, as "path size time".
std::vector<std::string> taken_files(const Store& store, const std::string& table) {
  std::vector<std::string> taken;
  const RecordPointer record = store.find("copied_files", table);
  if (record == nullptr) return taken;
  const auto body = json::parse(record->text, "stored files");
  if (!body) return taken;
  for (const JsonValue& file : json::array_at(*body, "files")) taken.push_back(json::as_string(file).value_or(""));
  return taken;
}

}  // namespace

EngineLookups::~EngineLookups() {
  if (!connection_) return;
  for (const std::string& relation : relations_)
    ignore_result(connection_->execute("DROP TABLE IF EXISTS " + relation), "it lies in memory and ends with it");
}

Result<duck::Connection*> EngineLookups::connection() {
  if (!connection_) {
    TRY_ASSIGN(duck::Connection opened, state_.connect());
    connection_.emplace(std::move(opened));
  }
  return &*connection_;
}

dialect::Lookups EngineLookups::lookups() {
  dialect::Lookups out;
  out.version = [this](const TableName& table, const dialect::VersionOf& version) -> Result<std::string> {
    TRY_ASSIGN(duck::Connection* const open, connection());
    return state_.earlier(*open, table, version);
  };
  out.changes = [this](const TableName& table, const dialect::ChangeRange& range) -> Result<std::string> {
    TRY_ASSIGN(duck::Connection* const open, connection());
    auto relation = changes_relation(state_, *open, table, range);
    if (!relation) return platform_error(relation.error());
    return relation;
  };
  out.variable = [this](std::string_view name) { return session_.variable(name); };
  out.column_type = [this](const TableName& table, std::string_view column) {
    return column_type(state_.store, table, column);
  };
  out.temporary_view = [this](std::string_view name) -> std::optional<std::string> {
    const auto found = session_.temporary_views.find(std::string(name));
    if (found == session_.temporary_views.end()) return std::nullopt;
    return found->second;
  };
  out.shielded = [this](const TableName& table) -> Result<std::optional<std::string>> {
    const std::string query = shielded_query(state_.store, table);
    if (query.empty()) return std::optional<std::string>();
    dialect::Lookups inner;
    inner.function = [this](const TableName& function) { return function_kind(state_.store, function); };
    TRY_ASSIGN(const dialect::Translation read, dialect::translate(query, session_.names(), {}, inner));
    return std::optional("(" + read.steps.front() + ")");
  };
  out.function = [this](const TableName& function) { return function_kind(state_.store, function); };
  out.files = [this](const dialect::FileSource& source) { return relation_of(source); };
  out.listing = [this](std::string_view command) { return listing_of(command); };
  return out;
}

Result<std::string> EngineLookups::listing_of(std::string_view command) {
  TRY_ASSIGN(const dialect::Translation read, dialect::translate(command, session_.names(), {}));
  TRY_VOID(check_rights(state_.store, session_.names().user, read));
  if (read.kind == dialect::Translation::Kind::Query) return "(" + read.steps.front() + ")";
  if (read.kind != dialect::Translation::Kind::Command) return dialect::unsupported("this command as a table");
  std::uint64_t size = 0;
  if (read.command.kind == dialect::CommandKind::DescribeDetail) {
    TRY_ASSIGN(duck::Connection* const open, connection());
    size = state_.blocks_of(*open, read.command.name);
  }
  TRY_ASSIGN(const ResultTable table, answer_command(state_.store, read.command, size));
  std::string columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    columns += fmt::format("{}{} AS {}", i == 0 ? "" : ", ", typed_column(table.columns[i], i),
                           dialect::quote_name(table.columns[i].name));
  std::string rows;
  for (const auto& row : table.rows) {
    std::string cells;
    for (const Cell& cell : row) cells += (cells.empty() ? "" : ", ") + (cell ? dialect::quote_text(*cell) : "NULL");
    rows += fmt::format("{}({})", rows.empty() ? "" : ", ", cells);
  }
  std::string nothing;
  for (std::size_t i = 0; i < table.columns.size(); ++i) nothing += i == 0 ? "NULL" : ", NULL";
  return fmt::format("(SELECT {} FROM (VALUES {}) AS lc_rows WHERE {})", columns,
                     rows.empty() ? "(" + nothing + ")" : rows, rows.empty() ? "false" : "true");
}

Result<std::string> EngineLookups::relation_of(const dialect::FileSource& source) {
  TRY_ASSIGN(duck::Connection* const open, connection());
  TRY_ASSIGN(std::vector<VolumeFile> files, find_files(state_.file.parent_path(), source));
  if (const auto target = source.options.find("lc_copy_into"); target != source.options.end()) {
    copied_.clear();
    const std::vector<std::string> taken = taken_files(state_.store, target->second);
    const auto force = source.options.find("force");
    const bool again = force != source.options.end() && text::equals_ignore_case(force->second, "true");
    std::erase_if(files, [&](const VolumeFile& file) {
      return !again && std::find(taken.begin(), taken.end(), file.identity) != taken.end();
    });
    if (files.empty()) return std::string();
    for (const VolumeFile& file : files) copied_.push_back(file.identity);
  }
  TRY_ASSIGN(const std::string relation, stage_files(*open, files, source));
  if (std::find(relations_.begin(), relations_.end(), relation) == relations_.end()) relations_.push_back(relation);
  return relation;
}

Result<void> EngineLookups::remember_files(const TableName& table) {
  if (copied_.empty()) return {};
  JsonArray files;
  for (const std::string& file : taken_files(state_.store, table.full())) files.emplace_back(file);
  for (const std::string& file : copied_) files.emplace_back(file);
  return state_.store.put({"copied_files", table.full(), JsonBox(JsonObject{{"files", std::move(files)}})},
                          Store::Durability::ProcessDeath);
}

}  // namespace lakecode::local
