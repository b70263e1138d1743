#pragma once
// Days and instants as SQL literals and back from result text. Pure; UTC throughout.

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace lakecode::profile {

/// TIMESTAMP'2026-03-01 06:00:00'
std::string timestamp_literal(WallTime time);
/// DATE'2026-03-01'
std::string date_literal(std::chrono::sys_days day);

/// "2026-03-01" at the start of `text`, as a day; nullopt when it is no date of the years 1 to 9999.
std::optional<std::chrono::sys_days> parse_day(std::string_view text);
/// "2026-03-01", "2026-03-01 06:00:00[.fff]" or with a T; missing parts are zero, an offset is ignored.
std::optional<WallTime> parse_instant(std::string_view text);

}  // namespace lakecode::profile
