#include "workflows/optional_table.h"

#include <utility>

namespace lakecode::workflows {

std::optional<databricks::TableInfo> find_optional_table(Run& run, const StepSpec& spec, const std::string& name) {
  using Found = std::optional<databricks::TableInfo>;
  const auto found = run.step<Found>(spec, [&](const CallContext& ctx) -> Result<Found> {
    auto table = databricks::fetch_table(run.client(), name, ctx);
    if (table) return Found(std::move(*table));
    if (table.error().code == ErrorCode::Cancelled) return table.error();
    run.miss({spec.id, table.error(), {name}});
    return Found();
  });
  return found ? *found : std::nullopt;
}

}  // namespace lakecode::workflows
