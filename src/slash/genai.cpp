#include "slash/commands.h"

#include <string>
#include <vector>

#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

/// The words of the question are one input.
Result<Action> act(Words words) {
  if (!words.empty() && words.front() == "ask") words = words.subspan(1);
  std::string question;
  std::vector<std::string> rest;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at].starts_with("--")) {
      rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
      break;
    }
    question += (question.empty() ? "" : " ") + words[at];
  }
  if (!question.empty()) rest.insert(rest.begin(), question);
  return workflow_action("genai", "genai_cost_agent", rest, {"question"});
}

}  // namespace

const Command kGenai{"genai",
                     "ask QUESTION [--days N]",
                     "what models and endpoints cost",
                     "/genai ask which endpoint costs most --days 30",
                     "genai_cost_agent",
                     act};

}  // namespace lakecode::slash
