// Which SQL warehouse a run uses: what was asked for, else what databricks/warehouse_choice.h says, started if need be.

#include <string>

#include "databricks/warehouse_choice.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

std::optional<WarehouseId> Run::warehouse() {
  if (warehouse_) return warehouse_;
  std::string given = text("warehouse_id");
  if (given.empty()) given = services_.warehouse_id;
  if (!given.empty()) {
    warehouse_ = WarehouseId(given);
    return warehouse_;
  }
  warehouse_ = step<WarehouseId>({"choose_warehouse", "Choose a SQL warehouse", result::StepKind::Api},
                                 [this](const CallContext& ctx) {
                                   return databricks::choose_warehouse(client(), databricks::Idle::MayStart, ctx);
                                 });
  return warehouse_;
}

}  // namespace lakecode::workflows
