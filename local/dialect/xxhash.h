#pragma once
// XXH64 as Spark's xxhash64 uses it: each value is hashed with the hash of those before as its seed, the first with 42.
// Pure.

#include <cstdint>
#include <string_view>

namespace lakecode::local::dialect {

inline constexpr std::uint64_t kSparkHashSeed = 42;

std::uint64_t xxhash64_bytes(std::string_view bytes, std::uint64_t seed);
std::uint64_t xxhash64_int(std::uint32_t value, std::uint64_t seed);   ///< booleans, int and narrower, dates
std::uint64_t xxhash64_long(std::uint64_t value, std::uint64_t seed);  ///< bigint, doubles by their bits, timestamps

}  // namespace lakecode::local::dialect
