#include "local/engine/relations.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/names.h"
#include "local/engine/relation_rows.h"

namespace lakecode::local {
namespace {

ResultTable catalogs(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"catalog_name"},
                      {"catalog_owner"},
                      {"comment"},
                      {"created", "timestamp"},
                      {"created_by"},
                      {"last_altered", "timestamp"},
                      {"last_altered_by"}});
  each(store, "catalog", catalog, [&](const JsonValue& c) {
    table.add_row({text_cell(c, "name"), text_cell(c, "owner"), text_cell(c, "comment"), time_cell(c, "created_at"),
                   text_cell(c, "created_by"), time_cell(c, "updated_at"), text_cell(c, "updated_by")});
  });
  return table;
}

ResultTable schemata(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"catalog_name"},
                      {"schema_name"},
                      {"schema_owner"},
                      {"comment"},
                      {"created", "timestamp"},
                      {"created_by"},
                      {"last_altered", "timestamp"},
                      {"last_altered_by"}});
  each(store, "schema", catalog, [&](const JsonValue& s) {
    table.add_row({text_cell(s, "catalog_name"), text_cell(s, "name"), text_cell(s, "owner"), text_cell(s, "comment"),
                   time_cell(s, "created_at"), text_cell(s, "created_by"), time_cell(s, "updated_at"),
                   text_cell(s, "updated_by")});
  });
  return table;
}

ResultTable tables(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"table_catalog"},
                      {"table_schema"},
                      {"table_name"},
                      {"table_type"},
                      {"is_insertable_into"},
                      {"commit_action"},
                      {"table_owner"},
                      {"comment"},
                      {"created", "timestamp"},
                      {"created_by"},
                      {"last_altered", "timestamp"},
                      {"last_altered_by"},
                      {"data_source_format"},
                      {"storage_sub_directory"},
                      {"storage_path"}});
  each(store, "table", catalog, [&](const JsonValue& t) {
    const bool view = json::string_at(t, "table_type") == "VIEW";
    table.add_row({text_cell(t, "catalog_name"), text_cell(t, "schema_name"), text_cell(t, "name"),
                   text_cell(t, "table_type"), view ? "NO" : "YES", "PRESERVE", text_cell(t, "owner"),
                   text_cell(t, "comment"), time_cell(t, "created_at"), text_cell(t, "created_by"),
                   time_cell(t, "updated_at"), text_cell(t, "updated_by"),
                   view ? Cell() : text_cell(t, "data_source_format"), Cell(), text_cell(t, "storage_location")});
  });
  return table;
}

ResultTable views(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"table_catalog"},
                      {"table_schema"},
                      {"table_name"},
                      {"view_definition"},
                      {"check_option"},
                      {"is_updatable"},
                      {"is_insertable_into"},
                      {"sql_path"},
                      {"is_materialized"}});
  each(store, "table", catalog, [&](const JsonValue& t) {
    if (json::string_at(t, "table_type") != "VIEW") return;
    table.add_row({text_cell(t, "catalog_name"), text_cell(t, "schema_name"), text_cell(t, "name"),
                   text_cell(t, "view_definition"), "NONE", "NO", "NO", Cell(), "false"});
  });
  return table;
}

/// What Delta keeps in the metadata of a column's type_json.
JsonValue metadata_of(const JsonValue& column) {
  const auto type = json::parse(json::string_at(column, "type_json"), "type_json");
  if (!type) return JsonValue();
  const JsonValue* metadata = json::find(*type, "metadata");
  return metadata == nullptr ? JsonValue() : *metadata;
}

/// One column of a table as information_schema.columns tells it.
std::vector<Cell> column_row(const JsonValue& table, const JsonValue& column) {
  const std::string type = json::string_at(column, "type_name");
  const bool decimal = type == "DECIMAL";
  const Cell no_length = type == "STRING" ? Cell("0") : Cell();
  const std::int64_t position = json::int_at(column, "position").value_or(0) + 1;
  const JsonValue metadata = metadata_of(column);
  const bool identity = !json::string_at(metadata, "delta.identity.start").empty();
  const Cell generated = json::optional_string_at(metadata, "delta.generationExpression");
  return {text_cell(table, "catalog_name"),
          text_cell(table, "schema_name"),
          text_cell(table, "name"),
          text_cell(column, "name"),
          std::to_string(position),
          json::optional_string_at(metadata, "CURRENT_DEFAULT"),
          json::bool_at(column, "nullable").value_or(true) ? "YES" : "NO",
          text_cell(column, "type_text"),
          Cell(type),
          no_length,
          no_length,
          decimal ? int_cell(column, "type_precision") : Cell(),
          decimal ? Cell("10") : Cell(),
          decimal ? int_cell(column, "type_scale") : Cell(),
          Cell(),
          Cell(),
          Cell(),
          Cell(),
          identity ? "YES" : "NO",
          generated ? "YES" : "NO",
          generated,
          "NO",
          "NO",
          Cell(),
          "YES",
          int_cell(column, "partition_index"),
          text_cell(column, "comment")};
}

