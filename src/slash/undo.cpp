#include "slash/commands.h"

#include <string>
#include <vector>

#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

Result<Action> act(Words words) {
  std::vector<std::string> all{"undo"};
  all.insert(all.end(), words.begin(), words.end());
  return command_action(std::move(all));
}

}  // namespace

const Command kUndo{"undo", "last | PACK | PACK#SEQ", "take a change back, after you said yes", "/undo last", "", act};

}  // namespace lakecode::slash
