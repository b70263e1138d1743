#pragma once
// The records of all tools, one a file, for registry.cpp alone.

#include "tools/tool.h"

namespace lakecode::tools {

extern const ToolRecord kActivateSkillTool;
extern const ToolRecord kAskUserTool;
extern const ToolRecord kBatchSqlTool;
extern const ToolRecord kDatabricksCliTool;
extern const ToolRecord kDescribeTableTool;
extern const ToolRecord kListCatalogsTool;
extern const ToolRecord kListSchemasTool;
extern const ToolRecord kListTablesTool;
extern const ToolRecord kReadResultTool;
extern const ToolRecord kRecentFailuresTool;
extern const ToolRecord kRunWorkflowTool;
extern const ToolRecord kSqlExecuteTool;
extern const ToolRecord kTopTablesBySizeTool;

}  // namespace lakecode::tools
