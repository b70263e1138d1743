#pragma once
// The demo company of the embedded workspace, made from a seed and a moment: documents for the REST routes, SQL for
// the tables, and the truth about what is wrong. Pure and thread-safe; the same (seed, now) gives the same bytes.

#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "local/demo/truth.h"
#include "local/state/document.h"

namespace lakecode::local {

/// The table and the failed job that the demo command shows; both exist, with the same faults, for every seed.
inline constexpr std::string_view kFlagshipTable = "prod.sales.orders";
inline constexpr std::int64_t kFlagshipJob = 1001;

/// All times lie before `now`, planted future dates aside. Documents come in no order that matters.
DemoData make_demo(std::uint64_t seed, WallTime now);

/// What make_demo(seed, now) hides.
Truth make_truth(std::uint64_t seed, WallTime now);

}  // namespace lakecode::local
