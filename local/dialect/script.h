#pragma once
// SQL scripts (BEGIN ... END) and the statements that only a session gives a meaning to: DECLARE, SET, RESET, EXECUTE
// IMMEDIATE. Read into a tree of plain values; running it is the engine's business. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::local::dialect {

enum class NodeKind {
  Statement,
  Block,
  Declare,
  Undeclare,
  Condition,
  Handler,
  Assign,
  If,
  While,
  Repeat,
  Loop,
  For,
  Leave,
  Iterate,
  Signal,
  Resignal,
  Diagnostics,
  Execute,
  Setting,
  Reset,
};

struct ScriptNode;

/// WHEN c THEN ..., IF c THEN ...; an empty condition is ELSE.
struct ScriptBranch {
  std::string condition;
  std::vector<ScriptNode> body;
};

struct ScriptNode {
  NodeKind kind = NodeKind::Statement;
  std::string label;                        ///< of blocks and loops; of LEAVE and ITERATE the one they name; lower case
  std::string sql;                          ///< statement, query, expression, condition of a loop
  std::vector<std::string> names;           ///< variables, lower case; of a handler its conditions, upper case
  std::string type;                         ///< of DECLARE, as written; "" when it follows from the value
  std::string state;                        ///< SQLSTATE of a condition or a signal
  std::string message;                      ///< expression of MESSAGE_TEXT
  bool continues = false;                   ///< CONTINUE HANDLER
  bool replaces = false;                    ///< DECLARE OR REPLACE
  std::vector<std::string> arguments;       ///< expressions of USING; of GET DIAGNOSTICS its items, upper case
  std::vector<std::string> argument_names;  ///< their names, "" for ?
  std::vector<ScriptBranch> branches;
  std::vector<ScriptNode> body;
};

/// Whether `sql` is for the session: BEGIN, DECLARE, SET, RESET, EXECUTE.
bool is_script(std::string_view sql);

/// [PARSE_SYNTAX_ERROR] where it is not well formed; refusals by name (cursors).
Result<ScriptNode> parse_script(std::string_view sql);

}  // namespace lakecode::local::dialect
