#include <algorithm>
#include <array>

#include "tools/records.h"
#include "tools/tool.h"

namespace lakecode::tools {
namespace {

// The order is the order in which the model sees them; it is part of a cached prefix.
constexpr std::array kTools = {
    &kListCatalogsTool,    &kListSchemasTool, &kListTablesTool,    &kDescribeTableTool, &kSqlExecuteTool,
    &kBatchSqlTool,        &kReadResultTool,  &kDatabricksCliTool, &kRunWorkflowTool,   &kRecentFailuresTool,
    &kTopTablesBySizeTool, &kAskUserTool,     &kActivateSkillTool,
};

}  // namespace

std::span<const ToolRecord* const> registry() {
  return kTools;
}

const ToolRecord* find_tool(std::string_view name) {
  const auto found =
      std::find_if(kTools.begin(), kTools.end(), [&](const ToolRecord* tool) { return tool->name == name; });
  return found == kTools.end() ? nullptr : *found;
}

}  // namespace lakecode::tools
