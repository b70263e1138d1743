#include "analysis/cost/breakdown.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace lakecode::cost {

double total_usd(std::span<const UsageRow> rows) {
  return std::accumulate(rows.begin(), rows.end(), 0.0, [](double sum, const UsageRow& row) { return sum + row.usd; });
}

double unpriced_quantity(std::span<const UsageRow> rows) {
  return std::accumulate(rows.begin(), rows.end(), 0.0,
                         [](double sum, const UsageRow& row) { return row.is_priced ? sum : sum + row.quantity; });
}

std::vector<CostLine> break_down(std::span<const UsageRow> rows, const Period& period,
                                 const std::function<std::string(const UsageRow&)>& key_of) {
  const double total = total_usd(rows);
  std::map<std::string, CostLine> lines;
  for (const UsageRow& row : rows) {
    const std::string key = key_of(row);
    if (key.empty() || row.day < period.from || row.day > period.to) continue;
    CostLine& line = lines[key];
    line.key = key;
    line.trend.resize(period.days());
    line.usd += row.usd;
    line.dbus += row.quantity;
    line.trend[static_cast<std::size_t>((row.day - period.from).count())] += row.usd;
    if (key == row.job_id && !row.job_name.empty()) line.label = row.job_name;
  }
  std::vector<CostLine> list;
  for (auto& [key, line] : lines) {
    line.share = total == 0 ? 0 : line.usd / total;
    list.push_back(std::move(line));
  }
  std::stable_sort(list.begin(), list.end(), [](const CostLine& a, const CostLine& b) {
    return std::tuple(-a.usd, a.key) < std::tuple(-b.usd, b.key);
  });
  return list;
}

}  // namespace lakecode::cost
