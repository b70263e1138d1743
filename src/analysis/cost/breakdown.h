#pragma once
// Who and what the money went to: sums by one key, dearest first, with a trend a day. Pure.

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "analysis/cost/usage.h"

namespace lakecode::cost {

struct CostLine {
  std::string key;
  std::string label;  ///< a name for people, "" when the key is one
  double usd = 0;
  double dbus = 0;
  double share = 0;           ///< of the total, 0 to 1
  std::vector<double> trend;  ///< usd a day, first to last
};

struct Period {
  Day from{};
  Day to{};  ///< inclusive
  [[nodiscard]] std::size_t days() const { return static_cast<std::size_t>((to - from).count()) + 1; }
};

/// Rows whose key is "" are left out. Ties go by key.
std::vector<CostLine> break_down(std::span<const UsageRow> rows, const Period& period,
                                 const std::function<std::string(const UsageRow&)>& key_of);

double total_usd(std::span<const UsageRow> rows);
double unpriced_quantity(std::span<const UsageRow> rows);

}  // namespace lakecode::cost
