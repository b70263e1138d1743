#pragma once
// Runs and tasks as they come on the wire. For this folder's sources only. Pure and total: a missing field is empty.

#include "base/json_fwd.h"
#include "databricks/jobs.h"

namespace lakecode::databricks {

TaskSettings parse_task_settings(const JsonValue& value);
RunState parse_run_state(const JsonValue& value);  ///< of a run or a task: its "state" and "status"
Run parse_run(const JsonValue& value);

}  // namespace lakecode::databricks
