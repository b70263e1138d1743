#include "workflows/table_facts.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "base/utf8.h"
#include "catalog/catalog.h"
#include "catalog/name_check.h"
#include "databricks/unity_catalog.h"
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

constexpr std::size_t kLongestName = 3 * 255 + 8;  // three parts of 255 letters, dots and back-ticks
constexpr std::size_t kNameShown = 60;             // of one that is too long

/// The table there is that the person may have meant; "" when none is near.
std::string suggest(Run& run, const std::vector<std::string>& parts) {
  return run
      .step<std::string>({"suggest", "Look for the nearest name", result::StepKind::Api},
                         [&](const CallContext& ctx) -> Result<std::string> {
                           catalog::Catalog names(run.client(), run.services().clock, {});
                           return catalog::suggest_table(names, text::join(parts, "."), ctx);
                         })
      .value_or("");
}

/// Nothing was read of its columns: either the workspace says that it is not there, or the read itself failed.
void fail_without_columns(Run& run, const std::vector<std::string>& parts, bool was_read) {
  if (run.stopped()) return;
  const std::optional<Error> why = run.last_error();
  const bool absent =
      was_read || (why && (why->code == ErrorCode::NotFound || why->reason.find("NOT_FOUND") != std::string::npos));
  if (!absent) return run.fail(*why);
  // The platform's own words say most.
  Error missing = was_read ? missing_table(run.text("table")) : *why;
  const std::string near = suggest(run, parts);
  if (run.stopped()) return;
  if (!near.empty()) missing.reason += ": " + near;
  run.fail(std::move(missing));
}

