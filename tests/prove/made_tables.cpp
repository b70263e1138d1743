// Writes the cases of tests/corpus/prove as files that score_tables.py loads.
// usage: lakecode_made_tables CORPUS_FOLDER OUT_FOLDER

#include <cstdio>
#include <filesystem>
#include <span>

#include "base/files.h"
#include "base/json.h"
#include "made_table.h"

namespace lakecode::made {
namespace {

std::string csv_cell(const Cell& cell) {
  if (!cell) return {};
  std::string out = "\"";
  for (const char c : *cell) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string csv_of(const MadeTable& table) {
  std::string out;
  for (const MadeColumn& column : table.columns) out += (out.empty() ? "" : ",") + column.name;
  out += '\n';
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      out += (i == 0 ? "" : ",") + csv_cell(table.columns[i].cells[row]);
    out += '\n';
  }
  return out;
}

JsonArray columns_of(const std::vector<std::pair<std::string, std::string>>& columns) {
  JsonArray list;
  for (const auto& [name, type] : columns) list.push_back(JsonObject{{"name", name}, {"type", type}});
  return list;
}

JsonObject meta_of(const MadeTable& table) {
  JsonArray columns;
  for (const MadeColumn& column : table.columns)
    columns.push_back(JsonObject{{"name", column.name}, {"type", column.type}});
  JsonObject meta{{"columns", std::move(columns)}};
  JsonArray references;
  for (const ParentTable& parent : table.parents) {
    references.push_back(JsonObject{{"columns", JsonArray{JsonValue(parent.column)}},
                                    {"table", parent.table},
                                    {"parent_columns", JsonArray{JsonValue(parent.key)}}});
  }
  if (!references.empty()) meta["references"] = std::move(references);
  JsonObject detail;
  JsonArray partitions;
  for (const std::string& name : table.partitions) partitions.push_back(JsonValue(name));
  if (!partitions.empty()) detail["partitionColumns"] = std::move(partitions);
  if (table.files) detail["numFiles"] = *table.files;
  if (table.bytes) detail["sizeInBytes"] = *table.bytes;
  if (!detail.empty()) meta["detail"] = std::move(detail);
  if (!table.earlier.empty()) meta["earlier_schema"] = columns_of(table.earlier);
  return meta;
}

JsonObject truth_of(const MadeTable& table) {
  JsonArray labels;
  for (const Label& label : table.labels) {
    labels.push_back(JsonObject{{"id", label.id},
                                {"column", label.column.empty() ? JsonValue(nullptr) : JsonValue(label.column)},
                                {"count", label.count ? JsonValue(*label.count) : JsonValue(nullptr)}});
  }
  JsonArray tolerated;
  for (const std::string& item : table.tolerated) tolerated.push_back(JsonValue(item));
  return {{"table", table.table},
          {"as_of", "2026-01-01T06:00:00Z"},
          {"labels", std::move(labels)},
          {"tolerated", std::move(tolerated)}};
}

Result<void> store(const MadeTable& table, const std::filesystem::path& folder) {
  TRY_VOID(files::make_private_folder(folder));
  TRY_VOID(files::write_atomic(folder / "table.csv", csv_of(table)));
  TRY_VOID(files::write_atomic(folder / "meta.json", json::serialize(meta_of(table))));
  for (const ParentTable& parent : table.parents) {
    std::string keys = parent.key + "\n";
    for (std::int64_t key = 1; key <= parent.rows; ++key) keys += std::to_string(key) + "\n";
    TRY_VOID(files::write_atomic(folder / ("parent." + parent.table + ".csv"), keys));
  }
  return files::write_atomic(folder / "case.json", json::serialize(truth_of(table)));
}

Result<void> store_all(const std::string& corpus, const std::filesystem::path& out) {
  TRY_ASSIGN(const auto tables, load_cases(corpus));
  for (const MadeTable& table : tables) TRY_VOID(store(table, out / table.name));
  return {};
}

}  // namespace
}  // namespace lakecode::made

int main(int argc, char** argv) {
  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  if (arguments.size() != 3) {
    std::fputs("usage: lakecode_made_tables CORPUS_FOLDER OUT_FOLDER\n", stderr);
    return 2;
  }
  const auto done = lakecode::made::store_all(arguments[1], arguments[2]);
  if (!done) std::fprintf(stderr, "%s\n", lakecode::one_line(done.error()).c_str());
  return done ? 0 : 1;
}
