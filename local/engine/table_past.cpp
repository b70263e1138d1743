#include "local/engine/table_past.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/lexer.h"
#include "local/state/stored_body.h"

namespace lakecode::local {
namespace {

using dialect::TableName;

constexpr std::size_t kMostPasts = 200;

/// A mask of today stays: it is the catalog's, and bringing rows back must not uncover them.
void keep_masks(JsonArray& columns, const JsonValue& now) {
  for (JsonValue& column : columns) {
    column.as_object().erase("mask");
    for (const JsonValue& present : json::array_at(now, "columns")) {
      const JsonValue* mask = json::find(present, "mask");
      if (mask != nullptr &&
          text::equals_ignore_case(json::string_at(present, "name"), json::string_at(column, "name")))
        column.as_object()["mask"] = *mask;
    }
  }
}

}  // namespace

Result<void> keep_past(const Store& store, Store::Change& change, const TableName& table, std::int64_t version) {
  const RecordPointer before = store.find("table", table.full());
  if (before == nullptr) return {};
  const bool changes = std::any_of(change.puts.begin(), change.puts.end(), [&](const auto& put) {
    return put.kind == "table" && put.id == table.full() && json::serialize(*put.body) != before->text;
  });
  if (!changes) return {};
  TRY_ASSIGN(JsonValue info, json::parse(before->text, "stored table"));
  TRY_ASSIGN(const JsonValue past, stored_body(store, kTablePast, table.full()));
  JsonArray entries = json::array_at(past, "entries");
  entries.push_back(JsonObject{{"until", version}, {"info", std::move(info)}});
  if (entries.size() > kMostPasts) entries.erase(entries.begin());
  change.puts.push_back({kTablePast, table.full(), JsonBox(JsonObject{{"entries", std::move(entries)}})});
  return {};
}

Result<JsonValue> metadata_at(const Store& store, const TableName& table, const JsonValue& now, std::int64_t version) {
  TRY_ASSIGN(const JsonValue past, stored_body(store, kTablePast, table.full()));
  const JsonArray& entries = json::array_at(past, "entries");
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const JsonValue& entry) {
    return json::int_at(entry, "until").value_or(-1) >= version;
  });
  if (found == entries.end()) return now;
  const JsonValue* then = json::find(*found, "info");
  if (then == nullptr || !then->is_object() || !now.is_object()) return now;
  JsonValue info = now;
  for (const char* field : {"columns", "properties", "comment", "lakecode_clustering_columns"}) {
    info.as_object().erase(field);
    if (const JsonValue* value = json::find(*then, field)) info.as_object()[field] = *value;
  }
  JsonArray columns = json::array_at(info, "columns");
  keep_masks(columns, now);
  info.as_object()["columns"] = std::move(columns);
  return info;
}

namespace {

bool is_nullable(const JsonValue& info, std::string_view name) {
  for (const JsonValue& column : json::array_at(info, "columns")) {
    if (text::equals_ignore_case(json::string_at(column, "name"), name))
      return json::bool_at(column, "nullable").value_or(true);
  }
  return true;
}

/// The engine cannot change what a column allows in the transaction that changed its rows: the table is made again.
Result<void> make_again(duck::Connection& connection, const TableName& table, const std::string& relation,
                        const JsonValue& info) {
  constexpr std::string_view kColumns =
      "SELECT column_name, column_default FROM duckdb_columns() WHERE database_name = current_database() AND "
      "schema_name = {} AND lower(table_name) = lower({})";
  const std::string query =
      fmt::format(kColumns, dialect::quote_text(table.schema_full()), dialect::quote_text(table.table));
  TRY_ASSIGN(const auto before, connection.texts(query));
  TRY_VOID(connection.execute(fmt::format("CREATE OR REPLACE TABLE {} AS SELECT * FROM {}", table.engine(), relation)));
  TRY_ASSIGN(const auto after, connection.texts(query));
  for (const auto& row : after) {
    const std::string name = row.at(0).value_or("");
    const std::string alter = fmt::format("ALTER TABLE {} ALTER COLUMN {}", table.engine(), dialect::quote_name(name));
    const auto old = std::find_if(before.begin(), before.end(), [&name](const auto& one) { return one.at(0) == name; });
    if (old != before.end() && !old->at(1).value_or("").empty())
      TRY_VOID(connection.execute(fmt::format("{} SET DEFAULT {}", alter, old->at(1).value_or(""))));
    if (!is_nullable(info, name)) TRY_VOID(connection.execute(alter + " SET NOT NULL"));
  }
  return {};
}

/// The columns that rows are written to: generated ones fill themselves.
std::string written_columns(const JsonValue& info) {
  std::string out;
  for (const JsonValue& column : json::array_at(info, "columns")) {
    const auto type = json::parse(json::string_at(column, "type_json"), "type_json");
    const JsonValue* metadata = type ? json::find(*type, "metadata") : nullptr;
    if (metadata != nullptr && !json::string_at(*metadata, "delta.generationExpression").empty()) continue;
    out += (out.empty() ? "" : ", ") + dialect::quote_name(json::string_at(column, "name"));
  }
  return out;
}

}  // namespace

Result<void> replace_rows(duck::Connection& connection, const TableName& table, const std::string& relation,
                          const JsonValue& info) {
  TRY_ASSIGN(const auto now,
             connection.texts("SELECT column_name, column_type, \"null\" FROM (DESCRIBE " + table.engine() + ")"));
  TRY_ASSIGN(auto then,
             connection.texts("SELECT column_name, column_type, '' FROM (DESCRIBE SELECT * FROM " + relation + ")"));
  for (auto& column : then) column.at(2) = is_nullable(info, column.at(0).value_or("")) ? "YES" : "NO";
  if (now != then) return make_again(connection, table, relation, info);
  TRY_VOID(connection.execute("DELETE FROM " + table.engine()));
  return connection.execute(
      fmt::format("INSERT INTO {0} ({1}) SELECT {1} FROM {2}", table.engine(), written_columns(info), relation));
}

}  // namespace lakecode::local
