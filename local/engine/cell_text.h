#pragma once
// Values of the engine as the texts of the statement API (API reference 3.5): numbers as Java prints them, timestamps
// ISO with T and Z, nested values as JSON. Only for local/engine; reads one data chunk at a time.

#include <duckdb.h>

#include <string>

#include "local/engine/result_table.h"

namespace lakecode::local {

/// The cell at `row` of `vector`; nullopt for NULL.
Cell cell_text(duckdb_vector vector, idx_t row);

/// The same as it stands inside a nested value: JSON, "null" for NULL.
std::string json_cell(duckdb_vector vector, idx_t row);

/// "INTERVAL '1-2' YEAR TO MONTH", "INTERVAL '1 02:03:04' DAY TO SECOND".
std::string interval_text(duckdb_interval interval);

/// A double as Java's Double.toString: "1.0", "1.0E10", "NaN", "Infinity".
std::string java_double(double value);
std::string java_float(float value);

}  // namespace lakecode::local
