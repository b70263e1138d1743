#include "result/workflow_result.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/time_format.h"

namespace lakecode::result {
namespace {

JsonObject finding_to_json(const Finding& finding) {
  JsonArray evidence;
  for (const EvidenceRef& ref : finding.evidence) {
    evidence.push_back(JsonObject{{"step", ref.step}, {"pointer", ref.pointer}});
  }
  return {{"id", finding.id},         {"severity", name_of(finding.severity)},    {"title", finding.title},
          {"detail", finding.detail}, {"recommendation", finding.recommendation}, {"evidence", std::move(evidence)}};
}

JsonObject step_to_json(const Step& step) {
  JsonObject object{{"id", step.id},
                    {"title", step.title},
                    {"kind", name_of(step.kind)},
                    {"status", name_of(step.status)},
                    {"duration_ms", step.duration.count()}};
  if (!step.error.empty()) object["error"] = step.error;
  return object;
}

}  // namespace

std::string_view name_of(StepKind kind) {
  switch (kind) {
    case StepKind::Api:
      return "api";
    case StepKind::Sql:
      return "sql";
    case StepKind::Analysis:
      return "analysis";
    case StepKind::Model:
      return "model";
    case StepKind::Write:
      return "write";
    case StepKind::Gate:
      return "gate";
  }
  return "api";
}

std::string_view name_of(StepStatus status) {
  switch (status) {
    case StepStatus::Ok:
      return "ok";
    case StepStatus::Failed:
      return "failed";
    case StepStatus::Skipped:
      return "skipped";
    case StepStatus::Denied:
      return "denied";
  }
  return "failed";
}

std::string_view name_of(WorkflowStatus status) {
  switch (status) {
    case WorkflowStatus::Ok:
      return "ok";
    case WorkflowStatus::Partial:
      return "partial";
    case WorkflowStatus::Failed:
      return "failed";
    case WorkflowStatus::NeedsApproval:
      return "needs_approval";
    case WorkflowStatus::Denied:
      return "denied";
  }
  return "failed";
}

JsonValue to_json(const WorkflowResult& result) {
  JsonArray findings;
  for (const Finding& finding : result.findings) findings.push_back(finding_to_json(finding));
  JsonArray steps;
  for (const Step& step : result.steps) steps.push_back(step_to_json(step));
  JsonValue narrative;
  if (result.narrative) narrative = JsonObject{{"model", result.narrative->model}, {"text", result.narrative->text}};
  return JsonObject{{"schema", "lakecode.workflow_result/1"},
                    {"workflow", result.workflow},
                    {"run_id", result.run_id},
                    {"status", name_of(result.status)},
                    {"workspace", result.workspace},
                    {"started_at", format_rfc3339(result.started_at)},
                    {"finished_at", format_rfc3339(result.finished_at)},
                    {"inputs", *result.inputs},
                    {"summary", result.summary},
                    {"findings", std::move(findings)},
                    {"data", *result.data},
                    {"narrative", std::move(narrative)},
                    {"steps", std::move(steps)},
                    {"evidence_pack", result.evidence_pack}};
}

std::optional<Severity> worst(const WorkflowResult& result) {
  const auto found = std::max_element(result.findings.begin(), result.findings.end(),
                                      [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  if (found == result.findings.end()) return std::nullopt;
  return found->severity;
}

}  // namespace lakecode::result