ResultTable columns(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"table_catalog"},
                      {"table_schema"},
                      {"table_name"},
                      {"column_name"},
                      {"ordinal_position", "int"},
                      {"column_default"},
                      {"is_nullable"},
                      {"full_data_type"},
                      {"data_type"},
                      {"character_maximum_length", "bigint"},
                      {"character_octet_length", "bigint"},
                      {"numeric_precision", "int"},
                      {"numeric_precision_radix", "int"},
                      {"numeric_scale", "int"},
                      {"datetime_precision", "int"},
                      {"interval_type"},
                      {"interval_precision", "int"},
                      {"maximum_cardinality", "bigint"},
                      {"is_identity"},
                      {"is_generated"},
                      {"generation_expression"},
                      {"is_system_time_period_start"},
                      {"is_system_time_period_end"},
                      {"system_time_period_timestamp_generation"},
                      {"is_updatable"},
                      {"partition_index", "int"},
                      {"comment"}});
  each(store, "table", catalog, [&](const JsonValue& t) {
    for (const JsonValue& c : json::array_at(t, "columns")) table.add_row(column_row(t, c));
  });
  return table;
}

/// Calls `visit(table, constraint body, is primary)` for each key of each table.
template <typename Visit>
void each_key(const Store& store, std::string_view catalog, const Visit& visit) {
  each(store, "table", catalog, [&](const JsonValue& t) {
    for (const JsonValue& entry : json::array_at(t, "table_constraints")) {
      if (const JsonValue* primary = json::find(entry, "primary_key_constraint")) visit(t, *primary, true);
      if (const JsonValue* foreign = json::find(entry, "foreign_key_constraint")) visit(t, *foreign, false);
    }
  });
}

ResultTable table_constraints(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"constraint_catalog"},
                      {"constraint_schema"},
                      {"constraint_name"},
                      {"table_catalog"},
                      {"table_schema"},
                      {"table_name"},
                      {"constraint_type"},
                      {"is_deferrable"},
                      {"initially_deferred"},
                      {"enforced"},
                      {"comment"}});
  each_key(store, catalog, [&](const JsonValue& t, const JsonValue& key, bool primary) {
    table.add_row({text_cell(t, "catalog_name"), text_cell(t, "schema_name"), text_cell(key, "name"),
                   text_cell(t, "catalog_name"), text_cell(t, "schema_name"), text_cell(t, "name"),
                   primary ? "PRIMARY KEY" : "FOREIGN KEY", "NO", "NO", "NO", Cell()});
  });
  constexpr std::string_view kCheckPrefix = "delta.constraints.";
  each(store, "table", catalog, [&](const JsonValue& t) {
    for (const auto& property : json::object_at(t, "properties")) {
      const std::string_view key = property.key();
      if (!key.starts_with(kCheckPrefix)) continue;
      table.add_row({text_cell(t, "catalog_name"), text_cell(t, "schema_name"),
                     std::string(key.substr(kCheckPrefix.size())), text_cell(t, "catalog_name"),
                     text_cell(t, "schema_name"), text_cell(t, "name"), "CHECK", "NO", "NO", "YES", Cell()});
    }
  });
  return table;
}

