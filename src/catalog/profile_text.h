#pragma once
// What a model should know of the workspace before it asks: catalogs, schemas with their counts, warehouses, functions.
// Pure; the same names give the same bytes, so that a cached prompt stays cached.

#include <cstddef>
#include <string>

#include "catalog/names.h"

namespace lakecode::catalog {

/// About 200 tokens for `max_bytes` of 800; "" when nothing is known yet. Names come from the workspace: the text is
/// inert, holds no comments, and of names only those that can be no sentence.
std::string render_profile(const Names& names, std::size_t max_bytes = 800);

}  // namespace lakecode::catalog
