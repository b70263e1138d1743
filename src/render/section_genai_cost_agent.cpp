// data of genai_cost_agent: each function's sentence, then its lines.

#include <string>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "render/money.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kLinesShown = 8;

/// The first texts of a line are its key; money and counts follow where they are there.
Grid line_grid(const JsonArray& lines) {
  Grid grid{
      {{"Key"}, {"USD", Align::Right}, {"Requests", Align::Right}, {"Tokens", Align::Right}, {"USD / M", Align::Right}},
      {}};
  for (std::size_t i = 0; i < lines.size() && i < kLinesShown; ++i) {
    const JsonValue& line = lines[i];
    std::string key = json::string_at(line, "key");
    for (const std::string_view name : {"status", "endpoint"}) {
      if (key.empty()) key = json::string_at(line, name);
    }
    if (const std::string other = json::string_at(line, "other_model"); !other.empty()) key += " on " + other;
    const auto usd = json::double_at(line, json::find(line, "other_usd") != nullptr ? "other_usd" : "usd");
    const auto tokens = json::int_at(line, "input_tokens").value_or(0) +
                        json::int_at(line, "output_tokens").value_or(0) + json::int_at(line, "tokens").value_or(0);
    const auto requests = json::int_at(line, "requests").value_or(0);
    const auto price = json::double_at(line, "usd_per_million_tokens").value_or(0);
    grid.rows.push_back({Cell{.text = std::move(key)}, Cell{.text = usd ? money_text(*usd) : ""},
                         Cell{.text = requests > 0 ? text::group_digits(requests) : ""},
                         Cell{.text = tokens > 0 ? text::group_digits(tokens) : ""},
                         Cell{.text = price > 0 ? fmt::format("{:.2f}", price) : ""}});
  }
  return grid;
}

Cell day_trend(const JsonArray& lines) {
  std::vector<double> trend;
  for (const JsonValue& line : lines) trend.push_back(json::double_at(line, "usd").value_or(0));
  return Cell{.spark = last_values(std::move(trend))};
}

Blocks genai_cost_agent_blocks(const JsonValue& data) {
  Blocks blocks;
  for (const JsonValue& function : json::array_at(data, "functions")) {
    const std::string name = json::string_at(function, "name");
    blocks.emplace_back(Heading{text::replace_all(name, "_", " ")});
    blocks.emplace_back(Paragraph{json::string_at(function, "headline")});
    const JsonValue* result = json::find(function, "result");
    if (result == nullptr) continue;
    const JsonArray& lines = json::array_at(*result, "lines");
    if (name == "cost_by_day") {
      blocks.emplace_back(Fields{{{"Trend", day_trend(lines)}}});
    } else if (!lines.empty()) {
      blocks.emplace_back(line_grid(lines));
    }
  }
  if (const std::string note = json::string_at(data, "note"); !note.empty()) blocks.emplace_back(Paragraph{note});
  return blocks;
}

}  // namespace

const Section kGenaiCostAgentSection{"genai_cost_agent", genai_cost_agent_blocks};

}  // namespace lakecode::render
