// check_constraints, volumes, routines and parameters of information_schema.

#include "base/json.h"
#include "base/text.h"
#include "local/engine/relation_rows.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kCheckPrefix = "delta.constraints.";

ResultTable check_constraints(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table,
              {{"constraint_catalog"}, {"constraint_schema"}, {"constraint_name"}, {"check_clause"}, {"sql_path"}});
  each(store, "table", catalog, [&](const JsonValue& t) {
    for (const auto& property : json::object_at(t, "properties")) {
      const std::string_view key = property.key();
      if (!key.starts_with(kCheckPrefix)) continue;
      table.add_row({text_cell(t, "catalog_name"), text_cell(t, "schema_name"),
                     std::string(key.substr(kCheckPrefix.size())), json::as_string(property.value()), Cell()});
    }
  });
  return table;
}

ResultTable volumes(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"volume_catalog"},
                      {"volume_schema"},
                      {"volume_name"},
                      {"volume_type"},
                      {"volume_owner"},
                      {"comment"},
                      {"storage_location"},
                      {"created", "timestamp"},
                      {"created_by"},
                      {"last_altered", "timestamp"},
                      {"last_altered_by"}});
  each(store, "volume", catalog, [&](const JsonValue& v) {
    table.add_row({text_cell(v, "catalog_name"), text_cell(v, "schema_name"), text_cell(v, "name"),
                   text_cell(v, "volume_type"), text_cell(v, "owner"), text_cell(v, "comment"),
                   text_cell(v, "storage_location"), time_cell(v, "created_at"), text_cell(v, "created_by"),
                   time_cell(v, "updated_at"), text_cell(v, "updated_by")});
  });
  return table;
}

ResultTable routines(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"specific_catalog"},
                      {"specific_schema"},
                      {"specific_name"},
                      {"routine_catalog"},
                      {"routine_schema"},
                      {"routine_name"},
                      {"routine_owner"},
                      {"routine_type"},
                      {"data_type"},
                      {"full_data_type"},
                      {"routine_body"},
                      {"routine_definition"},
                      {"is_deterministic"},
                      {"sql_data_access"},
                      {"security_type"},
                      {"comment"},
                      {"created", "timestamp"},
                      {"created_by"},
                      {"last_altered", "timestamp"},
                      {"last_altered_by"}});
  each(store, "function", catalog, [&](const JsonValue& f) {
    const Cell name = text_cell(f, "name");
    table.add_row({text_cell(f, "catalog_name"),
                   text_cell(f, "schema_name"),
                   name,
                   text_cell(f, "catalog_name"),
                   text_cell(f, "schema_name"),
                   name,
                   text_cell(f, "owner"),
                   "FUNCTION",
                   text_cell(f, "data_type"),
                   text_cell(f, "full_data_type"),
                   text_cell(f, "routine_body"),
                   text_cell(f, "routine_definition"),
                   json::bool_at(f, "is_deterministic").value_or(true) ? "YES" : "NO",
                   text_cell(f, "sql_data_access"),
                   "DEFINER",
                   text_cell(f, "comment"),
                   time_cell(f, "created_at"),
                   text_cell(f, "created_by"),
                   time_cell(f, "updated_at"),
                   text_cell(f, "updated_by")});
  });
  return table;
}

ResultTable parameters(const Store& store, std::string_view catalog) {
  ResultTable table;
  add_columns(table, {{"specific_catalog"},
                      {"specific_schema"},
                      {"specific_name"},
                      {"ordinal_position", "int"},
                      {"parameter_mode"},
                      {"is_result"},
                      {"parameter_name"},
                      {"data_type"},
                      {"full_data_type"},
                      {"parameter_default"},
                      {"comment"}});
  each(store, "function", catalog, [&](const JsonValue& f) {
    const JsonValue* input = json::find(f, "input_params");
    if (input == nullptr) return;
    int position = 0;
    for (const JsonValue& p : json::array_at(*input, "parameters")) {
      table.add_row({text_cell(f, "catalog_name"), text_cell(f, "schema_name"), text_cell(f, "name"),
                     std::to_string(++position), "IN", "NO", text_cell(p, "name"), text_cell(p, "type_name"),
                     text_cell(p, "type_text"), text_cell(p, "parameter_default"), text_cell(p, "comment")});
    }
  });
  return table;
}

}  // namespace

std::optional<ResultTable> make_routine_relation(const Store& store, std::string_view catalog, std::string_view name) {
  if (name == "check_constraints") return check_constraints(store, catalog);
  if (name == "volumes") return volumes(store, catalog);
  if (name == "routines") return routines(store, catalog);
  if (name == "parameters") return parameters(store, catalog);
  return std::nullopt;
}

}  // namespace lakecode::local
