// data of prove_table: verdict, contract, drift, anomalies, and the profile of every column.

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

std::string value_text(const JsonValue& object, std::string_view key) {
  const JsonValue* value = json::find(object, key);
  if (value == nullptr || value->is_null()) return {};
  if (const auto text = json::as_string(*value)) return *text;
  if (value->is_double()) return fmt::format("{:.6g}", value->get_double());
  return json::serialize(*value);
}

std::string count_text(const JsonValue& object, std::string_view key) {
  const auto count = json::int_at(object, key);
  return count ? text::group_digits(*count) : std::string();
}

Style style_of_verdict(const std::string& verdict) {
  if (verdict == "pass") return Style::Good;
  return verdict == "warn" ? Style::Warning : Style::Bad;
}

Grid column_grid(const JsonArray& columns) {
  Grid grid{{{"Column"}, {"Type"}, {"Null", Align::Right}, {""}, {"~ Distinct", Align::Right}, {"Min"}, {"Max"}}, {}};
  for (const JsonValue& column : columns) {
    const double ratio = json::double_at(column, "null_ratio").value_or(0.0);
    grid.rows.push_back({Cell{.text = json::string_at(column, "name")}, Cell{.text = json::string_at(column, "type")},
                         Cell{.text = fmt::format("{:.1f} %", ratio * 100)}, Cell{.bar = ratio},
                         Cell{.text = count_text(column, "approx_distinct")}, Cell{.text = value_text(column, "min")},
                         Cell{.text = value_text(column, "max")}});
  }
  return grid;
}

Grid anomaly_grid(const JsonArray& anomalies) {
  Grid grid{{{"Severity"}, {"Kind"}, {"Column"}, {"Count", Align::Right}, {"Detail"}, {"Examples"}}, {}};
  for (const JsonValue& anomaly : anomalies) {
    std::vector<std::string> examples;  // masked already where they may be personal
    for (const JsonValue& each : json::array_at(anomaly, "examples")) {
      examples.push_back(json::as_string(each).value_or(""));
    }
    grid.rows.push_back({Cell{.text = json::string_at(anomaly, "severity")},
                         Cell{.text = json::string_at(anomaly, "kind")},
                         Cell{.text = json::string_at(anomaly, "column")}, Cell{.text = count_text(anomaly, "count")},
                         Cell{.text = json::string_at(anomaly, "detail")}, Cell{.text = text::join(examples, ", ")}});
  }
  return grid;
}

Style style_of_check(const std::string& status) {
  if (status == "pass") return Style::Good;
  return status == "fail" ? Style::Bad : Style::Warning;
}

Grid contract_grid(const JsonArray& checks) {
  Grid grid{{{"Check"}, {"Status"}, {"Count", Align::Right}, {"Promised"}, {"Found"}}, {}};
  for (const JsonValue& check : checks) {
    const std::string status = json::string_at(check, "status");
    grid.rows.push_back({Cell{.text = json::string_at(check, "name")},
                         Cell{.text = status, .style = style_of_check(status)},
                         Cell{.text = count_text(check, "count")}, Cell{.text = json::string_at(check, "promise")},
                         Cell{.text = json::string_at(check, "detail")}});
  }
  return grid;
}

Grid drift_grid(const JsonArray& drifts) {
  Grid grid{{{"Severity"}, {"Drift"}, {"Column"}, {"Detail"}}, {}};
  for (const JsonValue& drift : drifts) {
    grid.rows.push_back({Cell{.text = json::string_at(drift, "severity")}, Cell{.text = json::string_at(drift, "kind")},
                         Cell{.text = json::string_at(drift, "column")},
                         Cell{.text = json::string_at(drift, "detail")}});
  }
  return grid;
}

Blocks prove_table_blocks(const JsonValue& data) {
  const std::string verdict = json::string_at(data, "verdict");
  const JsonArray& anomalies = json::array_at(data, "anomalies");
  // Nothing was measured: the summary says why.
  if (json::array_at(data, "columns").empty() && !json::int_at(data, "row_count")) return {};
  Fields fields;
  if (!verdict.empty()) fields.rows.emplace_back("Verdict", Cell{.text = verdict, .style = style_of_verdict(verdict)});
  fields.rows.emplace_back("Rows", Cell{.text = count_text(data, "row_count")});
  fields.rows.emplace_back("Columns", Cell{.text = std::to_string(json::array_at(data, "columns").size())});
  if (const std::string read = json::string_at(data, "sampling"); !read.empty()) {
    fields.rows.emplace_back("Read", Cell{.text = read});
  }
  Blocks blocks{Heading{"Table"}, std::move(fields)};
  if (const JsonValue* contract = json::find(data, "contract")) {
    blocks.emplace_back(Heading{"Contract"});
    blocks.emplace_back(contract_grid(json::array_at(*contract, "checks")));
  }
  if (const JsonArray& drifts = json::array_at(data, "drift"); !drifts.empty()) {
    blocks.emplace_back(Heading{"Since the last run"});
    blocks.emplace_back(drift_grid(drifts));
  }
  if (!anomalies.empty()) {
    blocks.emplace_back(Heading{"Anomalies"});
    blocks.emplace_back(anomaly_grid(anomalies));
  }
  if (const JsonArray& columns = json::array_at(data, "columns"); !columns.empty()) {
    blocks.emplace_back(Heading{"Columns"});
    blocks.emplace_back(column_grid(columns));
  }
  return blocks;
}

}  // namespace

const Section kProveTableSection{"prove_table", prove_table_blocks};

}  // namespace lakecode::render
