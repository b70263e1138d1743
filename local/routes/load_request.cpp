#include "local/routes/load_request.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace lakecode::local {
namespace {

Error wrong(std::string subject, std::string reason) {
  return {.code = ErrorCode::InvalidArgument,
          .action = "load",
          .subject = std::move(subject),
          .reason = std::move(reason),
          .advice = ""};
}

/// csv, json or parquet by the name's ending.
Result<std::string> format_of(const std::filesystem::path& file) {
  const std::string ending = text::to_lower(file.extension().string());
  if (ending == ".csv" || ending == ".tsv" || ending == ".txt") return std::string("csv");
  if (ending == ".json" || ending == ".jsonl" || ending == ".ndjson") return std::string("json");
  if (ending == ".parquet") return std::string("parquet");
  return wrong(file.string(), "the name must end in .csv, .jsonl, .json, .ndjson or .parquet");
}

Result<dialect::TableName> table_of(const std::string& name) {
  std::vector<std::string> parts;
  for (const std::string_view part : text::split(name, '.')) parts.push_back(text::to_lower(part));
  if (parts.size() != 3 || parts[0].empty() || parts[1].empty() || parts[2].empty())
    return wrong(name, "the table must be named CATALOG.SCHEMA.TABLE");
  return dialect::TableName{parts[0], parts[1], parts[2]};
}

JsonArray keys_of(const JsonValue& meta, const dialect::TableName& table) {
  JsonArray keys;
  if (const JsonArray& primary = json::array_at(meta, "primary_key"); !primary.empty()) {
    keys.push_back(
        JsonObject{{"primary_key_constraint", JsonObject{{"name", table.table + "_pk"}, {"child_columns", primary}}}});
  }
  int number = 0;
  for (const JsonValue& reference : json::array_at(meta, "references")) {
    JsonObject key{{"name", fmt::format("{}_fk{}", table.table, ++number)},
                   {"child_columns", json::array_at(reference, "columns")},
                   {"parent_table", json::string_at(reference, "table")}};
    const JsonArray& parents = json::array_at(reference, "parent_columns");
    key["parent_columns"] = parents.empty() ? json::array_at(reference, "columns") : parents;
    keys.push_back(JsonObject{{"foreign_key_constraint", std::move(key)}});
  }
  return keys;
}

void add_comments(JsonObject& info, const JsonValue& meta) {
  for (JsonValue& column : info["columns"].as_array()) {
    for (const JsonValue& given : json::array_at(meta, "columns")) {
      const std::string comment = json::string_at(given, "comment");
      if (!comment.empty() && text::equals_ignore_case(json::string_at(given, "name"), json::string_at(column, "name")))
        column.as_object()["comment"] = comment;
    }
  }
}

/// An earlier schema becomes the first version of the history, with the columns it had.
Result<void> add_earlier_schema(const Store& store, Store::Change& change, const JsonValue& meta,
                                const dialect::TableName& table) {
  const JsonArray& earlier = json::array_at(meta, "earlier_schema");
  const RecordPointer record = store.find("table_history", table.full());
  if (earlier.empty() || record == nullptr) return {};
  TRY_ASSIGN(JsonValue history, json::parse(record->text, "stored history"));
  JsonArray entries = json::array_at(history, "entries");
  if (entries.empty()) return {};
  JsonObject first = entries.back().as_object();
  const std::int64_t version = json::int_at(entries.front(), "version").value_or(0);
  first["operation"] = "CREATE TABLE";
  first["operationParameters"] = JsonObject{{"columns", json::serialize(earlier)}};
  first["operationMetrics"] = JsonObject{};
  first["version"] = 0;
  JsonArray renumbered;
  for (JsonValue& entry : entries) {
    JsonObject moved = entry.as_object();
    moved["version"] = json::int_at(entry, "version").value_or(version) + 1;
    renumbered.push_back(std::move(moved));
  }
  renumbered.push_back(std::move(first));
  change.puts.push_back({"table_history", table.full(), JsonBox(JsonObject{{"entries", std::move(renumbered)}})});
  return {};
}

Result<void> store_meta(Store& store, const JsonValue& meta, const dialect::TableName& table) {
  if (!meta.is_object()) return {};
  const RecordPointer record = store.find("table", table.full());
  if (record == nullptr) return {};
  TRY_ASSIGN(JsonValue body, json::parse(record->text, "stored table"));
  JsonObject& info = body.as_object();
  add_comments(info, meta);
  if (const std::string comment = json::string_at(meta, "comment"); !comment.empty()) info["comment"] = comment;
  if (JsonArray keys = keys_of(meta, table); !keys.empty()) info["table_constraints"] = std::move(keys);
  Store::Change change;
  change.puts.push_back({"table", table.full(), JsonBox(std::move(body))});
  if (const JsonObject& detail = json::object_at(meta, "detail"); !detail.empty())
    change.puts.push_back({"table_detail", table.full(), JsonBox(detail)});
  TRY_VOID(add_earlier_schema(store, change, meta, table));
  return store.commit(change);
}

}  // namespace

Result<LoadOrder> parse_load_order(const JsonValue& body) {
  LoadOrder order;
  order.file = json::string_at(body, "file");
  order.table = json::string_at(body, "table");
  order.append = json::bool_at(body, "append").value_or(false);
  if (const JsonValue* meta = json::find(body, "meta")) order.meta = JsonBox(*meta);
  if (order.file.empty() || !order.file.is_absolute())
    return wrong(order.file.string(), "the file must be named by its absolute path");
  TRY_VOID(table_of(order.table));
  return order;
}

JsonObject render_load_order(const LoadOrder& order) {
  return {{"file", order.file.string()}, {"table", order.table}, {"append", order.append}, {"meta", *order.meta}};
}

Result<std::uint64_t> run_load_order(TableEngine& engine, Store& store, const LoadOrder& order,
                                     const std::string& user) {
  TableEngine::LoadRequest request;
  request.file = order.file;
  TRY_ASSIGN(request.format, format_of(order.file));
  TRY_ASSIGN(request.table, table_of(order.table));
  request.append = order.append;
  request.user = user;
  for (const JsonValue& column : json::array_at(*order.meta, "columns")) {
    request.columns.emplace_back(json::string_at(column, "name"),
                                 json::optional_string_at(column, "type").value_or("STRING"));
  }
  TRY_ASSIGN(const std::uint64_t rows, engine.load(request));
  TRY_VOID(store_meta(store, *order.meta, request.table));
  return rows;
}

}  // namespace lakecode::local
