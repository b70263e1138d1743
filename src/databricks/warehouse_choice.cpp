#include "databricks/warehouse_choice.h"

#include <algorithm>
#include <array>
#include <string>

namespace lakecode::databricks {
namespace {

// Sizes in the order of the warehouses API.
constexpr std::array<std::string_view, 9> kSizes = {"2X-Small", "X-Small",  "Small",    "Medium",  "Large",
                                                    "X-Large",  "2X-Large", "3X-Large", "4X-Large"};
constexpr int kStarting = 1;
constexpr int kStopped = 2;
constexpr int kGone = 3;

std::size_t size_rank(const Warehouse& warehouse) {
  const auto found = std::find(kSizes.begin(), kSizes.end(), warehouse.cluster_size);
  return static_cast<std::size_t>(found - kSizes.begin());
}

/// Lower is better; a deleted one is never chosen.
int state_rank(const Warehouse& warehouse) {
  if (warehouse.state == "RUNNING") return 0;
  if (warehouse.state == "STARTING") return kStarting;
  if (warehouse.state == "STOPPED" || warehouse.state == "STOPPING") return kStopped;
  return kGone;
}

bool is_better(const Warehouse& a, const Warehouse& b) {
  if (state_rank(a) != state_rank(b)) return state_rank(a) < state_rank(b);
  if (state_rank(a) == kStopped && a.serverless != b.serverless) return a.serverless;
  return size_rank(a) < size_rank(b);
}

std::string reason_for(const Warehouse& warehouse) {
  if (state_rank(warehouse) == 0) return "it is running";
  if (state_rank(warehouse) == kStarting) return "none is running, and it is starting";
  return warehouse.serverless ? "none is running, and a serverless one starts in seconds"
                              : "none is running, and it is the smallest that can start, which takes minutes";
}

}  // namespace

Result<WarehousePick> pick_warehouse(Client& client, Idle idle, const CallContext& ctx) {
  TRY_ASSIGN(const auto all, fetch_warehouses(client, ctx));
  const auto best = std::min_element(all.begin(), all.end(), is_better);
  if (best == all.end() || state_rank(*best) == kGone) {
    return Error{.code = ErrorCode::NotFound,
                 .action = "choose a SQL warehouse",
                 .subject = "",
                 .reason = "there is none that you may use",
                 .advice = "ask for CAN USE on one, or set databricks.warehouse_id"};
  }
  if (idle == Idle::StaysStopped && state_rank(*best) == kStopped) {
    return Error{.code = ErrorCode::FailedPrecondition,
                 .action = "choose a SQL warehouse",
                 .subject = "",
                 .reason = "none is running",
                 .advice = "pass --warehouse " + to_string(best->id) + " (" + best->name +
                           ") and it starts for the statement, or set databricks.warehouse_id"};
  }
  return WarehousePick{.warehouse = *best, .why = reason_for(*best)};
}

Result<WarehouseId> choose_warehouse(Client& client, Idle idle, const CallContext& ctx) {
  TRY_ASSIGN(const WarehousePick pick, pick_warehouse(client, idle, ctx));
  return pick.warehouse.id;
}

}  // namespace lakecode::databricks
