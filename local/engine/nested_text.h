#pragma once
// Values of any type as the texts that Spark makes of them: CAST(x AS STRING) and to_json(x). Only for local/engine.

#include <duckdb.h>

namespace lakecode::local {

/// lc_text(ANY) -> VARCHAR: "1.0E10", "[1, null]", "{a -> 1}", "{1, b}". The caller destroys it.
duckdb_scalar_function make_text_function();
/// lc_length(ANY) -> INTEGER: characters of a text, bytes of a BINARY. lc_octets(ANY): bytes of either.
duckdb_scalar_function make_length_function();
duckdb_scalar_function make_octets_function();
/// lc_to_json(ANY) -> VARCHAR: fields of a STRUCT that are NULL are left out. The caller destroys it.
duckdb_scalar_function make_json_function();

/// lc_to_csv(STRUCT) -> VARCHAR: the fields of a line of CSV. The caller destroys it.
duckdb_scalar_function make_csv_function();

}  // namespace lakecode::local
