#pragma once
// The records of all tools, one a file, for registry.cpp alone.

#include "tools/tool.h"

namespace lakecode::tools {

extern const ToolRecord kDescribeTableTool;
extern const ToolRecord kListCatalogsTool;
extern const ToolRecord kListSchemasTool;
extern const ToolRecord kListTablesTool;
extern const ToolRecord kSqlExecuteTool;
extern const ToolRecord kReadResultTool;

}  // namespace lakecode::tools
