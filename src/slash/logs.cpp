#include "slash/commands.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

Result<Action> act(Words words) {
  const bool run = !words.empty() && words.front() == "run";
  return workflow_action("logs", "job_logs", run ? words.subspan(1) : words, {"run_id", "task_key"});
}

}  // namespace

const Command kLogs{
    "logs", "RUN [TASK] [--follow]", "the logs of a run, with the lines that matter", "/logs 77", "job_logs", act};

}  // namespace lakecode::slash
