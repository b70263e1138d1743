#include "slash/commands.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

Result<Action> act(Words words) {
  return workflow_action("audit", "audit_jobs", words, {});
}

}  // namespace

const Command kAudit{"audit", "", "which jobs are set up so that they will hurt", "/audit", "audit_jobs", act};

}  // namespace lakecode::slash
