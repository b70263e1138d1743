#pragma once
// Unity Catalog functions as typed reads, and their definition as SQL text.
// Source: Databricks REST reference, Functions; SQL manual, CREATE FUNCTION.

#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/client.h"
#include "databricks/unity_catalog.h"

namespace lakecode::databricks {

struct FunctionParameter {
  std::string name;
  std::string type_text;
  std::string default_text;  ///< SQL; empty without one
  std::string comment;
};

struct FunctionInfo {
  std::string full_name;
  std::vector<FunctionParameter> parameters;
  std::string data_type;                   ///< of the result as SQL; "TABLE_TYPE" for a table function
  std::vector<FunctionParameter> columns;  ///< of a table function
  std::string body_kind;                   ///< SQL or EXTERNAL
  std::string language;                    ///< of an EXTERNAL one: "PYTHON"
  std::string definition;                  ///< the text of the body
  std::string comment;
  bool deterministic = false;
};

/// GET unity-catalog/functions of one schema, every page; without definitions where the platform leaves them out.
Result<std::vector<FunctionInfo>> fetch_functions(Client& client, const SchemaName& schema, const CallContext& ctx);

/// GET unity-catalog/functions/{full name}. Errors: NotFound, PermissionDenied, …
Result<FunctionInfo> fetch_function(Client& client, const std::string& full_name, const CallContext& ctx);

/// CREATE OR REPLACE FUNCTION `quoted_name` … that makes `info` again; "" when something needed is missing. Pure.
std::string make_function_definition(const FunctionInfo& info, const std::string& quoted_name);

}  // namespace lakecode::databricks
