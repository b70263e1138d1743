#pragma once
// What the system tables of the demo company hold from before today: usage and prices of 90 days, requests to models,
// acts, lineage. Pure; the same arguments give the same statements. Odd spending is planted and listed in the truth.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "local/demo/dice.h"
#include "local/demo/run_plan.h"
#include "local/demo/table_sql.h"

namespace lakecode::local {

/// A stretch of days in which one thing cost `factor` times what it usually does.
struct PlantedCost {
  std::string_view key;  ///< of the line below: "job 1003", "warehouse shared-analytics", "endpoint support-assistant"
  std::string_view reason;  ///< what happened, for the truth
  int from_days_ago = 0;    ///< first odd day
  int to_days_ago = 0;      ///< last odd day
  double factor = 1;
};
std::vector<PlantedCost> planted_costs();

/// Names of the company's serving endpoints.
inline constexpr std::string_view kAssistantEndpoint = "support-assistant";
inline constexpr std::string_view kRecommenderEndpoint = "basket-recommender";
inline constexpr std::string_view kEmbeddingEndpoint = "ticket-embeddings";

/// system.billing.usage and list_prices.
std::vector<std::string> render_billing_sql(const std::vector<PlannedJob>& jobs, const Dice& dice, WallTime now);
/// The kept parts of system.serving.endpoint_usage, system.access.audit, table_lineage and column_lineage.
std::vector<std::string> render_activity_sql(const std::vector<BuiltTable>& tables, const Dice& dice, WallTime now);

/// One flow of rows between two tables, and the job that makes it.
struct Flow {
  std::string_view source, target;
  std::int64_t job_id = 0;
};
std::span<const Flow> company_flows();

}  // namespace lakecode::local
