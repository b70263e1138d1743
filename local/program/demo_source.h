#pragma once
// The door to the demo company, so that one file knows whether it is built in.

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "local/state/document.h"

namespace lakecode::local {

/// Unsupported when this program was built without the demo company.
Result<DemoData> demo_data(std::uint64_t seed, WallTime now);

/// What demo_data(seed, now) hides, as JSON text, so that an answer about the company can be checked.
std::string demo_truth(std::uint64_t seed, WallTime now);

}  // namespace lakecode::local
