#pragma once
// Which runs of three characters stand in some texts, as a set of bits: a rule whose required text is not among them
// is passed over without running its pattern. Wrong only in the direction of running it. Not thread-safe.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lakecode::policy {

/// A place in the sketch.
using SketchBit = std::uint16_t;

/// The bits of a lower-case text of three characters or more, at most `limit` spread over it; else none.
std::vector<SketchBit> sketch_bits(std::string_view text, std::size_t limit);

class TextSketch {
 public:
  void clear();
  /// Adds every run of `text`, ASCII case folded.
  void add(std::string_view text);
  [[nodiscard]] bool has(SketchBit bit) const { return (words_[bit >> 6U] >> (bit & 63U) & 1U) != 0; }

 private:
  std::array<std::uint64_t, 1024> words_{};
  std::vector<SketchBit> used_;  ///< so that clearing costs what was set
};

}  // namespace lakecode::policy
