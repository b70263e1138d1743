#pragma once
// Billed usage by day and key, as the cost analyses read it. Plain values.
// Source: Databricks documentation, billable usage system table (system.billing.usage, list_prices).

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace lakecode::cost {

using Day = std::chrono::sys_days;

/// One day of one key: all record types summed, so that corrections have cancelled already.
struct UsageRow {
  Day day;
  std::string sku_name;
  std::string product;  ///< billing_origin_product
  std::string run_as;
  std::string job_id;
  std::string job_name;
  std::string warehouse_id;
  std::string pipeline_id;
  std::string endpoint_name;
  double quantity = 0;  ///< in the SKU's usage unit, DBU for compute
  double usd = 0;       ///< at list price
  std::int64_t records = 0;
  bool is_priced = true;  ///< false: no list price was found for it
};

/// What an event is named by: "" stands for "all of them".
struct CostKey {
  std::string sku_name;
  std::string run_as;
  std::string job_id;
  auto operator<=>(const CostKey&) const = default;  // NOLINT(modernize-use-nullptr): taken for a literal 0
};

}  // namespace lakecode::cost
