#include "local/dialect/xxhash.h"

#include <cstring>

// The algorithm is that of the xxHash specification, 64-bit variant.

namespace lakecode::local::dialect {
namespace {

constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87ULL;
constexpr std::uint64_t kPrime2 = 0xC2B2AE3D27D4EB4FULL;
constexpr std::uint64_t kPrime3 = 0x165667B19E3779F9ULL;
constexpr std::uint64_t kPrime4 = 0x85EBCA77C2B2AE63ULL;
constexpr std::uint64_t kPrime5 = 0x27D4EB2F165667C5ULL;

std::uint64_t rotate(std::uint64_t value, unsigned bits) {
  return (value << bits) | (value >> (64U - bits));
}

template <typename T>
T read(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

std::uint64_t round(std::uint64_t lane, std::uint64_t input) {
  return rotate(lane + input * kPrime2, 31) * kPrime1;
}

std::uint64_t merge(std::uint64_t hash, std::uint64_t lane) {
  return (hash ^ round(0, lane)) * kPrime1 + kPrime4;
}

std::uint64_t finish(std::uint64_t hash) {
  hash ^= hash >> 33U;
  hash *= kPrime2;
  hash ^= hash >> 29U;
  hash *= kPrime3;
  return hash ^ (hash >> 32U);
}

std::uint64_t take8(std::uint64_t hash, std::uint64_t word) {
  return rotate(hash ^ round(0, word), 27) * kPrime1 + kPrime4;
}

std::uint64_t take4(std::uint64_t hash, std::uint32_t word) {
  return rotate(hash ^ (word * kPrime1), 23) * kPrime2 + kPrime3;
}

}  // namespace

std::uint64_t xxhash64_bytes(std::string_view bytes, std::uint64_t seed) {
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t hash = seed + kPrime5;
  if (left >= 32) {
    std::uint64_t lanes[4] = {seed + kPrime1 + kPrime2, seed + kPrime2, seed, seed - kPrime1};
    for (; left >= 32; left -= 32, at += 32) {
      for (std::size_t lane = 0; lane < 4; ++lane) lanes[lane] = round(lanes[lane], read<std::uint64_t>(at + 8 * lane));
    }
    hash = rotate(lanes[0], 1) + rotate(lanes[1], 7) + rotate(lanes[2], 12) + rotate(lanes[3], 18);
    for (const std::uint64_t lane : lanes) hash = merge(hash, lane);
  }
  hash += bytes.size();
  for (; left >= 8; left -= 8, at += 8) hash = take8(hash, read<std::uint64_t>(at));
  if (left >= 4) {
    hash = take4(hash, read<std::uint32_t>(at));
    at += 4;
    left -= 4;
  }
  for (; left > 0; --left, ++at) hash = rotate(hash ^ (static_cast<unsigned char>(*at) * kPrime5), 11) * kPrime1;
  return finish(hash);
}

std::uint64_t xxhash64_int(std::uint32_t value, std::uint64_t seed) {
  return finish(take4(seed + kPrime5 + 4, value));
}

std::uint64_t xxhash64_long(std::uint64_t value, std::uint64_t seed) {
  return finish(take8(seed + kPrime5 + 8, value));
}

}  // namespace lakecode::local::dialect
