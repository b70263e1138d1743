#include "slash/commands.h"

#include <string>
#include <vector>

#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

/// Without a verb: all of them; other words are a request to be routed.
Result<Action> act(Words words) {
  std::vector<std::string> all{"skills"};
  const bool verb = !words.empty() && (words.front() == "list" || words.front() == "show" || words.front() == "route");
  if (words.empty()) all.emplace_back("list");
  if (!words.empty() && !verb) all.emplace_back("route");
  all.insert(all.end(), words.begin(), words.end());
  return command_action(std::move(all));
}

}  // namespace

const Command kSkills{"skills",
                      "[show NAME | REQUEST]",
                      "the skills there are, or those a request is about",
                      "/skills show databricks-jobs",
                      "",
                      act};

}  // namespace lakecode::slash
