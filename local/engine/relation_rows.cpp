#include "local/engine/relation_rows.h"

#include "base/json.h"

namespace lakecode::local {

void add_columns(ResultTable& table, std::initializer_list<ColumnRule> rules) {
  for (const ColumnRule& rule : rules) table.add_column(std::string(rule.name), rule.type);
}

Cell text_cell(const JsonValue& object, std::string_view name) {
  return json::optional_string_at(object, name);
}

Cell time_cell(const JsonValue& object, std::string_view name) {
  const auto millis = json::int_at(object, name);
  return millis ? Cell(std::to_string(*millis * 1000)) : std::nullopt;
}

Cell int_cell(const JsonValue& object, std::string_view name) {
  const auto value = json::int_at(object, name);
  return value ? Cell(std::to_string(*value)) : std::nullopt;
}

bool is_in_catalog(std::string_view id, std::string_view catalog) {
  return catalog == "system" || id == catalog || (id.starts_with(catalog) && id.substr(catalog.size(), 1) == ".");
}

void each(const Store& store, std::string_view kind, std::string_view catalog,
          const std::function<void(const JsonValue&)>& visit) {
  for (const RecordPointer& record : all_records(store, kind)) {
    if (!is_in_catalog(record->id, catalog)) continue;
    const auto body = json::parse(record->text, "stored object");
    if (body) visit(*body);
  }
}

}  // namespace lakecode::local
