#pragma once
// Warehouses, pipelines, endpoints, clusters and jobs judged as a whole: what several keys pay for, where each part may
// stay below the floor, and what is one of many that a single key pays for, where the others hide it. Pure.

#include "analysis/cost/judging.h"

namespace lakecode::cost {

/// After the leaves: what one of them has told is not told again.
void watch_things(Judging& judging);

}  // namespace lakecode::cost
