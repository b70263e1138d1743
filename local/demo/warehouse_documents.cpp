// Three SQL warehouses: one to use, one that starts when asked, one that nobody can use.
#include <string>

#include "base/json.h"
#include "local/demo/company.h"
#include "local/demo/documents.h"

namespace lakecode::local {
namespace {

struct WarehouseText {
  std::string_view name, size, state, type, owner;
  std::int64_t auto_stop_minutes;
  bool is_serverless;
  int clusters;
  std::string_view health, health_message;
};

constexpr WarehouseText kWarehouses[] = {
    {"shared-analytics", "Small", "RUNNING", "PRO", "wren.ashdale", 15, true, 1, "HEALTHY", ""},
    {"finance-reports", "X-Small", "STOPPED", "PRO", "ines.harrowby", 30, true, 0, "HEALTHY", ""},
    {"legacy-dashboards", "Medium", "DELETED", "CLASSIC", "emrys.tarnholt", 0, false, 0, "FAILED",
     "The warehouse was deleted; its owner left the workspace."},
};

}  // namespace

std::string warehouse_id(const Dice& dice, int index) {
  return dice.hex(16, "warehouse", static_cast<std::uint64_t>(index));
}

std::vector<Document> make_warehouse_documents(const Dice& dice) {
  std::vector<Document> out;
  int index = 0;
  for (const WarehouseText& w : kWarehouses) {
    const std::string id = warehouse_id(dice, index++);
    JsonObject health{{"status", w.health}};
    if (!w.health_message.empty()) {
      health["message"] = w.health_message;
      health["summary"] = w.health_message;
    }
    JsonObject body{{"id", id},
                    {"name", w.name},
                    {"cluster_size", w.size},
                    {"state", w.state},
                    {"warehouse_type", w.type},
                    {"creator_name", mail_of(w.owner)},
                    {"auto_stop_mins", w.auto_stop_minutes},
                    {"enable_photon", true},
                    {"enable_serverless_compute", w.is_serverless},
                    {"min_num_clusters", 1},
                    {"max_num_clusters", w.is_serverless ? 4 : 1},
                    {"num_clusters", w.clusters},
                    {"num_active_sessions", w.clusters == 0 ? 0 : 6},
                    {"spot_instance_policy", "COST_OPTIMIZED"},
                    {"channel", JsonObject{{"name", "CHANNEL_NAME_CURRENT"}}},
                    {"health", std::move(health)},
                    {"odbc_params", JsonObject{{"hostname", "larkmoor.cloud.example"},
                                               {"path", "/sql/1.0/warehouses/" + id},
                                               {"port", 443},
                                               {"protocol", "https"}}},
                    {"tags", JsonObject{{"custom_tags", JsonArray{JsonObject{{"key", "team"}, {"value", w.name}}}}}}};
    out.push_back({"warehouse", id, std::move(body)});
  }
  return out;
}

}  // namespace lakecode::local
