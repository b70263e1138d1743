#pragma once
// Murmur3 (32 bits) as Spark's hash uses it: each value is hashed with the hash of those before as its seed, the first
// with 42. Bytes behind the last whole word are mixed one by one, each as a signed word. Pure.

#include <cstdint>
#include <string_view>

namespace lakecode::local::dialect {

std::uint32_t murmur3_bytes(std::string_view bytes, std::uint32_t seed);
std::uint32_t murmur3_int(std::uint32_t value, std::uint32_t seed);   ///< booleans, int and narrower, dates
std::uint32_t murmur3_long(std::uint64_t value, std::uint32_t seed);  ///< bigint, doubles by their bits, timestamps

}  // namespace lakecode::local::dialect
