#include "slash/commands.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

Result<Action> act(Words words) {
  return workflow_action("drift", "drift_detect", words, {"bundle"});
}

}  // namespace

const Command kDrift{"drift",
                     "[BUNDLE] [--target NAME]",
                     "what differs between a bundle and the workspace",
                     "/drift --target prod",
                     "drift_detect",
                     act};

}  // namespace lakecode::slash
