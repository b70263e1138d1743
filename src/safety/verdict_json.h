#pragma once
// The JSON forms of judging, as scripts rely on them: one line in, one line out. Pure; thread-safe.

#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"
#include "safety/effect.h"
#include "safety/verdict.h"

namespace lakecode::safety {

/// {"sql"}, {"argv": […]} or {"method", "path", "body"?}: what the line would do. `body` is null, a JSON value, or a
/// string that holds the raw text. Other members are ignored.
/// Errors: InvalidArgument when the line is no object, names none of these, or gives one the wrong type.
Result<Effect> effect_of_json(const JsonValue& line);

/// {"class","kind","parsed","statements":[…],"reasons","undo"}.
JsonObject to_json(const Verdict& verdict);

/// Answers one line of `safety classify --jsonl`: the verdict with the line's "id" (null when it has none), or
/// {"id":…,"error":"…"} for a line that cannot be judged. Without a trailing newline.
std::string classify_json_line(std::string_view line);

}  // namespace lakecode::safety
