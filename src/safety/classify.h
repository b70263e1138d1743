#pragma once
// Effect in, verdict out. Pure, total, linear. What is not understood is DESTRUCTIVE; the strictest statement wins.

#include "safety/effect.h"
#include "safety/verdict.h"

namespace lakecode::safety {

Verdict classify(const Effect& effect);
Verdict classify_sql(const SqlEffect& effect);
Verdict classify_argv(const ArgvEffect& effect);
Verdict classify_rest(const RestEffect& effect);

}  // namespace lakecode::safety
