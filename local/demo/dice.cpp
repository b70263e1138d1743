#include "local/demo/dice.h"

#include <cstddef>

#include "base/check.h"

namespace lakecode::local {
namespace {

std::uint64_t mix(std::uint64_t x) {  // the finaliser of SplitMix64
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  }
  return hash;
}

}  // namespace

std::uint64_t Dice::roll(std::string_view what, std::uint64_t n) const {
  return mix(mix(seed_ ^ fnv1a(what)) + n);
}

std::int64_t Dice::between(std::int64_t low, std::int64_t high, std::string_view what, std::uint64_t n) const {
  LAKECODE_CHECK(low <= high, "a range to draw from is never empty");
  const auto width = static_cast<std::uint64_t>(high - low) + 1;
  return low + static_cast<std::int64_t>(roll(what, n) % width);
}

std::string Dice::hex(std::size_t digits, std::string_view what, std::uint64_t n) const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  std::uint64_t bits = roll(what, n);
  for (std::size_t i = 0; i < digits; ++i) {
    if (i != 0 && i % 16 == 0) {
      bits = mix(bits);
    }
    out += kDigits[(bits >> (4 * (i % 16))) & 0xFU];
  }
  return out;
}

std::string Dice::uuid(std::string_view what, std::uint64_t n) const {
  std::string h = hex(32, what, n);
  h[12] = '4';
  h[16] = '9';
  return h.substr(0, 8) + "-" + h.substr(8, 4) + "-" + h.substr(12, 4) + "-" + h.substr(16, 4) + "-" + h.substr(20);
}

}  // namespace lakecode::local
