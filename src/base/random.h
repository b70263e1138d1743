#pragma once
// Randomness as a parameter, so that one seed can replay a run.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace lakecode {

class RandomSource {
 public:
  virtual ~RandomSource() = default;
  /// Fills `out` with unpredictable bytes (the system source) or with a repeatable stream (the seeded one).
  virtual void fill(std::span<std::byte> out) = 0;

  /// Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// `bytes` random bytes as lower-case hex, so 2 x `bytes` characters.
  std::string hex(std::size_t bytes);
};

/// getrandom(2). Thread-safe.
class SystemRandom final : public RandomSource {
 public:
  void fill(std::span<std::byte> out) override;
};

/// SplitMix64 from a seed; the same on every machine. Not thread-safe, never for keys or tokens.
class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> out) override;
  std::uint64_t next();

 private:
  std::uint64_t state_;
};

}  // namespace lakecode
