#pragma once
// Names for the keys of a cost breakdown: billing knows jobs, warehouses and service principals by id alone.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/cost/breakdown.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

/// Gives the lines of a dimension ("job", "warehouse", "cluster", "pipeline", "identity") their labels, as one step
/// where something has no name yet. A name that cannot be had (a deleted job, no right to see it) stays empty, and the
/// step is well all the same.
void name_lines(Run& run, std::string_view dimension, std::vector<cost::CostLine>& lines);

/// A dimension and a key of it.
using CostKeyName = std::pair<std::string, std::string>;
/// The names of keys of several dimensions, those that have one.
std::map<CostKeyName, std::string> names_of(Run& run, const std::vector<CostKeyName>& keys);

}  // namespace lakecode::workflows
