#pragma once
// JSON on its way into a pack: without secrets, and within the limits a reader will apply. Pure; thread-safe.

#include <cstddef>
#include <string_view>

#include "base/json_fwd.h"
#include "base/redact.h"
#include "base/result.h"

namespace lakecode::evidence {

/// What one record may carry.
inline constexpr std::size_t kLargestPayload = 7U << 20U;

/// `value` with every secret masked, in its texts and behind secret-looking member names; keys are masked as well.
/// InvalidArgument when it is nested deeper than a reader takes, or larger. `subject` names it in the error.
Result<JsonValue> redact_json(const JsonValue& value, const Redactor& redactor, std::string_view subject,
                              std::size_t max_bytes = kLargestPayload);

}  // namespace lakecode::evidence
