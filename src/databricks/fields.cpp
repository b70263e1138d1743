#include "databricks/fields.h"

#include <algorithm>

#include "base/json.h"
#include "base/time_format.h"

namespace lakecode::databricks {
namespace {

// The year 9999: later values are nonsense and would overflow calendar arithmetic.
constexpr std::int64_t kMaxEpochMs = 253'402'300'799'999;

}  // namespace

std::optional<WallTime> time_at(const JsonValue& value, std::string_view key) {
  const auto ms = json::int_at(value, key);
  if (!ms || *ms <= 0 || *ms > kMaxEpochMs) return std::nullopt;
  return from_epoch_ms(*ms);
}

std::chrono::milliseconds duration_at(const JsonValue& value, std::string_view key) {
  return std::chrono::milliseconds(std::clamp<std::int64_t>(json::int_at(value, key).value_or(0), 0, kMaxEpochMs));
}

}  // namespace lakecode::databricks
