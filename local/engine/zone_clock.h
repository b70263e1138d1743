#pragma once
// Times of regions of the world: "2024-07-01 10:00:00 Europe/Berlin". The engine knows the zones; this asks it.
// Only for local/engine.

#include <cstdint>
#include <optional>
#include <string_view>

namespace lakecode::local {

/// A timestamp whose text ends in a region's name, in micros of UTC; nullopt for anything else. Thread-safe.
std::optional<std::int64_t> parse_regional_time(std::string_view text);

}  // namespace lakecode::local
