#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/name_check.h"
#include "catalog/name_resolve.h"
#include "sql/literals.h"
#include "tools/act_door.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/list_text.h"
#include "tools/records.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"schema", ParameterType::String, false, "the schema, as catalog.schema or schema; left out: the default one"},
    {"catalog", ParameterType::String, false, "its catalog, where `schema` does not name it"},
    {"pattern", ParameterType::String, false, "only names that hold this text; * stands for anything"},
    {"limit", ParameterType::Integer, false, "names to show at most, 1 to 1000 (200)"},
};

Result<Output> list(const databricks::SchemaName& name, const Arguments& arguments, Services& services,
                    const CallContext& ctx) {
  auto schema = services.catalog.schema(name, catalog::Freshness::Lately, ctx);
  if (!schema) {
    if (schema.error().code == ErrorCode::NotFound) {
      // Any table of it will do: what is not there is the schema or its catalog.
      const std::string near = catalog::suggest_table(services.catalog, name.catalog + "." + name.schema + ".x", ctx);
      if (!near.empty()) schema.error().advice = near;
    }
    return std::move(schema).error();
  }
  const std::string full = name.catalog + "." + name.schema;
  const ListView view{.pattern = arguments.text("pattern"), .limit = arguments.count("limit", 200, 1, 1'000)};
  std::vector<ListItem> tables;
  for (const catalog::TableName& t : schema->tables.value_or(std::vector<catalog::TableName>()))
    tables.push_back({.name = t.name, .note = t.kind + (t.comment.empty() ? "" : ": " + t.comment)});
  std::string text = render_list(tables, view, "tables and views of " + full);
  std::vector<ListItem> functions;
  for (const catalog::FunctionName& f : schema->functions.value_or(std::vector<catalog::FunctionName>()))
    functions.push_back({.name = f.name + f.signature, .note = f.comment});
  if (!functions.empty())
    text += render_list(functions, view, "functions of " + full + " (call them; they are no tables)");
  return Output{
      .text = std::move(text),
      .is_error = false,
      .acts = {},
      .untrusted = "names and comments of tables of " + full,
      .data = "{\"tables\":" + list_data(tables, view) + ",\"functions\":" + list_data(functions, view) + "}"};
}

Result<Output> run(const JsonObject& input, Services& services, const CallContext& ctx) {
  const Arguments arguments(input);
  const std::string given = arguments.text("schema", services.default_schema);
  if (given.empty())
    return Output{.text =
                      "FAILED: `schema` is missing, and there is no default one; write catalog.schema, or call "
                      "list_schemas for a catalog",
                  .is_error = true};
  const catalog::DefaultNames defaults{.catalog = arguments.text("catalog", services.default_catalog), .schema = ""};
  auto name = catalog::resolve_schema(services.catalog, given, defaults, ctx);
  auto output = name ? list(*name, arguments, services, ctx) : Result<Output>(name.error());
  if (output || ends_turn(output.error(), ctx)) return output;
  return failed_output(output.error(), "an error of the workspace");
}

}  // namespace

const ToolRecord kListTablesTool{"list_tables", "List tables and functions",   descriptions::kListTables,
                                 kParameters,   safety::EffectClass::ReadOnly, run};

}  // namespace lakecode::tools
