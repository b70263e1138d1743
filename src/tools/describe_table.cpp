#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "catalog/catalog.h"
#include "catalog/name_check.h"
#include "catalog/name_resolve.h"
#include "render/screen_door.h"
#include "tools/act_door.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/list_text.h"
#include "tools/records.h"
#include "tools/rows_text.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"table", ParameterType::String, true, "the table or view, as catalog.schema.table"},
};

constexpr std::size_t kMaxColumns = 300;
constexpr std::size_t kMaxComment = 200;
constexpr std::size_t kMaxDefinition = 4'000;
constexpr std::size_t kMaxProperties = 20;

std::string shown(const std::string& text, std::size_t most = kMaxComment) {
  return render::inert_line(cut_text(text, most));
}

std::string column_line(const databricks::ColumnInfo& column) {
  std::string line = shown(column.name) + "  " + shown(column.type_text);
  if (!column.nullable) line += "  not null";
  if (column.partition_index) line += "  partition column";
  if (column.has_mask) line += "  masked";
  if (!column.comment.empty()) line += "  -- " + shown(column.comment);
  return line + "\n";
}

std::string head_of(const databricks::TableInfo& table) {
  std::string text = shown(table.full_name) + ": " + shown(table.table_type);
  if (!table.data_source_format.empty()) text += ", " + shown(table.data_source_format);
  if (!table.owner.empty()) text += ", owner " + shown(table.owner);
  if (table.created_at) text += ", created " + format_rfc3339(*table.created_at);
  if (table.updated_at) text += ", changed " + format_rfc3339(*table.updated_at);
  text += "\n";
  if (!table.comment.empty()) text += "comment: " + shown(table.comment, 1'000) + "\n";
  if (!table.primary_key.empty()) text += "primary key: " + shown(text::join(table.primary_key, ", ")) + "\n";
  if (table.has_row_filter) text += "a row filter is on it: what one sees depends on who asks\n";
  return text;
}

std::string body_of(const databricks::TableInfo& table) {
  std::string text = counted(table.columns.size(), "column") + "\n";
  for (std::size_t i = 0; i < table.columns.size() && i < kMaxColumns; ++i) text += column_line(table.columns[i]);
  if (table.columns.size() > kMaxColumns)
    text +=
        "[" + std::to_string(table.columns.size() - kMaxColumns) + " more columns: query information_schema.columns]\n";
  if (!table.view_definition.empty())
    text += "definition: " + render::inert(cut_text(table.view_definition, kMaxDefinition)) + "\n";
  if (table.properties.empty()) return text;
  text += "properties\n";
  for (std::size_t i = 0; i < table.properties.size() && i < kMaxProperties; ++i)
    text += "  " + shown(table.properties[i].first) + " = " + shown(table.properties[i].second) + "\n";
  if (table.properties.size() > kMaxProperties)
    text += "[" + std::to_string(table.properties.size() - kMaxProperties) + " more properties: SHOW TBLPROPERTIES]\n";
  return text;
}

std::string data_of(const databricks::TableInfo& table) {
  JsonArray columns;
  for (const databricks::ColumnInfo& column : table.columns) {
    columns.push_back(JsonObject{
        {"name", column.name}, {"type", column.type_text}, {"nullable", column.nullable}, {"comment", column.comment}});
  }
  JsonObject data{{"table", table.full_name},
                  {"type", table.table_type},
                  {"format", table.data_source_format},
                  {"owner", table.owner},
                  {"comment", table.comment}};
  data["columns"] = std::move(columns);
  return json::serialize(JsonValue(std::move(data)));
}

Result<databricks::TableInfo> fetch(const std::string& given, Services& services, const CallContext& ctx) {
  const catalog::DefaultNames defaults{.catalog = services.default_catalog, .schema = services.default_schema};
  TRY_ASSIGN(const std::string name, catalog::resolve_table(services.catalog, given, defaults, ctx));
  auto table = services.catalog.table(name, ctx);
  if (!table && table.error().code == ErrorCode::NotFound) {
    const std::string near = catalog::suggest_table(services.catalog, name, ctx);
    if (!near.empty()) table.error().advice = near;
  }
  return table;
}

Result<Output> run(const JsonObject& input, Services& services, const CallContext& ctx) {
  const auto table = fetch(Arguments(input).text("table"), services, ctx);
  if (!table) {
    if (ends_turn(table.error(), ctx)) return table.error();
    return failed_output(table.error(), "an error of the workspace");
  }
  return Output{.text = head_of(*table) + body_of(*table),
                .is_error = false,
                .acts = {},
                .untrusted = "names and comments of " + shown(table->full_name),
                .data = data_of(*table)};
}

}  // namespace

const ToolRecord kDescribeTableTool{"describe_table",
                                    "Describe a table",
                                    descriptions::kDescribeTable,
                                    kParameters,
                                    safety::EffectClass::ReadOnly,
                                    run};

}  // namespace lakecode::tools
