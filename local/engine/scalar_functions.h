#pragma once
// Functions of Databricks SQL that the engine lacks, written here and registered in it: casts of times and whole
// numbers, Java patterns, xxhash64, sizes, histograms. Only for local/engine. They resolve in every schema.

#include "base/result.h"
#include "local/engine/duck.h"

namespace lakecode::local {

Result<void> register_scalar_functions(duck::Connection& connection);

/// SQL that makes the macros lc.main.*; run once after `lc` is attached.
std::string_view macro_script();

}  // namespace lakecode::local
