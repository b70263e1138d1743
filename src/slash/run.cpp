#include "slash/commands.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

Result<Action> act(Words words) {
  return workflow_action("run", "run_job", words, {"job_id"});
}

}  // namespace

const Command kRun{
    "run", "JOB [--parameters JSON] [--wait]", "run a job, after you said yes", "/run 1001 --wait", "run_job", act};

}  // namespace lakecode::slash
