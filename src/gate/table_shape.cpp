#include "gate/table_shape.h"

#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "base/json.h"

namespace lakecode::gate {
namespace {

// Source: Delta protocol (features and versions are never lowered), Unity Catalog's delta.last* marks, ANALYZE.
constexpr std::array<std::string_view, 7> kWrittenByPlatform = {
    "delta.last",     "delta.feature.",     "delta.minReaderVersion",         "delta.minWriterVersion",
    "spark.sql.stat", "delta.rowTracking.", "delta.columnMapping.maxColumnId"};

}  // namespace

std::string shape_of(const databricks::TableInfo& info) {
  JsonArray columns;
  for (const databricks::ColumnInfo& column : info.columns)
    columns.push_back(JsonObject{{"name", column.name}, {"type", column.type_text}, {"nullable", column.nullable}});
  auto properties = info.properties;
  std::sort(properties.begin(), properties.end());
  JsonArray kept;
  for (const auto& property : properties) {
    const bool own = std::any_of(kWrittenByPlatform.begin(), kWrittenByPlatform.end(),
                                 [&property](std::string_view prefix) { return property.first.starts_with(prefix); });
    if (!own) kept.push_back(JsonObject{{"key", property.first}, {"value", property.second}});
  }
  return crypto::sha256_hex(json::serialize(JsonArray{std::move(columns), std::move(kept)}));
}

}  // namespace lakecode::gate
