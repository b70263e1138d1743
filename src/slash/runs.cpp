#include "slash/commands.h"

#include <string>
#include <vector>

#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

/// Without a verb: all of them; another word is the run to show.
Result<Action> act(Words words) {
  if (words.empty()) return command_action({"runs", "list"});
  std::vector<std::string> all{"runs"};
  if (words.size() == 1 && words.front() != "list") all.emplace_back("show");
  all.insert(all.end(), words.begin(), words.end());
  return command_action(std::move(all));
}

}  // namespace

const Command kRuns{"runs", "[RUN | verify RUN]", "past workflow runs and their evidence", "/runs verify latest", "",
                    act};

}  // namespace lakecode::slash
