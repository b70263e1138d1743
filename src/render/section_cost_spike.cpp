// data of cost_spike: one row an event.

#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "render/money.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

/// By its name where it has one: ids say little.
std::string key_text(const JsonValue& event) {
  const std::string name = json::string_at(event, "name");
  return json::string_at(event, "dimension") + " " + (name.empty() ? json::string_at(event, "key") : name);
}

Blocks cost_spike_blocks(const JsonValue& data) {
  Blocks blocks;
  Fields fields;
  if (const auto total = json::double_at(data, "total_usd")) {
    fields.rows.emplace_back("Judged", Cell{.text = money_text(*total) + " USD"});
  }
  if (const auto missing = json::int_at(data, "missing_days"); missing && *missing > 0) {
    fields.rows.emplace_back("Missing", Cell{.text = fmt::format("{} days on which nobody reported", *missing)});
  }
  if (const std::string note = json::string_at(data, "note"); !note.empty()) {
    fields.rows.emplace_back("Money", Cell{.text = note});
  }
  if (fields.rows.empty()) return {};
  blocks.emplace_back(Heading{"Usage"});
  blocks.emplace_back(std::move(fields));
  const JsonArray& events = json::array_at(data, "events");
  if (events.empty()) return blocks;
  Grid grid{{{"Kind"},
             {"Key"},
             {"From"},
             {"To"},
             {"USD", Align::Right},
             {"Expected", Align::Right},
             {"Excess", Align::Right},
             {"Reason"}},
            {}};
  for (const JsonValue& event : events) {
    grid.rows.push_back({Cell{.text = json::string_at(event, "kind")}, Cell{.text = key_text(event)},
                         Cell{.text = json::string_at(event, "start_date")},
                         Cell{.text = json::string_at(event, "end_date")},
                         Cell{.text = money_text(json::double_at(event, "actual_usd").value_or(0.0))},
                         Cell{.text = money_text(json::double_at(event, "expected_usd").value_or(0.0))},
                         Cell{.text = money_text(json::double_at(event, "excess_usd").value_or(0.0))},
                         Cell{.text = json::string_at(event, "reason")}});
  }
  blocks.emplace_back(Heading{"Events"});
  blocks.emplace_back(std::move(grid));
  return blocks;
}

}  // namespace

const Section kCostSpikeSection{"cost_spike", cost_spike_blocks};

}  // namespace lakecode::render
