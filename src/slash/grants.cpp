#include "slash/commands.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

Result<Action> act(Words words) {
  if (!words.empty() && words.front() == "diff")
    return workflow_action("grants", "uc_diff_grants", words.subspan(1), {"object", "desired"});
  if (!words.empty() && words.front() == "apply")
    return workflow_action("grants", "uc_apply_grants", words.subspan(1), {"plan_id"});
  return usage_error("grants", "say diff or apply", "diff OBJECT FILE | apply PLAN");
}

}  // namespace

const Command kGrants{"grants",
                      "diff OBJECT FILE | apply PLAN",
                      "what grants would change, and the change itself after you said yes",
                      "/grants diff prod.sales grants.yml",
                      "uc_diff_grants",
                      act};

}  // namespace lakecode::slash
