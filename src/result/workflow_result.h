#pragma once
// The one structure a workflow returns, the pack stores, the report shows and `--output json` prints
// (schema lakecode.workflow_result/1). Plain values; safe to copy between threads.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json_fwd.h"
#include "result/finding.h"

namespace lakecode::result {

enum class StepKind { Api, Sql, Analysis, Model, Write, Gate };
enum class StepStatus { Ok, Failed, Skipped, Denied };

struct Step {
  std::string id;
  std::string title;
  StepKind kind = StepKind::Api;
  StepStatus status = StepStatus::Ok;
  std::chrono::milliseconds duration{0};
  std::string error;  ///< one line; empty when the step did not fail
};

enum class WorkflowStatus { Ok, Partial, Failed, NeedsApproval, Denied };

struct Narrative {
  std::string model;
  std::string text;
};

struct WorkflowResult {
  std::string workflow;
  std::string run_id;  ///< id of this lakecode run; the pack's id
  WorkflowStatus status = WorkflowStatus::Ok;
  std::string workspace;  ///< host origin, or "local"
  WallTime started_at;
  WallTime finished_at;
  JsonBox inputs;                 ///< object; ids as strings
  std::string summary;            ///< one or two sentences
  std::vector<Finding> findings;  ///< worst first
  JsonBox data;                   ///< object; see interfaces, "Workflows"
  std::optional<Narrative> narrative;
  std::vector<Step> steps;
  std::string evidence_pack;  ///< folder; empty when none was written
};

std::string_view name_of(StepKind kind);
std::string_view name_of(StepStatus status);
std::string_view name_of(WorkflowStatus status);

/// The contract's JSON object, members in the contract's order.
JsonValue to_json(const WorkflowResult& result);

/// Worst severity among the findings; nullopt when there is none.
std::optional<Severity> worst(const WorkflowResult& result);

}  // namespace lakecode::result
