#pragma once
// Weekly time windows with a fixed offset from UTC; no time zone database. A window may cross midnight: it then belongs
// to the day on which it begins. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace lakecode::policy {

struct TimeWindow {
  std::uint8_t days = 0x7F;  ///< bit 0 is Monday
  int from = 0;              ///< minutes after midnight; equal ends mean the whole day
  int to = 0;
  int offset = 0;  ///< minutes east of UTC

  [[nodiscard]] bool contains(WallTime time) const;
};

/// "18:00" to minutes; "24:00" is allowed. nullopt else.
std::optional<int> parse_minutes(std::string_view text);
/// "UTC", "Z", "+01:00", "-0330"; nullopt else.
std::optional<int> parse_offset(std::string_view text);
/// "mon", "Monday", "mon-fri", "weekdays", "weekend" to bits; nullopt else.
std::optional<std::uint8_t> parse_days(std::string_view text);

}  // namespace lakecode::policy
