// data of cost_top: the total with its trend, and one table a dimension.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "render/money.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kShown = 10;

struct Dimension {
  const char* key;
  const char* title;
};
constexpr Dimension kDimensions[] = {
    {"by_sku", "By SKU"},           {"by_product", "By product"},     {"by_identity", "By identity"},
    {"by_job", "By job"},           {"by_warehouse", "By warehouse"}, {"by_cluster", "By all-purpose cluster"},
    {"by_pipeline", "By pipeline"}, {"by_endpoint", "By endpoint"},   {"by_tag", "By tag"}};

std::vector<double> trend_of(const JsonValue& line) {
  std::vector<double> trend;
  for (const JsonValue& value : json::array_at(line, "trend"))
    trend.push_back(value.is_number() ? value.to_number<double>() : 0.0);
  return trend;
}

Grid line_grid(const JsonArray& lines) {
  const bool has_names = std::any_of(lines.begin(), lines.end(),
                                     [](const JsonValue& line) { return !json::string_at(line, "name").empty(); });
  Grid grid{{{"Key"}, {"USD", Align::Right}, {"Units", Align::Right}, {"Share", Align::Right}, {""}, {"Trend"}}, {}};
  if (has_names) grid.columns.insert(grid.columns.begin() + 1, TableColumn{"Name"});
  for (std::size_t i = 0; i < lines.size() && i < kShown; ++i) {
    const double share = json::double_at(lines[i], "share").value_or(0.0);
    grid.rows.push_back({Cell{.text = json::string_at(lines[i], "key")},
                         Cell{.text = money_text(json::double_at(lines[i], "usd").value_or(0.0))},
                         Cell{.text = money_text(json::double_at(lines[i], "dbus").value_or(0.0))},
                         Cell{.text = fmt::format("{:.1f} %", share * 100)}, Cell{.bar = share},
                         Cell{.spark = last_values(trend_of(lines[i]))}});
    if (!has_names) continue;
    std::vector<Cell>& row = grid.rows.back();
    row.insert(row.begin() + 1, Cell{.text = json::string_at(lines[i], "name")});
  }
  return grid;
}

Blocks cost_top_blocks(const JsonValue& data) {
  Fields fields;
  if (const auto total = json::double_at(data, "total_usd")) {
    fields.rows.emplace_back("Total", Cell{.text = money_text(*total) + " USD"});
  }
  if (auto trend = trend_of(data); !trend.empty()) {
    fields.rows.emplace_back("Trend", Cell{.spark = last_values(std::move(trend))});
  }
  if (const std::string note = json::string_at(data, "note"); !note.empty()) {
    fields.rows.emplace_back("Money", Cell{.text = note});
  }
  if (fields.rows.empty()) return {};
  Blocks blocks{Heading{"Cost"}, std::move(fields)};
  for (const Dimension& dimension : kDimensions) {
    const JsonArray& lines = json::array_at(data, dimension.key);
    if (lines.empty()) continue;
    blocks.emplace_back(Heading{dimension.title});
    blocks.emplace_back(line_grid(lines));
    if (lines.size() > kShown) {
      blocks.emplace_back(Paragraph{fmt::format("{} more are in the result.", lines.size() - kShown)});
    }
  }
  return blocks;
}

}  // namespace

const Section kCostTopSection{"cost_top", cost_top_blocks};

}  // namespace lakecode::render
