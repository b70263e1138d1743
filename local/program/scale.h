#pragma once
// Fills a workspace for load tests. Pure; the same arguments give the same bytes.

#include <cstdint>

#include "base/clock.h"
#include "local/state/document.h"

namespace lakecode::local {

/// Adds to `data` a catalog `scale`: `count` jobs, 10 `count` tables in schemas of 1000, 100 `count` grants on them,
/// and 100 `count` rows of usage. The tables are described, without rows and without a relation of the engine: REST and
/// information_schema tell of them, a statement cannot read them.
void add_scale(DemoData& data, std::int64_t count, WallTime now);

}  // namespace lakecode::local
