#include "slash/commands.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

/// "/debug 1001" is a job; "/debug run 77" a run of one.
Result<Action> act(Words words) {
  const bool run = !words.empty() && words.front() == "run";
  const bool job = !words.empty() && words.front() == "job";
  if (run) return workflow_action("debug", "debug_job", words.subspan(1), {"run_id"});
  return workflow_action("debug", "debug_job", job ? words.subspan(1) : words, {"job_id"});
}

}  // namespace

const Command kDebug{"debug",       "JOB | run RUN", "why a job or a run failed, and what to do about it",
                     "/debug 1001", "debug_job",     act};

}  // namespace lakecode::slash
