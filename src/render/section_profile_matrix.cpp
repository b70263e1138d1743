// data of a workflow on several workspaces: a row a workspace, and which findings hold where.

#include <string>
#include <vector>

#include "base/json.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kFindingsShown = 40;
constexpr const char* kSeverities[] = {"critical", "high", "medium", "low"};

std::string count_text(const JsonValue& object, std::string_view key) {
  const auto count = json::int_at(object, key).value_or(0);
  return count == 0 ? "" : std::to_string(count);
}

Style style_of_status(const std::string& status) {
  if (status == "ok") return Style::Good;
  return status == "partial" ? Style::Warning : Style::Bad;
}

Grid workspace_grid(const JsonArray& rows) {
  Grid grid{{{"Profile"}, {"Status"}}, {}};
  for (const char* severity : kSeverities) grid.columns.push_back({severity, Align::Right});
  grid.columns.push_back({"Summary"});
  for (const JsonValue& row : rows) {
    const std::string status = json::string_at(row, "status");
    std::vector<Cell> cells = {Cell{.text = json::string_at(row, "profile")},
                               Cell{.text = status, .style = style_of_status(status)}};
    for (const char* severity : kSeverities) cells.push_back(Cell{.text = count_text(row, severity)});
    cells.push_back(Cell{.text = json::string_at(row, "summary")});
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

Grid finding_grid(const JsonArray& findings, const JsonArray& rows) {
  Grid grid{{{"Finding"}, {"Severity"}}, {}};
  for (const JsonValue& row : rows) grid.columns.push_back({json::string_at(row, "profile"), Align::Right});
  for (std::size_t i = 0; i < findings.size() && i < kFindingsShown; ++i) {
    std::vector<Cell> cells = {Cell{.text = json::string_at(findings[i], "id")},
                               Cell{.text = json::string_at(findings[i], "severity")}};
    const JsonValue counts = json::object_at(findings[i], "profiles");
    for (const JsonValue& row : rows) {
      cells.push_back(Cell{.text = count_text(counts, json::string_at(row, "profile"))});
    }
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

Blocks matrix_blocks(const JsonValue& data) {
  const JsonArray& rows = json::array_at(data, "matrix");
  Blocks blocks{Heading{"Workspaces"}, workspace_grid(rows)};
  const JsonArray& findings = json::array_at(data, "findings");
  if (findings.empty()) return blocks;
  blocks.emplace_back(Heading{"What was found where"});
  blocks.emplace_back(finding_grid(findings, rows));
  return blocks;
}

}  // namespace

const Section kProfileMatrixSection{"", matrix_blocks};

}  // namespace lakecode::render
