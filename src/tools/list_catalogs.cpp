#include "catalog/catalog.h"
#include "tools/act_door.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/list_text.h"
#include "tools/records.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"pattern", ParameterType::String, false, "only names that hold this text; * stands for anything"},
};

Result<Output> run(const JsonObject& input, Services& services, const CallContext& ctx) {
  const Arguments arguments(input);
  const auto catalogs = services.catalog.catalogs(catalog::Freshness::Lately, ctx);
  if (!catalogs) {
    if (ends_turn(catalogs.error(), ctx)) return catalogs.error();
    return failed_output(catalogs.error(), "an error of the workspace");
  }
  std::vector<ListItem> items;
  for (const catalog::CatalogNames& c : *catalogs) items.push_back({.name = c.name, .note = c.comment});
  const ListView view{.pattern = arguments.text("pattern")};
  return Output{.text = render_list(items, view, "catalogs"),
                .is_error = false,
                .acts = {},
                .untrusted = "names and comments of catalogs",
                .data = "{\"catalogs\":" + list_data(items, view) + "}"};
}

}  // namespace

const ToolRecord kListCatalogsTool{
    "list_catalogs", "List catalogs", descriptions::kListCatalogs, kParameters, safety::EffectClass::ReadOnly, run};

}  // namespace lakecode::tools
