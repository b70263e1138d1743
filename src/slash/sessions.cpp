#include "slash/commands.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

/// Without a verb: all of them; another word is the session to show.
Result<Action> act(Words words) {
  constexpr std::array<std::string_view, 5> kVerbs = {"list", "show", "export", "delete", "prune"};
  std::vector<std::string> all{"sessions"};
  if (words.empty()) {
    all.emplace_back("list");
  } else if (std::find(kVerbs.begin(), kVerbs.end(), words.front()) == kVerbs.end()) {
    all.emplace_back("show");
  }
  all.insert(all.end(), words.begin(), words.end());
  return command_action(std::move(all));
}

}  // namespace

const Command kSessions{"sessions",
                        "[SESSION | show|export|delete SESSION | prune]",
                        "past conversations: all, or one of them",
                        "/sessions latest",
                        "",
                        act};

}  // namespace lakecode::slash
