#pragma once
// Fills a workspace for load tests. Pure; the same arguments give the same bytes.

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "local/state/document.h"

namespace lakecode::local {

/// Adds to `data` `count` jobs, the schemas of a catalog `scale` with room for 1000 tables each, and 100 `count` rows
/// of usage.
void add_scale(DemoData& data, std::int64_t count, WallTime now);

/// 10 `count` tables of that catalog with 10 grants on each. They are described, without rows and without a relation of
/// the engine: REST and information_schema tell of them, a statement cannot read them.
std::vector<Document> scaled_tables(std::int64_t count, WallTime now);

}  // namespace lakecode::local
