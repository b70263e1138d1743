#include "render/sections.h"

#include <algorithm>
#include <array>

namespace lakecode::render {
namespace {

constexpr std::array<const Section*, 11> kSections = {
    &kAuditJobsSection,    &kJobStatusSection, &kDebugJobSection,       &kProveTableSection,
    &kCostTopSection,      &kCostSpikeSection, &kGenaiCostAgentSection, &kJobLogsSection,
    &kQueryHistorySection, &kRunJobSection,    &kDeployFileSection,
};

}  // namespace

const Section* find_section(std::string_view workflow) {
  const auto found =
      std::find_if(kSections.begin(), kSections.end(), [&](const Section* s) { return s->workflow == workflow; });
  return found == kSections.end() ? nullptr : *found;
}

}  // namespace lakecode::render
