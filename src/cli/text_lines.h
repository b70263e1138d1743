#pragma once
// JSON lines {"id","text"} in, one line out for each: what `intent --jsonl` and `skills route --jsonl` have in common.

#include <functional>
#include <string_view>

#include "base/json_fwd.h"
#include "cli/app.h"

namespace lakecode::cli {

/// Answers each line of standard input with `answer`'s object, the line's "id" in front. A line that is no JSON object
/// with a text gets {"id":null,"error":"…"} and the rest goes on. Returns the exit code.
int answer_text_lines(App& app, const std::function<JsonObject(std::string_view text)>& answer);

}  // namespace lakecode::cli
