#pragma once
// Translates working ids ("~oom", "~file_read" …) into failure classes by looking at the signals around them. Pure.

#include <vector>

#include "analysis/failures/signals.h"

namespace lakecode::analysis {

/// Rewrites `signals` in place; what cannot be translated keeps its working id.
void translate_working_ids(std::vector<Signal>& signals);

}  // namespace lakecode::analysis
