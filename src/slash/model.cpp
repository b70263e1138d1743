#include "slash/commands.h"

#include <string>
#include <vector>

#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

/// A name is the model to use from now on: kept as a setting, since a command line has no session to keep it in.
Result<Action> act(Words words) {
  if (words.size() > 1) return usage_error("model", "`" + words[1] + "` is one word too many", "[list | test | NAME]");
  if (words.empty() || words.front() == "list") return command_action({"models", "list"});
  if (words.front() == "test") return command_action({"models", "test"});
  if (words.front().empty() || words.front().starts_with("-"))
    return usage_error("model", "`" + words.front() + "` is no name of a model", "[list | test | NAME]");
  return command_action({"config", "set", "agent.model", words.front()});
}

}  // namespace

const Command kModel{"model",
                     "[list | test | NAME]",
                     "the model in use and others; try it; use another from now on",
                     "/model claude-sonnet-4-5",
                     "",
                     act};

}  // namespace lakecode::slash
