#include "slash/commands.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

/// Without a job: who you are to which workspace.
Result<Action> act(Words words) {
  if (words.empty()) return command_action({"auth", "status"});
  const bool job = words.front() == "job";
  return workflow_action("status", "job_status", job ? words.subspan(1) : words, {"job_id"});
}

}  // namespace

const Command kStatus{"status", "[JOB]", "how a job is doing; without one, the connection", "/status 1002", "", act};

}  // namespace lakecode::slash
