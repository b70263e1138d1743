#pragma once
// The WITH names visible at one place of a query: a table of that name is none. For src/sql only.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lakecode::sql {

class WithNames {
 public:
  static constexpr std::size_t kMax = 512;

  [[nodiscard]] std::size_t size() const { return hashes_.size(); }
  [[nodiscard]] bool full() const { return hashes_.size() >= kMax; }
  void add(std::string_view name) {
    if (buckets_.empty()) buckets_.resize(256);
    hashes_.push_back(hash_of(name));
    ++bucket(hashes_.back());
  }
  /// Back to the first `count` names.
  void leave(std::size_t count) {
    for (; hashes_.size() > count; hashes_.pop_back()) --bucket(hashes_.back());
  }
  [[nodiscard]] bool holds(std::string_view name) const {
    if (hashes_.empty()) return false;
    const std::uint64_t hash = hash_of(name);
    if (buckets_[hash % buckets_.size()] == 0) return false;
    return std::find(hashes_.rbegin(), hashes_.rend(), hash) != hashes_.rend();
  }

 private:
  /// FNV-1a of a name without regard to case and quotes.
  static std::uint64_t hash_of(std::string_view name) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : name) {
      if (c == '`') continue;
      const auto byte = static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
      hash = (hash ^ byte) * 0x100000001B3U;
    }
    return hash ^ (hash >> 32U);
  }
  std::uint16_t& bucket(std::uint64_t hash) { return buckets_[hash % buckets_.size()]; }

  std::vector<std::uint64_t> hashes_;   ///< innermost last
  std::vector<std::uint16_t> buckets_;  ///< how many of them fall into each; empty until there was one
};

}  // namespace lakecode::sql
