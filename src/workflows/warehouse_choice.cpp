// Which SQL warehouse a run uses, and why: what was asked for, else one that runs, else the smallest that can start.

#include <algorithm>
#include <array>
#include <string>

#include "databricks/warehouses.h"
#include "workflows/engine.h"

namespace lakecode::workflows {
namespace {

// Sizes in the order of the warehouses API.
constexpr std::array<std::string_view, 9> kSizes = {"2X-Small", "X-Small",  "Small",    "Medium",  "Large",
                                                    "X-Large",  "2X-Large", "3X-Large", "4X-Large"};

std::size_t size_rank(const databricks::Warehouse& warehouse) {
  const auto found = std::find(kSizes.begin(), kSizes.end(), warehouse.cluster_size);
  return static_cast<std::size_t>(found - kSizes.begin());
}

/// Lower is better; a deleted one is never chosen.
int state_rank(const databricks::Warehouse& warehouse) {
  if (warehouse.state == "RUNNING") return 0;
  if (warehouse.state == "STARTING") return 1;
  if (warehouse.state == "STOPPED" || warehouse.state == "STOPPING") return 2;
  return 3;
}

Error no_warehouse() {
  return {.code = ErrorCode::NotFound,
          .action = "choose a SQL warehouse",
          .reason = "there is none that you may use",
          .advice = "ask for CAN USE on one, or set databricks.warehouse_id"};
}

Result<WarehouseId> choose(databricks::Client& client, const CallContext& ctx) {
  TRY_ASSIGN(const auto all, databricks::fetch_warehouses(client, ctx));
  const auto best = std::min_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
    if (state_rank(a) != state_rank(b)) return state_rank(a) < state_rank(b);
    return size_rank(a) < size_rank(b);
  });
  if (best == all.end() || state_rank(*best) == 3) return no_warehouse();
  return best->id;
}

}  // namespace

std::optional<WarehouseId> Run::warehouse() {
  if (warehouse_) return warehouse_;
  std::string given = text("warehouse_id");
  if (given.empty()) given = services_.warehouse_id;
  if (!given.empty()) {
    warehouse_ = WarehouseId(given);
    return warehouse_;
  }
  warehouse_ = step<WarehouseId>({"choose_warehouse", "Choose a SQL warehouse", result::StepKind::Api},
                                 [this](const CallContext& ctx) { return choose(client(), ctx); });
  return warehouse_;
}

}  // namespace lakecode::workflows
