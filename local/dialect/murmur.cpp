#include "local/dialect/murmur.h"

#include <cstring>

namespace lakecode::local::dialect {
namespace {

std::uint32_t turned(std::uint32_t value, unsigned bits) {
  return (value << bits) | (value >> (32U - bits));
}

std::uint32_t mixed(std::uint32_t hash, std::uint32_t word) {
  return turned(hash ^ (turned(word * 0xCC9E2D51U, 15) * 0x1B873593U), 13) * 5 + 0xE6546B64U;
}

std::uint32_t closed(std::uint32_t hash, std::uint32_t length) {
  hash ^= length;
  hash = (hash ^ (hash >> 16U)) * 0x85EBCA6BU;
  hash = (hash ^ (hash >> 13U)) * 0xC2B2AE35U;
  return hash ^ (hash >> 16U);
}

}  // namespace

std::uint32_t murmur3_bytes(std::string_view bytes, std::uint32_t seed) {
  std::uint32_t hash = seed;
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    hash = mixed(hash, word);
  }
  for (; at < bytes.size(); ++at)
    hash = mixed(hash, static_cast<std::uint32_t>(static_cast<std::int32_t>(static_cast<signed char>(bytes[at]))));
  return closed(hash, static_cast<std::uint32_t>(bytes.size()));
}

std::uint32_t murmur3_int(std::uint32_t value, std::uint32_t seed) {
  return closed(mixed(seed, value), 4);
}

std::uint32_t murmur3_long(std::uint64_t value, std::uint32_t seed) {
  const std::uint32_t low = mixed(seed, static_cast<std::uint32_t>(value));
  return closed(mixed(low, static_cast<std::uint32_t>(value >> 32U)), 8);
}

}  // namespace lakecode::local::dialect
