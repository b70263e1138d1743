#pragma once
// Spans of time in words: "past 3 days", "24h", "last night", "this quarter".

#include <cstdint>
#include <optional>
#include <string_view>

#include "knowledge/request.h"

namespace lakecode::knowledge {

struct TimeSpan {
  std::int64_t hours = 0;
  std::size_t first = 0;  ///< words [first, last) say it
  std::size_t last = 0;
};

/// The first span said; nullopt when none is. "yesterday", "last night" and "today" are the last 24 hours: the reader
/// has no clock.
std::optional<TimeSpan> find_time_span(const Request& request);

/// "at 5pm", "in two hours", "on monday", "tonight": not now, where something is ordered.
bool speaks_of_a_time_to_come(const Request& request);

/// "7" or "seven", "a", "couple", "dozen"; nullopt for other words.
std::optional<std::int64_t> number_of(std::string_view word);

}  // namespace lakecode::knowledge
