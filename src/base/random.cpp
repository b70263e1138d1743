#include "base/random.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/check.h"

namespace lakecode {

std::uint64_t RandomSource::below(std::uint64_t bound) {
  LAKECODE_CHECK(bound > 0, "below(0) has no answer");
  // Rejection keeps the distribution even for bounds that do not divide 2^64.
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  for (;;) {
    std::uint64_t value = 0;
    fill(std::as_writable_bytes(std::span(&value, 1)));
    if (value < limit) return value % bound;
  }
}

std::string RandomSource::hex(std::size_t bytes) {
  std::vector<std::byte> raw(bytes);
  fill(raw);
  std::string text;
  text.reserve(bytes * 2);
  for (const std::byte b : raw) {
    text += "0123456789abcdef"[std::to_integer<unsigned>(b) >> 4];
    text += "0123456789abcdef"[std::to_integer<unsigned>(b) & 15U];
  }
  return text;
}

void SystemRandom::fill(std::span<std::byte> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = ::getrandom(out.data() + done, out.size() - done, 0);
    if (got < 0 && errno == EINTR) continue;
    LAKECODE_CHECK(got > 0, "the kernel's random source failed");
    done += static_cast<std::size_t>(got);
  }
}

std::uint64_t SeededRandom::next() {
  // SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

void SeededRandom::fill(std::span<std::byte> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const std::uint64_t value = next();
    const std::size_t count = std::min(out.size() - done, sizeof value);
    std::memcpy(out.data() + done, &value, count);
    done += count;
  }
}

}  // namespace lakecode
