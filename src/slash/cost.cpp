#include "slash/commands.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

Result<Action> act(Words words) {
  if (words.empty() || words.front().starts_with("--")) return workflow_action("cost", "cost_top", words, {});
  if (words.front() == "top") return workflow_action("cost", "cost_top", words.subspan(1), {});
  if (words.front() == "spike") return workflow_action("cost", "cost_spike", words.subspan(1), {});
  return usage_error("cost", "`" + words.front() + "` is neither top nor spike", "top|spike [--days N]");
}

}  // namespace

const Command kCost{"cost",
                    "top|spike [--days N]",
                    "what the money went to, or where it suddenly went up",
                    "/cost top --days 7",
                    "cost_top",
                    act};

}  // namespace lakecode::slash
