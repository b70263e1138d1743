#pragma once
// `lakecode-local coverage`: what this workspace supports, from the tables that it works by.

#include <string>

#include "local/program/options.h"

namespace lakecode::local {

/// Statement forms, SQL functions and REST routes, as lines or as one JSON object.
std::string render_coverage(bool as_json);

}  // namespace lakecode::local
