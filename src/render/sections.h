#pragma once
// How the `data` of each workflow is shown: one file a workflow (section_<id>.cpp), one line in sections.cpp.

#include <string_view>

#include "base/json_fwd.h"
#include "render/blocks.h"

namespace lakecode::render {

struct Section {
  std::string_view workflow;
  Blocks (*blocks)(const JsonValue& data);
};

/// Null when a workflow has no section of its own.
const Section* find_section(std::string_view workflow);

extern const Section kAuditJobsSection;
extern const Section kDeployFileSection;
extern const Section kGenaiCostAgentSection;
extern const Section kJobStatusSection;
extern const Section kDebugJobSection;
extern const Section kProfileMatrixSection;  ///< of any workflow on several workspaces
extern const Section kProveTableSection;
extern const Section kCostTopSection;
extern const Section kCostSpikeSection;
extern const Section kJobLogsSection;
extern const Section kQueryHistorySection;
extern const Section kRunJobSection;

}  // namespace lakecode::render