/// Catalog, schema and table, the defaults of the settings filled in.
std::optional<std::vector<std::string>> name_parts(Run& run) {
  const std::string given = run.text("table");
  if (given.size() > kLongestName) {
    run.fail({.code = ErrorCode::InvalidArgument,
              .action = "prove table",
              .subject = utf8::truncate(utf8::sanitize(given), kNameShown),
              .reason = "the name has " + text::group_digits(static_cast<std::int64_t>(given.size())) +
                        " bytes; each of its three parts has 255 letters at most",
              .advice = "give catalog.schema.table"});
    return std::nullopt;
  }
  auto parts = sql::parse_name(given);
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

/// The history's map of parameters; an empty object when it is none.
JsonObject parameters_of(const databricks::StatementResult& result, const databricks::Row& row) {
  const auto parsed = json::parse(cell(result, row, "operationParameters").value_or("{}"), "operation parameters");
  return parsed && parsed->is_object() ? parsed->get_object() : JsonObject{};
}

JsonValue parse_member(const JsonObject& object, std::string_view key) {
  const auto parsed = json::parse(json::string_at(object, key), key);
  return parsed ? *parsed : JsonValue(nullptr);
}

profile::ColumnFacts column_fact(const JsonValue& value) {
  const JsonValue* inner = json::find(value, "column");
  const JsonValue& column = inner != nullptr && inner->is_object() ? *inner : value;
  profile::ColumnFacts fact;
  fact.name = value.is_string() ? json::as_string(value).value_or("") : json::string_at(column, "name");
  fact.type_text = json::string_at(column, "type");
  return fact;
}

std::vector<profile::ColumnFacts> column_facts(const JsonValue& list) {
  std::vector<profile::ColumnFacts> columns;
  if (!list.is_array()) return columns;
  for (const JsonValue& each : list.get_array()) columns.push_back(column_fact(each));
  return columns;
}

void remove_column(std::vector<profile::ColumnFacts>& columns, const std::string& name) {
  std::erase_if(columns, [&](const auto& column) { return text::equals_ignore_case(column.name, name); });
}

/// Takes one change of the schema back; false when the operation is none.
bool undo(const std::string& operation, const JsonObject& parameters, std::vector<profile::ColumnFacts>& columns) {
  if (operation == "ADD COLUMNS") {
    for (const auto& added : column_facts(parse_member(parameters, "columns"))) remove_column(columns, added.name);
    return true;
  }
  if (operation == "DROP COLUMNS") {
    for (auto& dropped : column_facts(parse_member(parameters, "columns"))) columns.push_back(std::move(dropped));
    return true;
  }
  if (operation == "RENAME COLUMN") {
    for (profile::ColumnFacts& column : columns) {
      if (column.name == json::string_at(parameters, "newColumnPath"))
        column.name = json::string_at(parameters, "oldColumnPath");
    }
    return true;
  }
  if (operation != "CREATE TABLE" || !parameters.contains("columns")) return false;
  columns = column_facts(parse_member(parameters, "columns"));
  return !columns.empty();
}

/// What the schema was before the changes the history tells of; they are taken back one by one, newest first.
void add_earlier(const databricks::StatementResult& history, WallTime as_of, profile::TableFacts& facts) {
  constexpr auto kRecent = std::chrono::hours(24 * 60);  // older changes have long been lived with
  profile::EarlierSchema earlier;
  earlier.columns = facts.columns;
  for (const databricks::Row& row : history.rows) {
    const std::string operation = cell(history, row, "operation").value_or("");
    const auto time = parse_rfc3339(text::replace_all(cell(history, row, "timestamp").value_or(""), " ", "T"));
    if (time && as_of - *time > kRecent && operation != "CREATE TABLE") break;
    auto columns = earlier.columns;
    if (!undo(operation, parameters_of(history, row), columns)) continue;
    earlier.columns = std::move(columns);
    earlier.source = "version " + std::to_string(number_cell(history, row, "version").value_or(0));
  }
  if (!earlier.source.empty()) facts.earlier = std::move(earlier);
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
  add_earlier(*answer, run.as_of(), facts);
}

std::vector<std::string> strings_at(const JsonValue& value, std::string_view key) {
  std::vector<std::string> strings;
  for (const JsonValue& each : json::array_at(value, key)) strings.push_back(json::as_string(each).value_or(""));
  return strings;
}

/// A declared reference whose other table can be read; one that cannot would fail the whole statement.
std::optional<profile::Reference> readable_reference(Run& run, const JsonValue& key, const CallContext& ctx) {
  const auto child = strings_at(key, "child_columns");
  const auto parent_columns = strings_at(key, "parent_columns");
  const auto parent = sql::parse_name(json::string_at(key, "parent_table"));
  if (child.size() != 1 || parent_columns.size() != 1 || !parent || parent->size() != 3) return std::nullopt;
  const auto table = databricks::fetch_table(run.client(), text::join(*parent, "."), ctx);
  if (!table) return std::nullopt;
  const bool known = std::any_of(table->columns.begin(), table->columns.end(), [&](const auto& column) {
    return text::equals_ignore_case(column.name, parent_columns.front());
  });
  if (!known) return std::nullopt;
  return profile::Reference{child.front(), *parent, parent_columns.front(), true};
}

/// Keys and references as the catalog tells them. Where it does not, the judgement goes without and no step fails.
void add_keys(Run& run, profile::TableFacts& facts) {
  run.step<bool>({"read_keys", "Read keys and references", result::StepKind::Api},
                 [&](const CallContext& ctx) -> Result<bool> {
                   const auto table = databricks::fetch_table(run.client(), text::join(facts.name, "."), ctx);
                   if (!table && table.error().code == ErrorCode::Cancelled) return table.error();
                   if (!table) return false;
                   facts.primary_key = table->primary_key;
                   facts.is_view = table->table_type.find("VIEW") != std::string::npos;
                   for (const JsonValue& constraint : json::array_at(*table->raw, "table_constraints")) {
                     const JsonValue* key = json::find(constraint, "foreign_key_constraint");
                     if (key == nullptr) continue;
                     if (auto reference = readable_reference(run, *key, ctx)) facts.references.push_back(*reference);
                   }
                   return true;
                 });
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
    fail_without_columns(run, *parts, columns.has_value());
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
  add_keys(run, facts);
  if (facts.is_view) {
    run.skip({"describe_detail", "Read files and layout", result::StepKind::Sql}, "a view has no files");
    return facts;
  }
  add_detail(run, table, facts);
  add_history(run, table, facts);
  return facts;
}

}  // namespace lakecode::workflows
