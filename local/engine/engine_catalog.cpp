// What the engine has, and the stored objects made to agree with it.

#include <map>
#include <set>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/dialect/sql_error.h"
#include "local/engine/relations.h"
#include "local/engine/table_engine_state.h"

namespace lakecode::local {
namespace {

/// "catalog.schema" of the engine; nullopt for the engine's own schemas.
std::optional<dialect::TableName> split_schema(const std::string& schema) {
  const std::size_t dot = schema.find('.');
  if (dot == std::string::npos) return std::nullopt;
  return dialect::TableName{schema.substr(0, dot), schema.substr(dot + 1), ""};
}

constexpr std::string_view kColumnsQuery =
    "SELECT c.schema_name, c.table_name, c.column_name, c.data_type, c.is_nullable, v.view_name IS NOT NULL "
    "FROM duckdb_columns() c LEFT JOIN duckdb_views() v ON v.database_name = c.database_name AND v.schema_name = "
    "c.schema_name "
    "AND v.view_name = c.table_name WHERE c.database_name = current_database() AND NOT starts_with(c.table_name, "
    "'lc:') "
    "{} ORDER BY c.schema_name, "
    "c.table_name, c.column_index";

std::vector<EngineTable> collect(const std::vector<std::vector<Cell>>& rows) {
  std::vector<EngineTable> tables;
  for (const std::vector<Cell>& row : rows) {
    auto name = split_schema(row[0].value_or(""));
    if (!name) continue;
    name->table = row[1].value_or("");
    if (tables.empty() || !(tables.back().name == *name)) tables.push_back({*name, row[5] == "true", {}});
    tables.back().columns.push_back({row[2].value_or(""), row[3].value_or(""), row[4] != "false"});
  }
  return tables;
}

}  // namespace

Stamp TableEngine::State::stamp(const std::string& user) const {
  return {user, metastore_id, to_epoch_ms(clock.now())};
}

Result<std::vector<EngineTable>> TableEngine::State::describe_all(duck::Connection& connection) {
  TRY_ASSIGN(const auto rows, connection.texts(fmt::format(fmt::runtime(kColumnsQuery), "")));
  return collect(rows);
}

Result<std::optional<EngineTable>> TableEngine::State::describe(duck::Connection& connection,
                                                                const dialect::TableName& name) {
  const std::string condition = fmt::format("AND c.schema_name = {} AND lower(c.table_name) = {}",
                                            dialect::quote_text(name.schema_full()), dialect::quote_text(name.table));
  TRY_ASSIGN(const auto rows, connection.texts(fmt::format(fmt::runtime(kColumnsQuery), condition)));
  std::vector<EngineTable> tables = collect(rows);
  if (tables.empty()) return std::optional<EngineTable>();
  tables.front().name = name;
  return std::optional<EngineTable>(std::move(tables.front()));
}

Result<void> TableEngine::State::reconcile(duck::Connection& connection) {
  TRY_ASSIGN(const std::vector<EngineTable> tables, describe_all(connection));
  TRY_ASSIGN(const auto schemas,
             connection.texts("SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_database()"));
  const Stamp who = stamp("");
  Store::Change change;
  std::set<std::string> present;
  for (const std::vector<Cell>& row : schemas) {
    const auto name = split_schema(row[0].value_or(""));
    if (!name) continue;
    present.insert(name->schema_full());
    if (store.find("catalog", name->catalog) == nullptr)
      change.puts.push_back({"catalog", name->catalog, JsonBox(make_catalog_info(name->catalog, JsonValue(), who))});
    if (store.find("schema", name->schema_full()) == nullptr)
      change.puts.push_back(
          {"schema", name->schema_full(), JsonBox(make_schema_info(name->catalog, name->schema, JsonValue(), who))});
  }
  for (const EngineTable& table : tables) {
    present.insert(table.name.full());
    JsonValue known;
    if (const RecordPointer record = store.find("table", table.name.full())) {
      TRY_ASSIGN(known, json::parse(record->text, "stored table"));
    }
    change.puts.push_back({"table", table.name.full(), JsonBox(make_table_info(table, known, nullptr, who))});
  }
  for (const char* kind : {"schema", "table"}) {
    for (const RecordPointer& record : all_records(store, kind)) {
      if (!present.contains(record->id) && !record->id.ends_with(".information_schema"))
        change.erases.push_back({kind, record->id});
    }
  }
  change.erases.push_back({"workspace", "unsettled"});
  return store.commit(change);
}

namespace {

constexpr std::string_view kAttach = "ATTACH_CATALOG ";

/// Documents of the catalogs, schemas and tables, with what `extra` says of them laid over.
class Merger {
 public:
  explicit Merger(std::vector<Document> extra) {
    for (Document& document : extra) {
      const bool securable = document.kind == "catalog" || document.kind == "schema" || document.kind == "table";
      if (securable) {
        known_[document.kind + " " + document.id] = std::move(document.body);
      } else {
        documents_.push_back(std::move(document));
      }
    }
  }
  void add_catalog(const std::string& name, const Stamp& stamp) {
    if (!catalogs_.insert(name).second) return;
    documents_.push_back({"catalog", name, JsonBox(make_catalog_info(name, known("catalog", name), stamp))});
    add_schema({name, "information_schema", ""}, stamp);
  }
  void add_schema(const dialect::TableName& name, const Stamp& stamp) {
    add_catalog(name.catalog, stamp);
    if (!schemas_.insert(name.schema_full()).second) return;
    documents_.push_back(
        {"schema", name.schema_full(),
         JsonBox(make_schema_info(name.catalog, name.schema, known("schema", name.schema_full()), stamp))});
  }
  void add_table(const EngineTable& table, const Stamp& stamp) {
    add_schema({table.name.catalog, table.name.schema, ""}, stamp);
    documents_.push_back({"table", table.name.full(),
                          JsonBox(make_table_info(table, known("table", table.name.full()), nullptr, stamp))});
  }
  std::vector<Document> take() { return std::move(documents_); }