ResultTable key_column_usage(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"constraint_catalog"},
                      {"constraint_schema"},
                      {"constraint_name"},
                      {"table_catalog"},
                      {"table_schema"},
                      {"table_name"},
                      {"column_name"},
                      {"ordinal_position", "int"},
                      {"position_in_unique_constraint", "int"}});
  each_key(store, catalog, [&](const JsonValue& t, const JsonValue& key, bool primary) {
    int position = 0;
    for (const JsonValue& column : json::array_at(key, "child_columns")) {
      const std::string ordinal = std::to_string(++position);
      table.add_row({text_cell(t, "catalog_name"), text_cell(t, "schema_name"), text_cell(key, "name"),
                     text_cell(t, "catalog_name"), text_cell(t, "schema_name"), text_cell(t, "name"),
                     json::as_string(column), ordinal, primary ? Cell() : Cell(ordinal)});
    }
  });
  return table;
}

/// The table that a foreign key refers to, as catalog, schema and table.
std::vector<std::string> parent_parts(const JsonValue& key) {
  std::vector<std::string> parts;
  const std::string parent = json::string_at(key, "parent_table");
  for (const std::string_view part : text::split(parent, '.')) parts.emplace_back(part);
  parts.resize(3);
  return parts;
}

ResultTable constraint_column_usage(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"table_catalog"},
                      {"table_schema"},
                      {"table_name"},
                      {"column_name"},
                      {"constraint_catalog"},
                      {"constraint_schema"},
                      {"constraint_name"}});
  each_key(store, catalog, [&](const JsonValue& t, const JsonValue& key, bool primary) {
    std::vector<std::string> parts = parent_parts(key);
    if (primary)
      parts = {json::string_at(t, "catalog_name"), json::string_at(t, "schema_name"), json::string_at(t, "name")};
    for (const JsonValue& column : json::array_at(key, primary ? "child_columns" : "parent_columns")) {
      table.add_row({parts[0], parts[1], parts[2], json::as_string(column), text_cell(t, "catalog_name"),
                     text_cell(t, "schema_name"), text_cell(key, "name")});
    }
  });
  return table;
}

/// The name of the primary key of table `full_name`.
Cell primary_key_name(const Store& store, const std::string& full_name) {
  const RecordPointer record = store.find("table", full_name);
  if (record == nullptr) return std::nullopt;
  const auto body = json::parse(record->text, "stored table");
  if (!body) return std::nullopt;
  for (const JsonValue& entry : json::array_at(*body, "table_constraints")) {
    if (const JsonValue* primary = json::find(entry, "primary_key_constraint")) return text_cell(*primary, "name");
  }
  return std::nullopt;
}

ResultTable referential_constraints(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"constraint_catalog"},
                      {"constraint_schema"},
                      {"constraint_name"},
                      {"unique_constraint_catalog"},
                      {"unique_constraint_schema"},
                      {"unique_constraint_name"},
                      {"match_option"},
                      {"update_rule"},
                      {"delete_rule"}});
  each_key(store, catalog, [&](const JsonValue& t, const JsonValue& key, bool primary) {
    if (primary) return;
    const std::vector<std::string> parts = parent_parts(key);
    table.add_row({text_cell(t, "catalog_name"), text_cell(t, "schema_name"), text_cell(key, "name"), parts[0],
                   parts[1], primary_key_name(store, json::string_at(key, "parent_table")), "FULL", "NO ACTION",
                   "NO ACTION"});
  });
  return table;
}

struct View {
  std::string_view name;
  ResultTable (*make)(const Store&, std::string_view);
};
constexpr View kViews[] = {{"catalogs", catalogs},
                           {"schemata", schemata},
                           {"tables", tables},
                           {"views", views},
                           {"columns", columns},
                           {"table_constraints", table_constraints},
                           {"key_column_usage", key_column_usage},
                           {"constraint_column_usage", constraint_column_usage},
                           {"referential_constraints", referential_constraints}};

}  // namespace

std::vector<RecordPointer> all_records(const Store& store, std::string_view kind, std::optional<std::string> parent) {
  ListQuery query;
  query.kind = kind;
  query.parent = std::move(parent);
  query.limit = SIZE_MAX;
  auto page = store.list(query);
  return page ? std::move(page->records) : std::vector<RecordPointer>();
}

std::optional<ResultTable> make_relation(const Store& store, std::string_view catalog, std::string_view view) {
  for (const View& known : kViews) {
    if (known.name == view) return known.make(store, catalog);
  }
  if (auto made = make_privilege_relation(store, catalog, view)) return made;
  if (auto made = make_tag_relation(store, catalog, view)) return made;
  return make_routine_relation(store, catalog, view);
}

}  // namespace lakecode::local
