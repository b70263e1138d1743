#pragma once
// Reading wire fields that need more than base/json.h: times, ids, durations. For this folder's sources only. Pure.

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/json_fwd.h"

namespace lakecode::databricks {

/// Epoch milliseconds; absent, null and 0 mean "not yet".
std::optional<WallTime> time_at(const JsonValue& value, std::string_view key);
/// Milliseconds; absent and negative read as 0.
std::chrono::milliseconds duration_at(const JsonValue& value, std::string_view key);

}  // namespace lakecode::databricks
