// Definitions: the engine's part in one transaction, then the stored objects that describe it. A mark is stored before
// and removed with the objects, so that a death between the two is mended at the next start.

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/engine/column_order.h"
#include "local/engine/relations.h"
#include "local/engine/row_checks.h"
#include "local/engine/table_engine_state.h"
#include "local/engine/table_past.h"
#include "local/engine/table_versions.h"
#include "local/engine/type_widening.h"
#include "local/engine/void_columns.h"

namespace lakecode::local {
namespace {

using dialect::Definition;
using dialect::DefinitionKind;
using dialect::sql_error;

Result<JsonValue> known_body(const Store& store, std::string_view kind, const std::string& id) {
  const RecordPointer record = store.find(kind, id);
  if (record == nullptr) return JsonValue();
  return json::parse(record->text, "stored object");
}

Result<void> check_place(const Store& store, const Definition& definition) {
  const dialect::TableName& name = definition.name;
  const std::string catalog = dialect::in_backticks(name.catalog);
  if (definition.kind == DefinitionKind::CreateCatalog) return {};
  if (store.find("catalog", name.catalog) == nullptr) {
    if (definition.kind == DefinitionKind::DropCatalog && definition.if_exists) return {};
    return sql_error("NO_SUCH_CATALOG_EXCEPTION", fmt::format("Catalog {} was not found.", catalog), "42704");
  }
  if (definition.kind == DefinitionKind::CreateSchema || name.schema.empty()) return {};
  if (store.find("schema", name.schema_full()) == nullptr) {
    if (definition.kind == DefinitionKind::DropSchema && definition.if_exists) return {};
    return sql_error(
        "SCHEMA_NOT_FOUND",
        fmt::format("The schema {} cannot be found. Verify the spelling and correctness of the schema and catalog.",
                    dialect::in_backticks(name.schema_full())),
        "42704");
  }
  const bool needs_table = definition.kind == DefinitionKind::AlterTable ||
                           (definition.kind == DefinitionKind::Comment && !name.table.empty());
  if (needs_table && store.find("table", name.full()) == nullptr)
    return dialect::table_not_found(dialect::in_backticks(name.full()));
  return {};
}

Result<void> check_empty(const Store& store, const Definition& definition) {
  if (definition.cascade) return {};
  if (definition.kind == DefinitionKind::DropSchema &&
      !all_records(store, "table", definition.name.schema_full()).empty()) {
    return sql_error("SCHEMA_NOT_EMPTY",
                     fmt::format("Cannot drop a schema {} because it contains objects. Use DROP SCHEMA ... CASCADE to "
                                 "drop the schema and all its objects.",
                                 dialect::in_backticks(definition.name.schema_full())),
                     "2BP01");
  }
  if (definition.kind != DefinitionKind::DropCatalog) return {};
  for (const RecordPointer& schema : all_records(store, "schema", definition.name.catalog)) {
    const bool own = schema->id.ends_with(".default") || schema->id.ends_with(".information_schema");
    if (own && all_records(store, "table", schema->id).empty()) continue;
    return sql_error("CATALOG_NOT_EMPTY",
                     fmt::format("Cannot drop catalog {} because it contains schemas. Use CASCADE to drop them too.",
                                 dialect::in_backticks(definition.name.catalog)),
                     "2BP01");
  }
  return {};
}

constexpr const char* kTableKinds[] = {"table", "table_history", "table_detail", kTablePast, "copied_files"};

void erase_table(Store::Change& change, const std::string& id) {
  for (const char* kind : kTableKinds) change.erases.push_back({kind, id});
  change.erases.push_back({"grants", "table " + id});
}

void erase_schema(const Store& store, Store::Change& change, const std::string& id) {
  for (const RecordPointer& table : all_records(store, "table", id)) erase_table(change, table->id);
  for (const RecordPointer& function : all_records(store, "function")) {
    if (function->id.starts_with(id + ".")) change.erases.push_back({"function", function->id});
  }
  for (const RecordPointer& dropped : all_records(store, "dropped_table")) {
    if (dropped->id.starts_with(id + ".")) change.erases.push_back({"dropped_table", dropped->id});
  }
  change.erases.push_back({"schema", id});
  change.erases.push_back({"grants", "schema " + id});
}

/// What the engine has to do for a catalog, which it does not know.
Result<std::vector<std::string>> catalog_steps(const Store& store, const Definition& definition) {
  const std::string& catalog = definition.name.catalog;
  std::vector<std::string> steps;
  if (definition.kind == DefinitionKind::CreateCatalog) {
    if (store.find("catalog", catalog) != nullptr) {
      if (definition.if_exists) return steps;
      return sql_error(
          "CATALOG_ALREADY_EXISTS",
          fmt::format("Cannot create catalog {} because it already exists.", dialect::in_backticks(catalog)), "42710");
    }
    steps.push_back("CREATE SCHEMA IF NOT EXISTS " + dialect::engine_schema(catalog, "default"));
    return steps;
  }
  for (const RecordPointer& schema : all_records(store, "schema", catalog)) {
    steps.push_back("DROP SCHEMA IF EXISTS " + dialect::quote_name(schema->id) + " CASCADE");
  }
  return steps;
}

Result<void> follow_containers(const Store& store, Store::Change& change, const Definition& definition,
                               const Stamp& stamp) {
  const dialect::TableName& name = definition.name;
  JsonObject given;
  if (definition.comment) given["comment"] = *definition.comment;
  if (!definition.properties.empty()) {
    JsonObject properties;
    for (const auto& property : definition.properties) properties[property.first] = property.second;
    given["properties"] = std::move(properties);
  }
  switch (definition.kind) {
    case DefinitionKind::CreateCatalog: {
      if (store.find("catalog", name.catalog) != nullptr) return {};
      change.puts.push_back({"catalog", name.catalog, JsonBox(make_catalog_info(name.catalog, given, stamp))});
      for (const char* schema : {"default", "information_schema"}) {
        change.puts.push_back({"schema", name.catalog + "." + schema,
                               JsonBox(make_schema_info(name.catalog, schema, JsonValue(), stamp))});
      }
      return {};
    }
    case DefinitionKind::DropCatalog:
      for (const RecordPointer& schema : all_records(store, "schema", name.catalog))
        erase_schema(store, change, schema->id);
      change.erases.push_back({"catalog", name.catalog});
      change.erases.push_back({"grants", "catalog " + name.catalog});
      return {};
    case DefinitionKind::CreateSchema:
      if (store.find("schema", name.schema_full()) != nullptr) return {};
      change.puts.push_back(
          {"schema", name.schema_full(), JsonBox(make_schema_info(name.catalog, name.schema, given, stamp))});
      return {};
    case DefinitionKind::DropSchema:
      erase_schema(store, change, name.schema_full());
      return {};
    default:
      break;
  }
  // COMMENT ON CATALOG or SCHEMA
  const bool schema = !name.schema.empty();
  const std::string id = schema ? name.schema_full() : name.catalog;
  TRY_ASSIGN(JsonValue body, known_body(store, schema ? "schema" : "catalog", id));
  if (!body.is_object()) return {};
  body.as_object()["comment"] = definition.comment.value_or("");
  change.puts.push_back({schema ? "schema" : "catalog", id, JsonBox(std::move(body))});
  return {};
}

bool is_container(const Definition& definition) {
  switch (definition.kind) {
    case DefinitionKind::CreateCatalog:
    case DefinitionKind::DropCatalog:
    case DefinitionKind::CreateSchema:
    case DefinitionKind::DropSchema:
      return true;
    default:
      return definition.name.table.empty();
  }
}

}  // namespace

namespace {

/// The stored objects after a definition of a table or view.
Result<void> follow_table(TableEngine::State& state, duck::Connection& connection, Store::Change& change,
                          const dialect::Translation& translation, const std::string& user);

bool drops_table(const Definition& definition) {
  return definition.kind == DefinitionKind::DropTable || definition.kind == DefinitionKind::DropView;
}

bool creates(const Definition& definition) {
  return definition.kind == DefinitionKind::CreateTable || definition.kind == DefinitionKind::CreateView;
}

std::string_view kind_word(bool view) {
  return view ? "VIEW" : "TABLE";
}

/// DROP CONSTRAINT needs the constraint, ADD CONSTRAINT a free name.
Result<void> check_constraints(const Store& store, const Definition& definition) {
  if (definition.kind != DefinitionKind::AlterTable) return {};
  TRY_ASSIGN(const JsonValue info, known_body(store, "table", definition.name.full()));
  TRY_VOID(check_columns(info, definition));
  TRY_VOID(check_type_change(info, definition));
  const std::vector<std::string> names = constraint_names(info);
  const auto known = [&names](const std::string& name) {
    return std::find_if(names.begin(), names.end(),
                        [&name](const std::string& one) { return text::equals_ignore_case(one, name); }) != names.end();
  };
  for (const std::string& gone : definition.dropped_constraints) {
    if (definition.if_exists || known(gone)) continue;
    return sql_error("DELTA_CONSTRAINT_DOES_NOT_EXIST",
                     fmt::format("Cannot drop nonexistent constraint {} from table {}. To avoid throwing an error, "
                                 "provide the parameter IF EXISTS.",
                                 gone, dialect::in_backticks(definition.name.full())),
                     "42704");
  }
  for (const std::string& gone : definition.removed_properties) {
    if (definition.if_exists || json::object_at(info, "properties").contains(gone)) continue;
    return sql_error("DELTA_UNSET_NON_EXISTENT_PROPERTY",
                     fmt::format("Attempted to unset non-existent property '{}' in table {}.", gone,
                                 dialect::in_backticks(definition.name.full())),
                     "42616");
  }
  for (const auto& check : definition.checks) {
    if (!known(check.first)) continue;
    return sql_error(
        "DELTA_CONSTRAINT_ALREADY_EXISTS",
        fmt::format("Constraint '{}' already exists. Please delete the old constraint first.", check.first), "42710");
  }
  return {};
}

/// What DROP and CREATE need of an object of that name, as the platform says it.
Result<void> check_object(const Store& store, const Definition& definition) {
  const std::string name = dialect::in_backticks(definition.name.full());
  const RecordPointer record = store.find("table", definition.name.full());
  if (creates(definition)) {
    if (record == nullptr || definition.if_exists) return {};
    const bool view = definition.kind == DefinitionKind::CreateView;
    if (definition.or_replace && view == (record->label == "VIEW")) return {};
    return sql_error("TABLE_OR_VIEW_ALREADY_EXISTS",
                     fmt::format("Cannot create table or view {} because it already exists. Choose a different name, "
                                 "drop or replace the existing object, add the IF NOT EXISTS clause to tolerate "
                                 "pre-existing objects, or add the OR REFRESH clause to refresh the existing streaming "
                                 "table.",
                                 name),
                     "42P07");
  }
  if (!drops_table(definition)) return {};
  if (record == nullptr) {
    if (definition.if_exists) return {};
    return dialect::table_not_found(name);
  }
  const bool view = definition.kind == DefinitionKind::DropView;
  if (view == (record->label == "VIEW")) return {};
  return sql_error("WRONG_COMMAND_FOR_OBJECT_TYPE",
                   fmt::format("The operation DROP {} requires a {}. But {} is a {}. Use DROP {} instead.",
                               kind_word(view), kind_word(view), name, record->label, kind_word(!view)),
                   "42809");
}

/// Without column mapping a table's files hold its columns by their names, and some characters cannot stand there.
Result<void> check_column_characters(TableEngine::State& state, duck::Connection& connection,
                                     const Definition& definition) {
  if (definition.kind != DefinitionKind::CreateTable || definition.copied_from) return {};
  const auto mode = definition.properties.find("delta.columnMapping.mode");
  if (mode != definition.properties.end() && mode->second != "none") return {};
  TRY_ASSIGN(const auto table, state.describe(connection, definition.name));
  std::string invalid;
  if (table) {
    for (const auto& column : table->columns) {
      if (column.name.find_first_of(" ,;{}()\n\t=") == std::string::npos) continue;
      invalid += (invalid.empty() ? "" : ", ") + column.name;
    }
  }
  if (invalid.empty()) return {};
  return sql_error(
      "DELTA_INVALID_CHARACTERS_IN_COLUMN_NAMES",
      fmt::format("Found invalid character(s) among ' ,;{{}}()\\n\\t=' in the column names of your schema. "
                  "Invalid column names: {}. Please use other characters and try again. Alternatively, "
                  "enable column mapping to keep using these characters.",
                  invalid),
      "42K05");
}

/// The columns of a table that is made of a query have names of their own; the engine would number them.
Result<void> check_query_columns(duck::Connection& connection, const dialect::Translation& translation) {
  if (translation.insertion.source.empty()) return {};
  TRY_ASSIGN(std::vector<std::string> names, connection.column_names(translation.insertion.source));
  for (std::string& name : names) name = text::to_lower(name);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return {};
  return sql_error(
      "COLUMN_ALREADY_EXISTS",
      fmt::format("The column `{}` already exists. Choose another name or rename the existing column.", *twice),
      "42711");
}

/// A view names all of its query's columns or none.
Result<void> check_view_columns(TableEngine::State& state, duck::Connection& connection, const Definition& definition) {
  if (definition.columns.empty()) return {};
  TRY_ASSIGN(const auto view, state.describe(connection, definition.name));
  if (!view || view->columns.size() == definition.columns.size()) return {};
  std::string given;
  for (const dialect::DefinedColumn& column : definition.columns)
    given += fmt::format("{}`{}`", given.empty() ? "" : ", ", column.name);
  return sql_error("CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS",
                   fmt::format("Cannot create view {}, the reason is too many data columns: View columns: {}. Data "
                               "columns: {}.",
                               dialect::in_backticks(definition.name.full()), given, view->columns.size()),
                   "21S01");
}

/// The engine's part of a definition, with the versions of the table that it changes. The relation that a dropped
/// table became, or "".
Result<std::string> run_definition(TableEngine::State& state, duck::Connection& connection,
                                   const dialect::Translation& translation, const std::vector<std::string>& steps) {
  const Definition& definition = translation.definition;
  TableVersions versions(connection);
  const dialect::TableName& name = definition.name;
  const RecordPointer record = name.table.empty() ? nullptr : state.store.find("table", name.full());
  const bool table = record != nullptr && record->label != "VIEW";
  TRY_ASSIGN(const std::int64_t version, state.version_of(name));
  TRY_VOID(check_query_columns(connection, translation));
  if (definition.kind == DefinitionKind::DropTable) {
    if (!table) return std::string();
    return versions.retire(name, version);
  }
  if (definition.kind == DefinitionKind::DropView && record == nullptr) return std::string();
  if (definition.kind == DefinitionKind::CreateTable && definition.or_replace && table)
    TRY_VOID(versions.set_aside(name, version));
  if (definition.kind == DefinitionKind::AlterTable && table && !translation.operation.empty()) {
    if (definition.renamed_to) {
      TRY_VOID(versions.rename(name, *definition.renamed_to));
    } else if (steps.empty() && definition.places.empty()) {
      TRY_VOID(versions.note(name, version));
    } else {
      TRY_VOID(versions.copy(name, version));
    }
  }
  for (const std::string& step : steps) TRY_VOID(connection.execute(step));
  TRY_VOID(check_column_characters(state, connection, definition));
  if (definition.kind == DefinitionKind::CreateView) TRY_VOID(check_view_columns(state, connection, definition));
  for (const dialect::ColumnPlace& place : definition.places) TRY_VOID(place_column(connection, name, place));
  for (const auto& check : definition.checks)
    TRY_VOID(check_new_constraint(connection, name, check.first, check.second));
  if (definition.kind == DefinitionKind::DropSchema) TRY_VOID(versions.forget_schema(name.schema_full()));
  if (definition.kind == DefinitionKind::DropCatalog) {
    for (const RecordPointer& schema : all_records(state.store, "schema", name.catalog))
      TRY_VOID(versions.forget_schema(schema->id));
  }
  return std::string();
}

/// Puts a dropped table's documents away for UNDROP.
Result<void> keep_dropped(const Store& store, Store::Change& change, const dialect::TableName& name,
                          const std::string& relation, std::int64_t now_ms) {
  JsonObject kept{{"full_name", name.full()}, {"relation", relation}, {"deleted_at", now_ms}};
  for (const char* kind : kTableKinds) {
    TRY_ASSIGN(JsonValue body, known_body(store, kind, name.full()));
    kept[kind] = std::move(body);
  }
  TRY_ASSIGN(JsonValue grants, known_body(store, "grants", "table " + name.full()));
  kept["grants"] = std::move(grants);
  change.puts.push_back({"dropped_table", name.full() + "#" + relation, JsonBox(std::move(kept))});
  return {};
}

}  // namespace

Result<ResultTable> TableEngine::State::define(duck::Connection& connection, const dialect::Translation& translation,
                                               const std::string& user) {
  const Definition& definition = translation.definition;
  const auto held = writer.lock();
  if (definition.kind == DefinitionKind::CreateVolume || definition.kind == DefinitionKind::DropVolume)
    return define_volume(definition, user);
  if (definition.kind == DefinitionKind::CreateFunction || definition.kind == DefinitionKind::DropFunction)
    return define_function(connection, translation, user);
  TRY_VOID(check_place(store, definition));
  TRY_VOID(check_empty(store, definition));
  if (!is_container(definition)) TRY_VOID(check_object(store, definition));
  if (!is_container(definition)) TRY_VOID(check_constraints(store, definition));
  if (creates(definition) && definition.if_exists && store.find("table", definition.name.full()) != nullptr)
    return ResultTable{};
  std::vector<std::string> steps = translation.steps;
  const bool drops_catalog = definition.kind == DefinitionKind::DropCatalog;
  if (definition.kind == DefinitionKind::CreateCatalog || drops_catalog) {
    TRY_ASSIGN(steps, catalog_steps(store, definition));
  }
  TRY_VOID(store.put({"workspace", "unsettled", JsonBox(JsonObject{})}, Store::Durability::ProcessDeath));
  std::string retired;
  const Result<void> ran = in_transaction(connection, [&]() -> Result<void> {
    TRY_ASSIGN(retired, run_definition(*this, connection, translation, steps));
    return {};
  });
  Store::Change change;
  change.erases.push_back({"workspace", "unsettled"});
  if (!ran) {
    TRY_VOID(store.commit(change, Store::Durability::ProcessDeath));
    return platform_error(ran.error());
  }
  if (is_container(definition)) {
    TRY_VOID(follow_containers(store, change, definition, stamp(user)));
  } else {
    if (!retired.empty()) TRY_VOID(keep_dropped(store, change, definition.name, retired, stamp(user).now_ms));
    TRY_VOID(follow_table(*this, connection, change, translation, user));
  }
  TRY_VOID(store.commit(change));
  if (!translation.definition.copied_from || translation.operation != "CLONE") return ResultTable{};
  return copied_answer(connection, definition.name);
}

namespace {

/// A definition with the columns of its query that are VOID, which the engine makes INTEGERs.
Definition with_void_columns(duck::Connection& connection, const dialect::Translation& translation,
                             const EngineTable& made) {
  Definition definition = translation.definition;
  const bool maybe = std::any_of(made.columns.begin(), made.columns.end(),
                                 [](const EngineColumn& column) { return column.type == "INTEGER"; });
  if (translation.insertion.source.empty() || !definition.columns.empty() || !maybe) return definition;
  for (const std::size_t place : void_columns(connection, translation.insertion.source)) {
    if (place >= made.columns.size()) continue;
    dialect::DefinedColumn column;
    column.name = made.columns[place].name;
    column.type_text = "void";
    definition.columns.push_back(std::move(column));
  }
  return definition;
}

Result<void> follow_table(TableEngine::State& state, duck::Connection& connection, Store::Change& change,
                          const dialect::Translation& translation, const std::string& user) {
  const Definition& definition = translation.definition;
  const dialect::TableName name = definition.renamed_to.value_or(definition.name);
  if (drops_table(definition)) {
    erase_table(change, definition.name.full());
    return {};
  }
  TRY_ASSIGN(const auto engine_table, state.describe(connection, name));
  if (!engine_table) return {};
  JsonValue known;
  if (!creates(definition)) {
    TRY_ASSIGN(known, known_body(state.store, "table", definition.name.full()));
  } else if (definition.copied_from) {
    TRY_ASSIGN(known, known_body(state.store, "table", definition.copied_from->full()));
    if (known.is_object()) {
      for (const char* field :
           {"name", "full_name", "table_id", "storage_location", "owner", "created_at", "created_by", "updated_at",
            "updated_by", "catalog_name", "schema_name", "table_type", "table_constraints"})
        known.as_object().erase(field);
    }
  }
  if (definition.renamed_to) {
    for (const char* kind : {"table_history", "table_detail", kTablePast, "grants"}) {
      const std::string prefix = std::string_view(kind) == "grants" ? "table " : "";
      TRY_ASSIGN(JsonValue body, known_body(state.store, kind, prefix + definition.name.full()));
      if (body.is_object()) change.puts.push_back({kind, prefix + name.full(), JsonBox(std::move(body))});
    }
    erase_table(change, definition.name.full());
    for (const char* field : {"name", "full_name"}) known.as_object().stable_erase(field);
  }
  const Definition described = with_void_columns(connection, translation, *engine_table);
  change.puts.push_back(
      {"table", name.full(), JsonBox(make_table_info(*engine_table, known, &described, state.stamp(user)))});
  if (definition.kind == DefinitionKind::CreateTable) change.erases.push_back({"table_detail", name.full()});
  if (engine_table->view || definition.renamed_to) return {};
  return state.add_history(change, name, {translation.operation, translation.operation_parameters, {}}, user);
}

}  // namespace

}  // namespace lakecode::local
