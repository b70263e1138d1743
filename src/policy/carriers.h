#pragma once
// What a tool carries to the workspace: SQL, a command line or a request. A rule on one tool binds every door that
// carries the same thing, so that a denied statement cannot take another way. Data and its reading.

#include <cstdint>
#include <string_view>

#include "policy/glob.h"

namespace lakecode::policy {

/// A set of what is carried.
using Carriers = std::uint8_t;
inline constexpr Carriers kSql = 1;
inline constexpr Carriers kArgv = 2;
inline constexpr Carriers kRest = 4;

/// What the tools that `names` describes carry together; 0 when it names none that we know.
Carriers carried_by(const Glob& names);

}  // namespace lakecode::policy
