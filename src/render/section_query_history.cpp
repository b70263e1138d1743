// data of query_history: the slowest statements first.

#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/time_format.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kShown = 15;

std::string advice_text(const JsonValue& query) {
  std::string text = json::string_at(query, "class");
  for (const JsonValue& advice : json::array_at(query, "advice")) {
    text += (text.empty() ? "" : ", ") + json::string_at(advice, "id");
  }
  return text;
}

Blocks query_history_blocks(const JsonValue& data) {
  const JsonArray& queries = json::array_at(data, "queries");
  if (queries.empty()) return {};
  Grid grid{{{"Statement"}, {"Status"}, {"Took", Align::Right}, {"User"}, {"Advice"}, {"Text"}}, {}};
  for (std::size_t i = 0; i < queries.size() && i < kShown; ++i) {
    const JsonValue& query = queries[i];
    const std::string status = json::string_at(query, "status");
    const auto took = std::chrono::milliseconds(json::int_at(query, "duration_ms").value_or(0));
    grid.rows.push_back({Cell{.text = json::string_at(query, "statement_id").substr(0, 13)},
                         Cell{.text = status, .style = status == "FAILED" ? Style::Bad : Style::Plain},
                         Cell{.text = format_duration(took)}, Cell{.text = json::string_at(query, "user")},
                         Cell{.text = advice_text(query)},
                         Cell{.text = json::string_at(query, "text").substr(0, 200)}});
  }
  Blocks blocks{Heading{"Statements, slowest first"}, std::move(grid)};
  if (queries.size() > kShown)
    blocks.emplace_back(Paragraph{fmt::format("{} more are in the result.", queries.size() - kShown)});
  return blocks;
}

}  // namespace

const Section kQueryHistorySection{"query_history", query_history_blocks};

}  // namespace lakecode::render
