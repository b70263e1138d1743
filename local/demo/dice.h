#pragma once
// Numbers that depend on a seed and on what they are for, so that adding one draw never moves another.
// Immutable, so safe to share between threads. Never for keys or tokens.

#include <cstdint>
#include <string>
#include <string_view>

namespace lakecode::local {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(seed) {}

  /// 64 well mixed bits for the purpose `what` and its counter `n`.
  [[nodiscard]] std::uint64_t roll(std::string_view what, std::uint64_t n = 0) const;
  /// Uniform in [low, high].
  [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high, std::string_view what,
                                     std::uint64_t n = 0) const;
  /// `digits` lower-case hex digits.
  [[nodiscard]] std::string hex(std::size_t digits, std::string_view what, std::uint64_t n = 0) const;
  /// A version 4 UUID in its usual form.
  [[nodiscard]] std::string uuid(std::string_view what, std::uint64_t n = 0) const;

 private:
  std::uint64_t seed_;
};

}  // namespace lakecode::local
