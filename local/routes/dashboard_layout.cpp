#include "local/routes/dashboard_layout.h"

#include "base/json.h"
#include "local/routes/answer.h"

namespace lakecode::local {
namespace {

template <class Change>
void change_each(JsonObject& layout, std::string_view list, const Change& change) {
  JsonValue* found = layout.if_contains(list);
  if (found == nullptr || !found->is_array()) return;
  for (JsonValue& item : found->get_array()) {
    if (item.is_object()) change(item.get_object());
  }
}

}  // namespace

Result<std::string> kept_layout(const std::string& given, const DatasetDefaults& defaults) {
  auto layout = json::parse(given, "serialized_dashboard");
  if (!layout || !layout->is_object())
    return refusal(ErrorCode::InvalidArgument, "serialized_dashboard is not valid JSON");
  JsonObject& object = layout->get_object();
  change_each(object, "pages", [](JsonObject& page) {
    if (!page.contains("pageType")) page["pageType"] = "PAGE_TYPE_CANVAS";
  });
  change_each(object, "datasets", [&](JsonObject& dataset) {
    if (!defaults.catalog.empty()) dataset["catalog"] = defaults.catalog;
    if (!defaults.schema.empty()) dataset["schema"] = defaults.schema;
  });
  return json::serialize_pretty(*layout) + "\n";
}

}  // namespace lakecode::local