 private:
  [[nodiscard]] JsonValue known(std::string_view kind, const std::string& id) const {
    const auto found = known_.find(std::string(kind) + " " + id);
    return found == known_.end() ? JsonValue() : *found->second;
  }
  std::map<std::string, JsonBox> known_;
  std::set<std::string> catalogs_;
  std::set<std::string> schemas_;
  std::vector<Document> documents_;
};

}  // namespace

Result<std::vector<Document>> TableEngine::fill(std::span<const std::string> script, std::vector<Document> extra,
                                                const std::string& user) {
  TRY_ASSIGN(duck::Connection connection, state_->connect());
  const Stamp stamp = state_->stamp(user);
  Merger merger(std::move(extra));
  TRY_VOID(connection.execute("BEGIN TRANSACTION"));
  for (const std::string& statement : script) {
    if (statement.starts_with(kAttach)) {
      merger.add_catalog(text::to_lower(text::trim(std::string_view(statement).substr(kAttach.size()))), stamp);
      continue;
    }
    TRY_ASSIGN(const std::string sql, dialect::fold_engine_names(statement));
    auto ran = connection.execute(sql);
    if (!ran) {
      Error error = ran.error();
      error.action = "fill the workspace";
      error.subject = sql.substr(0, 80);
      return error;
    }
  }
  TRY_VOID(connection.execute("COMMIT"));
  TRY_ASSIGN(const auto schemas,
             connection.texts("SELECT schema_name FROM duckdb_schemas() WHERE database_name = current_database()"));
  for (const std::vector<Cell>& row : schemas) {
    if (const auto name = split_schema(row[0].value_or(""))) merger.add_schema(*name, stamp);
  }
  TRY_ASSIGN(const std::vector<EngineTable> tables, state_->describe_all(connection));
  for (const EngineTable& table : tables) merger.add_table(table, stamp);
  return merger.take();
}

}  // namespace lakecode::local
