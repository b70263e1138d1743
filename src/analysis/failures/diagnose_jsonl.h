#pragma once
// The JSON forms of the diagnosis: run evidence in, diagnosis out, and one line of `diagnose --jsonl`.
// Pure. Unknown members are ignored; absent, null and wrongly typed members read as "not recorded".

#include <string>
#include <string_view>

#include "analysis/failures/diagnosis.h"
#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::analysis {

/// {"run":{…},"tasks":[…],"clusters":[…]?} as in the interfaces, also in the Jobs API 2.2 nesting (state, status).
/// Error InvalidArgument when `line` is no object or has neither "run" nor "tasks"; at most 2000 tasks are read.
Result<RunEvidence> parse_run_evidence(const JsonValue& line);

/// {"class","task_key","confidence","evidence":[{"task_key","field","line","text"}],"fix","retry_helps","cascade",
/// "contributing"}.
JsonObject to_json(const Diagnosis& diagnosis);

/// Answers one line of `diagnose --jsonl`: the diagnosis with the line's "id" (null when it has none), or
/// {"id":null,"error":"…"} when the line is no valid JSON object. Without a trailing newline.
std::string diagnose_json_line(std::string_view line);

}  // namespace lakecode::analysis
