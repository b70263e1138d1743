#include "analysis/cost/drivers.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace lakecode::cost {
namespace {

using std::chrono::days;

constexpr int kWeeks = 4;
constexpr double kLeastShare = 0.2;  // of the event's excess
constexpr std::size_t kMost = 5;

bool is_of(const UsageRow& row, const CostEvent& event) {
  const CostKey& key = event.key;
  const bool is_of_resource = std::all_of(kResources.begin(), kResources.end(), [&](const Dimension& dimension) {
    return dimension.name != event.resource_dimension || row.*dimension.field == event.resource;
  });
  return is_of_resource && (key.sku_name.empty() || key.sku_name == row.sku_name) &&
         (key.run_as.empty() || key.run_as == row.run_as) && (key.job_id.empty() || key.job_id == row.job_id);
}

bool is_named_by(const CostEvent& event, std::string_view dimension) {
  return dimension == event.resource_dimension || (dimension == "sku" && !event.key.sku_name.empty()) ||
         (dimension == "identity" && !event.key.run_as.empty()) || (dimension == "job" && !event.key.job_id.empty());
}

/// How many of the event's days a day before it is compared with: those of its weekday, within four weeks.
int days_like(Day day, const CostEvent& event) {
  if (day >= event.start || day < event.start - days(7 * kWeeks)) return 0;
  const auto first = (7 - (event.start - day).count() % 7) % 7;  // days into the event until that weekday
  const auto length = (event.end - event.start).count() + 1;
  return length <= first ? 0 : static_cast<int>((length - first - 1) / 7 + 1);
}

}  // namespace

std::vector<CostDriver> find_drivers(std::span<const UsageRow> rows, const CostEvent& event) {
  if (event.reason != EventReason::Usage) return {};
  std::map<std::pair<std::string_view, std::string_view>, CostDriver> parts;
  for (const UsageRow& row : rows) {
    if (row.day > event.end || row.day < event.start - days(7 * kWeeks) || !is_of(row, event)) continue;
    for (const Dimension& dimension : kDimensions) {
      const std::string& key = row.*dimension.field;
      if (key.empty() || is_named_by(event, dimension.name)) continue;
      CostDriver& part = parts[{dimension.name, key}];
      if (row.day >= event.start) {
        part.actual_usd += row.usd;
      } else {
        part.expected_usd += row.usd * days_like(row.day, event) / kWeeks;
      }
    }
  }
  std::vector<CostDriver> drivers;
  for (auto& [name, part] : parts) {
    if (part.excess_usd() <= 0 || part.excess_usd() < kLeastShare * event.excess_usd()) continue;
    part.dimension = name.first;
    part.key = name.second;
    drivers.push_back(std::move(part));
  }
  std::stable_sort(drivers.begin(), drivers.end(), [](const CostDriver& a, const CostDriver& b) {
    return std::tuple(-a.excess_usd(), a.dimension, a.key) < std::tuple(-b.excess_usd(), b.dimension, b.key);
  });
  if (drivers.size() > kMost) drivers.resize(kMost);
  return drivers;
}

}  // namespace lakecode::cost
