#pragma once
// hash and xxhash64 of Spark over values of any type: nested ones by their elements, NULL leaves the hash as it is.
// Only for local/engine.

#include <duckdb.h>

namespace lakecode::local {

enum class HashKind { Murmur3, XxHash64 };

/// lc_hash(...) -> INTEGER or lc_xxhash64(...) -> BIGINT. The caller destroys it.
duckdb_scalar_function make_hash_function(HashKind kind);

}  // namespace lakecode::local
