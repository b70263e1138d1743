#include "base/text.h"
#include "catalog/catalog.h"
#include "sql/literals.h"
#include "tools/act_door.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/list_text.h"
#include "tools/records.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"catalog", ParameterType::String, false, "the catalog; left out: the default one"},
    {"pattern", ParameterType::String, false, "only names that hold this text; * stands for anything"},
};

/// What there is in place of a catalog that is not there.
std::string catalogs_there_are(Services& services, const std::string& wanted, const CallContext& ctx) {
  const auto catalogs = services.catalog.catalogs(catalog::Freshness::Lately, ctx);
  if (!catalogs) return "call list_catalogs";
  std::vector<std::string> names;
  for (const catalog::CatalogNames& c : *catalogs) names.push_back(c.name);
  const auto near = text::nearest(text::to_lower(wanted), names);
  return near ? "did you mean " + *near + "?" : "catalogs are " + text::join(names, ", ");
}

Result<Output> run(const JsonObject& input, Services& services, const CallContext& ctx) {
  const Arguments arguments(input);
  const std::string given = arguments.text("catalog", services.default_catalog);
  if (given.empty())
    return Output{
        .text = "FAILED: `catalog` is missing, and there is no default one; " + catalogs_there_are(services, "", ctx),
        .is_error = true,
        .acts = {},
        .untrusted = "names of catalogs"};
  const auto name = sql::parse_name(text::trim(given), 1);
  if (!name) return failed_output(name.error());
  auto schemas = services.catalog.schemas(name->front(), catalog::Freshness::Lately, ctx);
  if (!schemas) {
    if (ends_turn(schemas.error(), ctx)) return schemas.error();
    if (schemas.error().code == ErrorCode::NotFound)
      schemas.error().advice = catalogs_there_are(services, name->front(), ctx);
    return failed_output(schemas.error(), "an error of the workspace");
  }
  std::vector<ListItem> items;
  for (const catalog::SchemaNames& s : *schemas) items.push_back({.name = s.name, .note = s.comment});
  const ListView view{.pattern = arguments.text("pattern")};
  return Output{.text = render_list(items, view, "schemas of catalog " + name->front()),
                .is_error = false,
                .acts = {},
                .untrusted = "names and comments of schemas of " + name->front(),
                .data = "{\"schemas\":" + list_data(items, view) + "}"};
}

}  // namespace

const ToolRecord kListSchemasTool{
    "list_schemas", "List schemas", descriptions::kListSchemas, kParameters, safety::EffectClass::ReadOnly, run};

}  // namespace lakecode::tools
