#include "policy/text_sketch.h"

#include <algorithm>

namespace lakecode::policy {
namespace {

constexpr std::size_t kRun = 3;

std::uint32_t fold(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 'A' && byte <= 'Z' ? byte + 32U : byte;
}

SketchBit bit_of(std::uint32_t run) {
  return static_cast<SketchBit>((run * 2'654'435'761U) >> 16U);  // Knuth's multiplicative hash
}

std::uint32_t run_at(std::string_view text, std::size_t at) {
  return fold(text[at]) << 16U | fold(text[at + 1]) << 8U | fold(text[at + 2]);
}

}  // namespace

std::vector<SketchBit> sketch_bits(std::string_view text, std::size_t limit) {
  std::vector<SketchBit> bits;
  if (text.size() < kRun) return bits;
  const std::size_t runs = text.size() - kRun + 1;
  const std::size_t wanted = std::min(runs, limit);
  for (std::size_t i = 0; i < wanted; ++i) {
    // Spread from the first run to the last one.
    const std::size_t at = wanted == 1 ? 0 : i * (runs - 1) / (wanted - 1);
    bits.push_back(bit_of(run_at(text, at)));
  }
  return bits;
}

void TextSketch::clear() {
  if (used_.size() > words_.size()) {
    words_.fill(0);
  } else {
    for (const SketchBit bit : used_) words_[bit >> 6U] = 0;
  }
  used_.clear();
}

void TextSketch::add(std::string_view text) {
  for (std::size_t at = 0; at + kRun <= text.size(); ++at) {
    const SketchBit bit = bit_of(run_at(text, at));
    if (has(bit)) continue;
    words_[bit >> 6U] |= std::uint64_t{1} << (bit & 63U);
    used_.push_back(bit);
  }
}

}  // namespace lakecode::policy
