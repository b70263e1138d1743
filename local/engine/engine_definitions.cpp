// Definitions: the engine's part in one transaction, then the stored objects that describe it. A mark is stored before
// and removed with the objects, so that a death between the two is mended at the next start.

#include <fmt/format.h>

#include "base/json.h"
#include "local/dialect/sql_error.h"
#include "local/engine/relations.h"
#include "local/engine/table_engine_state.h"

namespace lakecode::local {
namespace {

using dialect::Definition;
using dialect::DefinitionKind;
using dialect::sql_error;

constexpr std::size_t kMaxHistory = 1000;

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

void erase_table(Store::Change& change, const std::string& id) {
  for (const char* kind : {"table", "table_history", "table_detail"}) change.erases.push_back({kind, id});
}

void erase_schema(const Store& store, Store::Change& change, const std::string& id) {
  for (const RecordPointer& table : all_records(store, "table", id)) erase_table(change, table->id);
  change.erases.push_back({"schema", id});
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

Result<void> TableEngine::State::add_history(Store::Change& change, const dialect::TableName& table,
                                             const std::string& operation, JsonObject metrics,
                                             const std::string& user) {
  if (operation.empty()) return {};
  TRY_ASSIGN(const JsonValue body, known_body(store, "table_history", table.full()));
  const JsonArray& before = json::array_at(body, "entries");
  const std::int64_t version = before.empty() ? 0 : json::int_at(before[0], "version").value_or(-1) + 1;
  const std::int64_t now = stamp(user).now_ms;
  JsonArray entries{JsonObject{{"version", version},
                               {"timestamp", now},
                               {"operation", operation},
                               {"operationParameters", JsonObject{}},
                               {"operationMetrics", std::move(metrics)},
                               {"userName", user},
                               {"engineInfo", "lakecode-local"}}};
  for (std::size_t i = 0; i < before.size() && entries.size() < kMaxHistory; ++i) entries.push_back(before[i]);
  change.puts.push_back({"table_history", table.full(), JsonBox(JsonObject{{"entries", std::move(entries)}})});
  TRY_ASSIGN(JsonValue detail, known_body(store, "table_detail", table.full()));
  if (detail.is_object()) {
    detail.as_object()["lastModified"] = now;
    change.puts.push_back({"table_detail", table.full(), JsonBox(std::move(detail))});
  }
  return {};
}

namespace {

/// The stored objects after a definition of a table or view.
Result<void> follow_table(TableEngine::State& state, duck::Connection& connection, Store::Change& change,
                          const dialect::Translation& translation, const std::string& user);

}  // namespace

Result<ResultTable> TableEngine::State::define(duck::Connection& connection, const dialect::Translation& translation,
                                               const std::string& user) {
  const Definition& definition = translation.definition;
  const auto held = writer.lock();
  TRY_VOID(check_place(store, definition));
  TRY_VOID(check_empty(store, definition));
  std::vector<std::string> steps = translation.steps;
  const bool drops_catalog = definition.kind == DefinitionKind::DropCatalog;
  if (definition.kind == DefinitionKind::CreateCatalog || drops_catalog) {
    TRY_ASSIGN(steps, catalog_steps(store, definition));
  }
  TRY_VOID(store.put({"workspace", "unsettled", JsonBox(JsonObject{})}, Store::Durability::ProcessDeath));
  const auto ran = run_steps(connection, steps);
  Store::Change change;
  change.erases.push_back({"workspace", "unsettled"});
  if (!ran) {
    TRY_VOID(store.commit(change, Store::Durability::ProcessDeath));
    return ran.error();
  }
  if (is_container(definition)) {
    TRY_VOID(follow_containers(store, change, definition, stamp(user)));
  } else {
    TRY_VOID(follow_table(*this, connection, change, translation, user));
  }
  TRY_VOID(store.commit(change));
  return ResultTable{};
}

namespace {

Result<void> follow_table(TableEngine::State& state, duck::Connection& connection, Store::Change& change,
                          const dialect::Translation& translation, const std::string& user) {
  const Definition& definition = translation.definition;
  const dialect::TableName name = definition.renamed_to.value_or(definition.name);
  const bool creates = definition.kind == DefinitionKind::CreateTable || definition.kind == DefinitionKind::CreateView;
  const bool existed = state.store.find("table", definition.name.full()) != nullptr;
  if (creates && existed && definition.if_exists) return {};
  if (definition.kind == DefinitionKind::DropTable || definition.kind == DefinitionKind::DropView) {
    erase_table(change, definition.name.full());
    return {};
  }
  TRY_ASSIGN(const auto engine_table, state.describe(connection, name));
  if (!engine_table) return {};
  JsonValue known;
  if (!creates) {
    TRY_ASSIGN(known, known_body(state.store, "table", definition.name.full()));
  }
  if (definition.renamed_to) {
    erase_table(change, definition.name.full());
    for (const char* field : {"name", "full_name"}) known.as_object().stable_erase(field);
  }
  change.puts.push_back(
      {"table", name.full(), JsonBox(make_table_info(*engine_table, known, &definition, state.stamp(user)))});
  if (definition.kind == DefinitionKind::CreateTable) change.erases.push_back({"table_detail", name.full()});
  return state.add_history(change, name, translation.operation, {}, user);
}

}  // namespace

}  // namespace lakecode::local
