#include "slash/commands.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

Result<Action> act(Words words) {
  if (words.size() >= 2 && words.front() == "job")
    return workflow_action("capture", "capture_job", words.subspan(1), {"job_id", "to"});
  if (words.size() >= 2 && words.front() == "pipeline")
    return workflow_action("capture", "capture_pipeline", words.subspan(1), {"pipeline_id", "to"});
  return usage_error("capture", "say what to capture", "job ID | pipeline ID [--to FOLDER]");
}

}  // namespace

const Command kCapture{"capture",
                       "job ID | pipeline ID [--to FOLDER]",
                       "write a live job or pipeline down as a bundle",
                       "/capture job 1001 --to ./bundle",
                       "capture_job",
                       act};

}  // namespace lakecode::slash
