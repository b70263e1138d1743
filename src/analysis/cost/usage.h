#pragma once
// Billed usage by day and key, as the cost analyses read it. Plain values.
// Source: Databricks documentation, billable usage system table (system.billing.usage, list_prices).

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
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
  std::string cluster_id;  ///< of all-purpose compute alone
  double quantity = 0;     ///< in the SKU's usage unit, DBU for compute
  double usd = 0;          ///< at list price
  std::int64_t records = 0;
  bool is_priced = true;  ///< false: no list price was found for it
};

/// A field of usage that money can be asked by, and how people call it.
struct Dimension {
  std::string_view name;
  std::string UsageRow::*field;
};
inline constexpr std::array<Dimension, 7> kDimensions{{{"sku", &UsageRow::sku_name},
                                                       {"identity", &UsageRow::run_as},
                                                       {"job", &UsageRow::job_id},
                                                       {"warehouse", &UsageRow::warehouse_id},
                                                       {"pipeline", &UsageRow::pipeline_id},
                                                       {"endpoint", &UsageRow::endpoint_name},
                                                       {"cluster", &UsageRow::cluster_id}}};
/// Those of them that are things which run, and that several identities and SKUs can share.
inline constexpr std::span<const Dimension> kResources = std::span(kDimensions).subspan<2>();

/// What an event is named by: "" stands for "all of them".
struct CostKey {
  std::string sku_name;
  std::string run_as;
  std::string job_id;
  auto operator<=>(const CostKey&) const = default;  // NOLINT(modernize-use-nullptr): taken for a literal 0
};

}  // namespace lakecode::cost
