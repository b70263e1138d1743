#include "slash/commands.h"

#include <string>
#include <vector>

#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

/// All words are the statement.
Result<Action> act(Words words) {
  if (words.empty()) return usage_error("sql", "there is no statement", "STATEMENT");
  std::string statement;
  for (const std::string& word : words) statement += (statement.empty() ? "" : " ") + word;
  return command_action({"sql", statement});
}

}  // namespace

const Command kSql{"sql", "STATEMENT", "run SQL behind the gate", "/sql select count(*) from prod.sales.orders", "",
                   act,   true};

}  // namespace lakecode::slash
