// What Unity Catalog and the Delta log say about the tables. Columns' names and types come from the engine; here are
// comments, owners, constraints, history and file statistics.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/demo/company.h"
#include "local/demo/documents.h"

namespace lakecode::local {
namespace {

constexpr int kHistoryLength = 24;
constexpr std::int64_t kBytesPerValue = 11;      // about what compressed Parquet takes for such columns
constexpr std::int64_t kSmallFileBytes = 9'300;  // what a scanner writes in one trigger

struct CatalogText {
  std::string_view name, comment, owner;
};
constexpr CatalogText kCatalogs[] = {
    {"prod", "Tables that the business relies on", "data-platform"},
    {"finance", "Ledger, billing and figures for the board", "finance-data"},
    {"staging", "Raw input, checks and models in the making", "ingest"},
};
constexpr CatalogText kSchemas[] = {
    {"prod.sales", "Baskets, orders, shoppers", "sales-data"},
    {"prod.logistics", "Vans, routes, parcels", "logistics-data"},
    {"prod.inventory", "Products, stock, suppliers", "assortment"},
    {"prod.web", "Shop and app", "web-data"},
    {"prod.support", "Tickets and calls", "support-data"},
    {"prod.workforce", "Shifts and crews", "data-platform"},
    {"prod.marketing", "Offers and what they brought", "sales-data"},
    {"prod.reference", "Small tables that others join", "data-platform"},
    {"finance.ledger", "Postings and accounts", "finance-data"},
    {"finance.billing", "Invoices and money", "finance-data"},
    {"finance.reporting", "Figures", "finance-data"},
    {"staging.raw", "As it arrives", "ingest"},
    {"staging.quality", "Checks and rejects", "data-platform"},
    {"staging.ml", "Features and scores", "ml"},
};

std::int64_t created_ms(const Dice& dice, std::string_view name, WallTime now) {
  return to_epoch_ms(now - std::chrono::hours(24 * dice.between(420, 900, "created", dice.roll(name) % 1000)));
}

JsonObject securable(const CatalogText& text, const Dice& dice, WallTime now) {
  const std::string owner = mail_of_group(text.owner);
  const std::int64_t created = created_ms(dice, text.name, now);
  return {{"comment", text.comment}, {"owner", text.owner},   {"properties", JsonObject{}}, {"created_at", created},
          {"created_by", owner},     {"updated_at", created}, {"updated_by", owner}};
}

JsonArray column_comments(const TableSpec& spec) {
  JsonArray out;
  for (const ColumnSpec& column : spec.columns) {
    JsonObject entry{{"name", column.name}, {"comment", column.comment}, {"nullable", column.name != spec.key}};
    if (column.name == spec.partition) {
      entry["partition_index"] = 0;
    }
    out.push_back(std::move(entry));
  }
  return out;
}

JsonArray constraints(const TableSpec& spec) {
  JsonArray out;
  const std::string short_name(spec.name.substr(spec.name.rfind('.') + 1));
  if (!spec.key.empty()) {
    out.push_back(
        JsonObject{{"primary_key_constraint",
                    JsonObject{{"name", short_name + "_pk"}, {"child_columns", JsonArray{JsonValue(spec.key)}}}}});
  }
  for (const Reference& ref : spec.references) {
    out.push_back(JsonObject{
        {"foreign_key_constraint", JsonObject{{"name", fmt::format("{}_{}_fk", short_name, ref.column)},
                                              {"child_columns", JsonArray{JsonValue(ref.column)}},
                                              {"parent_table", ref.parent_table},
                                              {"parent_columns", JsonArray{JsonValue(ref.parent_column)}}}}});
  }
  return out;
}

JsonObject table_properties(const TableSpec& spec) {
  JsonObject out{
      {"delta.columnMapping.mode", "name"}, {"delta.minReaderVersion", "2"}, {"delta.minWriterVersion", "5"}};
  if (!spec.tags.empty()) {
    for (const std::string_view tag : text::split(spec.tags, ',')) {
      const std::size_t equals = tag.find('=');
      out[tag.substr(0, equals)] = tag.substr(equals + 1);
    }
  }
  return out;
}

JsonObject table_body(const BuiltTable& table, const Dice& dice, WallTime now) {
  const TableSpec& spec = table.spec;
  const std::string author = mail_of_group(spec.owner);
  JsonObject body = securable({spec.name, spec.comment, spec.owner}, dice, now);
  body["updated_at"] = to_epoch_ms(table.newest);
  body["updated_by"] = author;
  body["table_type"] = "MANAGED";
  body["data_source_format"] = "DELTA";
  body["table_id"] = dice.uuid(spec.name);
  body["properties"] = table_properties(spec);
  body["columns"] = column_comments(spec);
  if (JsonArray found = constraints(spec); !found.empty()) {
    body["table_constraints"] = std::move(found);
  }
  return body;
}

const PlantedDefect* find_plant(const BuiltTable& table, Plant plant) {
  const auto it = std::find_if(table.planted.begin(), table.planted.end(),
                               [plant](const PlantedDefect& p) { return p.defect.plant == plant; });
  return it == table.planted.end() ? nullptr : &*it;
}

struct FileLayout {
  std::int64_t files = 1, bytes = 0;
};

FileLayout file_layout(const BuiltTable& table) {
  if (const PlantedDefect* small = find_plant(table, Plant::FileLayout); small != nullptr) {
    return {small->count, small->count * kSmallFileBytes};
  }
  return {1, table.rows * static_cast<std::int64_t>(table.spec.columns.size()) * kBytesPerValue + 4096};
}

JsonObject detail_body(const BuiltTable& table, const Dice& dice, WallTime now) {
  const TableSpec& spec = table.spec;
  const FileLayout layout = file_layout(table);
  JsonArray partitions;
  if (!spec.partition.empty()) {
    partitions.push_back(JsonValue(spec.partition));
  }
  return {{"format", "delta"},
          {"id", dice.uuid(spec.name)},
          {"name", spec.name},
          {"description", spec.comment},
          {"location", "s3://larkmoor-lakehouse/" + text::replace_all(spec.name, ".", "/")},
          {"createdAt", format_rfc3339(from_epoch_ms(created_ms(dice, spec.name, now)))},
          {"lastModified", format_rfc3339(table.newest)},
          {"partitionColumns", partitions},
          {"clusteringColumns", JsonArray{}},
          {"numFiles", layout.files},
          {"sizeInBytes", layout.bytes},
          {"properties", JsonObject{}},
          {"minReaderVersion", 2},
          {"minWriterVersion", 5},
          {"tableFeatures", JsonArray{JsonValue("appendOnly"), JsonValue("invariants")}}};
}

struct Commit {
  std::int64_t version = 0;
  WallTime time{};
  std::string user;
};

JsonObject commit_json(const Commit& commit, std::string_view operation, JsonObject parameters, JsonObject metrics) {
  return {{"version", commit.version},
          {"timestamp", to_epoch_ms(commit.time)},
          {"operation", operation},
          {"operationParameters", std::move(parameters)},
          {"operationMetrics", std::move(metrics)},
          {"userName", commit.user}};
}

JsonObject write_commit(const Commit& commit, const BuiltTable& table) {
  const std::int64_t rows = std::max<std::int64_t>(1, table.rows / std::max(1, table.spec.span_days));
  const std::int64_t bytes = rows * static_cast<std::int64_t>(table.spec.columns.size()) * kBytesPerValue + 1024;
  return commit_json(
      commit, "WRITE", {{"mode", "Append"}, {"partitionBy", "[]"}},
      {{"numFiles", "1"}, {"numOutputRows", std::to_string(rows)}, {"numOutputBytes", std::to_string(bytes)}});
}

JsonObject optimize_commit(const Commit& commit) {
  return commit_json(
      commit, "OPTIMIZE", {{"predicate", "[]"}, {"zOrderBy", "[]"}, {"auto", false}},
      {{"numRemovedFiles", "7"}, {"numAddedFiles", "1"}, {"numRemovedBytes", "733184"}, {"numAddedBytes", "702110"}});
}

JsonObject column_commit(const Commit& commit, const BuiltTable& table, std::string_view column) {
  const auto it = std::find_if(table.spec.columns.begin(), table.spec.columns.end(),
                               [column](const ColumnSpec& c) { return c.name == column; });
  const std::string type = it == table.spec.columns.end() ? "string" : text::to_lower(it->type);
  const std::string columns =
      fmt::format(R"([{{"column":{{"name":"{}","type":"{}","nullable":true,"metadata":{{}}}}}}])", column, type);
  return commit_json(commit, "ADD COLUMNS", {{"columns", columns}}, {});
}

/// Newest first: daily appends up to the newest row, an OPTIMIZE a week unless files pile up, a late column change.
JsonArray history_entries(const BuiltTable& table, const Dice& dice) {
  const bool is_neglected = find_plant(table, Plant::FileLayout) != nullptr;
  const PlantedDefect* change = find_plant(table, Plant::ColumnChange);
  const std::int64_t head = dice.between(60, 400, "version", dice.roll(table.spec.name) % 1000);
  const std::string writer = table.spec.name.substr(0, 8) == "finance." ? "svc-finance-jobs" : "svc-prod-jobs";
  JsonArray out;
  for (int back = 0; back < kHistoryLength; ++back) {
    const Commit commit{head - back, table.newest - std::chrono::hours(24 * back) + std::chrono::minutes(9), writer};
    if (change != nullptr && back == 3) {
      out.push_back(
          column_commit({commit.version, commit.time, mail_of_group(table.spec.owner)}, table, change->defect.column));
    } else if (!is_neglected && back % 7 == 5) {
      out.push_back(optimize_commit(commit));
    } else {
      out.push_back(write_commit(commit, table));
    }
  }
  return out;
}

}  // namespace

std::vector<Document> make_catalog_documents(const std::vector<BuiltTable>& tables, const Dice& dice, WallTime now) {
  std::vector<Document> out;
  for (const CatalogText& catalog : kCatalogs) {
    out.push_back({"catalog", std::string(catalog.name), securable(catalog, dice, now)});
  }
  for (const CatalogText& schema : kSchemas) {
    out.push_back({"schema", std::string(schema.name), securable(schema, dice, now)});
  }
  for (const BuiltTable& table : tables) {
    const std::string name(table.spec.name);
    out.push_back({"table", name, table_body(table, dice, now)});
    out.push_back({"table_detail", name, detail_body(table, dice, now)});
    out.push_back({"table_history", name, JsonObject{{"entries", history_entries(table, dice)}}});
  }
  return out;
}

}  // namespace lakecode::local
