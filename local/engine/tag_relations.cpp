// catalog_tags, schema_tags, table_tags, column_tags and volume_tags of information_schema.

#include <array>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "local/engine/relation_rows.h"

namespace lakecode::local {
namespace {

struct TagView {
  std::string_view name;
  std::string_view type;
  std::array<std::string_view, 4> columns;  ///< "" ends the list
};
constexpr TagView kViews[] = {{"catalog_tags", "catalog", {"catalog_name"}},
                              {"schema_tags", "schema", {"catalog_name", "schema_name"}},
                              {"table_tags", "table", {"catalog_name", "schema_name", "table_name"}},
                              {"column_tags", "column", {"catalog_name", "schema_name", "table_name", "column_name"}},
                              {"volume_tags", "volume", {"catalog_name", "schema_name", "volume_name"}}};

}  // namespace

std::optional<ResultTable> make_tag_relation(const Store& store, std::string_view catalog, std::string_view name) {
  for (const TagView& view : kViews) {
    if (view.name != name) continue;
    ResultTable table;
    std::size_t parts = 0;
    for (const std::string_view column : view.columns) {
      if (column.empty()) continue;
      table.add_text_column(std::string(column));
      ++parts;
    }
    add_columns(table, {{"tag_name"}, {"tag_value"}});
    const std::string prefix = std::string(view.type) + " ";
    for (const RecordPointer& record : all_records(store, "tags")) {
      if (!record->id.starts_with(prefix)) continue;
      const std::string full = record->id.substr(prefix.size());
      const auto body = json::parse(record->text, "stored tags");
      if (!body || !is_in_catalog(full, catalog)) continue;
      std::vector<Cell> head;
      for (const std::string_view part : text::split(full, '.')) head.emplace_back(std::string(part));
      head.resize(parts);
      for (const auto& tag : json::object_at(*body, "tags")) {
        std::vector<Cell> row = head;
        row.emplace_back(std::string(tag.key()));
        row.emplace_back(json::as_string(tag.value()).value_or(""));
        table.add_row(std::move(row));
      }
    }
    return table;
  }
  return std::nullopt;
}

}  // namespace lakecode::local
