#pragma once
// What a plain YAML scalar means: the core schema of YAML 1.2 (section 10.3.2). Pure; thread-safe.

#include <string_view>

#include "base/json_fwd.h"

namespace lakecode::yaml {

/// null, bool, integer (decimal, 0o, 0x) or float; a string for everything else, .inf and .nan included, as JSON has
/// no word for them. Integers beyond 64 bits become floats.
JsonValue resolve_plain(std::string_view text);

}  // namespace lakecode::yaml
