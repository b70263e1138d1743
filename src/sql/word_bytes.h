#pragma once
// Eight bytes of a text as one number, the first of them lowest, and what can be seen of all of them in one look:
// what tables of words are looked up by. Pure.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace lakecode::sql {

/// The first `count` bytes at `p`, at most eight; zeros behind them.
constexpr std::uint64_t bytes_at(const char* p, std::size_t count) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < count; ++i) out |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(p[i])) << (8 * i);
  return out;
}

/// The eight bytes at `p`, all of which must be there.
constexpr std::uint64_t eight_at(const char* p) {
  if (std::is_constant_evaluated() || std::endian::native != std::endian::little) return bytes_at(p, 8);
  std::uint64_t out = 0;
  std::memcpy(&out, p, sizeof out);
  return out;
}

namespace word_bytes_detail {

constexpr std::uint64_t eight_of(unsigned byte) {
  return 0x0101010101010101U * byte;
}

/// The high bit of each byte tells whether it lies between the two; the high bits of `ascii` are clear.
constexpr std::uint64_t between(std::uint64_t ascii, unsigned first, unsigned last) {
  return (ascii + eight_of(0x80U - first)) & ~(ascii + eight_of(0x7FU - last));
}

}  // namespace word_bytes_detail

/// How many of eight bytes, from the first on, are ASCII letters, digits or "_" without a break.
constexpr unsigned word_run(std::uint64_t bytes) {
  using word_bytes_detail::between;
  using word_bytes_detail::eight_of;
  const std::uint64_t ascii = bytes & eight_of(0x7F);
  const std::uint64_t good =
      between(ascii | eight_of(0x20), 'a', 'z') | between(ascii, '0', '9') | between(ascii, '_', '_');
  const std::uint64_t stops = ~(good & ~bytes) & eight_of(0x80);
  return static_cast<unsigned>(std::countr_zero(stops)) / 8U;  // nothing stops it: 64 zeros
}

}  // namespace lakecode::sql
