#include <algorithm>
#include <array>

#include "workflows/engine.h"
#include "workflows/records.h"

namespace lakecode::workflows {
namespace {

// The order is the order in help.
constexpr std::array<const WorkflowRecord*, 11> kWorkflows = {
    &kDebugJob,       &kProveTable, &kAuditJobs,    &kJobStatus, &kCostTop,    &kCostSpike,
    &kGenaiCostAgent, &kJobLogs,    &kQueryHistory, &kRunJob,    &kDeployFile,
};

}  // namespace

std::span<const WorkflowRecord* const> registry() {
  return kWorkflows;
}

const WorkflowRecord* find_workflow(std::string_view id) {
  const auto found =
      std::find_if(kWorkflows.begin(), kWorkflows.end(), [&](const WorkflowRecord* w) { return w->id == id; });
  return found == kWorkflows.end() ? nullptr : *found;
}

}  // namespace lakecode::workflows
