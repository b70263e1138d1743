#pragma once
// A cast in the engine's SQL. Pure.

#include <string>

#include "local/dialect/types.h"

namespace lakecode::local::dialect {

/// A cast as the platform does it; `tolerant` gives NULL where it fails.
std::string cast_text(const std::string& value, const ParsedType& type, bool tolerant);

}  // namespace lakecode::local::dialect
