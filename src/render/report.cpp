#include "render/report.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/json.h"
#include "base/time_format.h"
#include "render/blocks.h"
#include "render/sections.h"

namespace lakecode::render {
namespace {

using result::StepStatus;
using result::WorkflowStatus;

Style style_of_status(WorkflowStatus status) {
  if (status == WorkflowStatus::Ok) return Style::Good;
  return status == WorkflowStatus::Partial ? Style::Warning : Style::Bad;
}

std::string status_text(const result::WorkflowResult& result) {
  std::string text(result::name_of(result.status));
  const auto broken = std::count_if(result.steps.begin(), result.steps.end(),
                                    [](const result::Step& step) { return step.status != StepStatus::Ok; });
  if (result.status == WorkflowStatus::Partial && broken == 0) {
    text += ": it was stopped before its end";
  } else if (result.status == WorkflowStatus::Partial) {
    text += ": " + std::to_string(broken) + " of " + std::to_string(result.steps.size()) + " steps did not deliver";
  }
  return text;
}

std::string inputs_text(const JsonValue& inputs) {
  std::string text;
  if (!inputs.is_object()) return text;
  for (const auto& member : inputs.get_object()) {
    if (!text.empty()) text += ", ";
    text += std::string(member.key()) + " " +
            (member.value().is_string() ? std::string(member.value().get_string()) : json::serialize(member.value()));
  }
  return text;
}

Blocks head_blocks(const result::WorkflowResult& result) {
  Fields fields;
  if (const std::string asked = inputs_text(*result.inputs); !asked.empty())
    fields.rows.emplace_back("Asked about", Cell{.text = asked});
  fields.rows.emplace_back("Workspace", Cell{.text = result.workspace});
  fields.rows.emplace_back("Status", Cell{.text = status_text(result), .style = style_of_status(result.status)});
  fields.rows.emplace_back("Took", Cell{.text = format_duration(result.finished_at - result.started_at) + ", at " +
                                                format_minute(result.started_at) + " UTC"});
  Blocks blocks{Heading{result.workflow}, std::move(fields)};
  if (!result.summary.empty()) {
    blocks.emplace_back(Heading{"Summary"});
    blocks.emplace_back(Paragraph{result.summary});
  }
  return blocks;
}

/// Where the proof lies: step and pointer into the data, the first few of them.
std::string evidence_text(const result::Finding& finding) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < finding.evidence.size() && i < kShown; ++i) {
    text += (i > 0 ? ", " : "") + finding.evidence[i].step + " " + finding.evidence[i].pointer;
  }
  if (finding.evidence.size() > kShown) text += " and " + std::to_string(finding.evidence.size() - kShown) + " more";
  return text;
}

void add_findings(Blocks& blocks, const result::WorkflowResult& result) {
  if (result.findings.empty()) return;
  blocks.emplace_back(Heading{"Findings"});
  for (const result::Finding& finding : result.findings) {
    Fields fields;
    fields.rows.emplace_back(std::string(result::name_of(finding.severity)),
                             Cell{.text = finding.title, .style = style_of(finding.severity)});
    if (!finding.detail.empty()) fields.rows.emplace_back("", Cell{.text = finding.detail});
    if (!finding.recommendation.empty()) fields.rows.emplace_back("do", Cell{.text = finding.recommendation});
    if (!finding.evidence.empty()) fields.rows.emplace_back("see", Cell{.text = evidence_text(finding)});
    blocks.emplace_back(std::move(fields));
  }
}

/// What was refused, and the acts that would open it, which a person copies: one line each.
void add_missing(Blocks& blocks, const JsonValue& data) {
  const JsonArray& missing = json::array_at(data, "missing");
  if (missing.empty()) return;
  blocks.emplace_back(Heading{"Not read, for want of a right"});
  for (const JsonValue& each : missing) {
    const std::string what = json::string_at(each, "step");
    blocks.emplace_back(Paragraph{what + ": " + json::string_at(each, "why")});
    Verbatim acts;
    for (const JsonValue& act : json::array_at(each, "acts")) {
      const std::string line = json::as_string(act).value_or("");
      acts.lines.push_back(line.starts_with("GRANT ") ? line + ";" : line);
    }
    if (!acts.lines.empty()) blocks.emplace_back(std::move(acts));
  }
}

void add_steps(Blocks& blocks, const result::WorkflowResult& result) {
  Grid grid{{{"Step"}, {"Kind"}, {"Result"}, {"Time", Align::Right}, {"Why"}}, {}};
  for (const result::Step& step : result.steps) {
    grid.rows.push_back({Cell{.text = step.title}, Cell{.text = std::string(result::name_of(step.kind))},
                         Cell{.text = std::string(result::name_of(step.status))},
                         Cell{.text = format_duration(step.duration)}, Cell{.text = step.error}});
  }
  const bool all_ok = std::all_of(result.steps.begin(), result.steps.end(),
                                  [](const result::Step& step) { return step.error.empty(); });
  if (all_ok) {
    grid.columns.pop_back();
    for (auto& row : grid.rows) row.pop_back();
  }
  blocks.emplace_back(Heading{"Steps"});
  blocks.emplace_back(std::move(grid));
}

Blocks report_blocks(const result::WorkflowResult& result) {
  Blocks blocks = head_blocks(result);
  // Several workspaces have one shape, whatever ran on them.
  const bool has_matrix = json::find(*result.data, "matrix") != nullptr;
  if (const Section* section = has_matrix ? &kProfileMatrixSection : find_section(result.workflow);
      section != nullptr) {
    for (Block& block : section->blocks(*result.data)) blocks.push_back(std::move(block));
  }
  add_findings(blocks, result);
  if (result.narrative) {
    blocks.emplace_back(Heading{"In words (" + result.narrative->model + ")"});
    blocks.emplace_back(Paragraph{result.narrative->text});
  }
  add_missing(blocks, *result.data);
  add_steps(blocks, result);
  if (!result.evidence_pack.empty()) {
    blocks.emplace_back(Heading{"Evidence"});
    blocks.emplace_back(Paragraph{result.evidence_pack});
  }
  return blocks;
}

}  // namespace

std::string render_report(const result::WorkflowResult& result, const Screen& screen) {
  return render_blocks(report_blocks(result), screen);
}

std::string render_markdown(const result::WorkflowResult& result) {
  return render_blocks_markdown(report_blocks(result));
}

}  // namespace lakecode::render
