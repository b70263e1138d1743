#pragma once
// UTC times as text and back. No locale, no time zone database.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace lakecode {

std::string format_rfc3339(WallTime time);  ///< 2026-11-23T08:15:00.123Z
std::string format_compact(WallTime time);  ///< 20261123T081500Z, for folder names
std::string format_minute(WallTime time);   ///< 2026-11-23 08:15
/// RFC 3339 with Z or an offset, fraction optional; a date alone means 00:00 UTC. InvalidArgument else.
Result<WallTime> parse_rfc3339(std::string_view text);
WallTime from_epoch_ms(std::int64_t ms);
std::int64_t to_epoch_ms(WallTime time);
std::string format_duration(std::chrono::milliseconds d);  ///< "1 h 04 min", "3 min 12 s", "4.2 s", "85 ms"

}  // namespace lakecode
