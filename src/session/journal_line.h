#pragma once
// One line of a journal: a record with its number, its time and a check sum that finds every changed byte. Pure.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::session {

/// The line with its newline. Members of `record` called n, t and sum are left out; bytes that are no UTF-8 are
/// replaced.
std::string render_line(std::int64_t number, WallTime time, const JsonObject& record);

/// The line (without newline) as JSON. CorruptData when it is no JSON object, or its sum does not fit.
Result<JsonBox> parse_line(std::string_view line);

}  // namespace lakecode::session
