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

  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] bool full() const { return names_.size() >= kMax; }
  /// `name` as it stands in the text, which must outlive this.
  void add(std::string_view name) {
    if (buckets_.empty()) buckets_.resize(256);
    names_.push_back(Name{.hash = hash_of(name), .text = name});
    ++bucket(names_.back().hash);
  }
  /// Back to the first `count` names.
  void leave(std::size_t count) {
    for (; names_.size() > count; names_.pop_back()) --bucket(names_.back().hash);
  }
  [[nodiscard]] bool holds(std::string_view name) const {
    if (names_.empty()) return false;
    const std::uint64_t hash = hash_of(name);
    if (buckets_[hash % buckets_.size()] == 0) return false;
    // Equal hashes are no proof: a name made to collide would hide a table.
    return std::any_of(names_.rbegin(), names_.rend(),
                       [&](const Name& known) { return known.hash == hash && is_same(known.text, name); });
  }

 private:
  struct Name {
    std::uint64_t hash;
    std::string_view text;
  };

  static constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
  /// What stands between back-ticks. A doubled one within stays doubled, on both sides alike.
  static std::string_view inside(std::string_view name) {
    return name.starts_with('`') ? name.substr(1, name.size() - 2) : name;
  }
  static bool is_same(std::string_view a, std::string_view b) {
    const std::string_view left = inside(a);
    const std::string_view right = inside(b);
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
  }
  /// FNV-1a of a name without regard to case and quotes.
  static std::uint64_t hash_of(std::string_view name) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : inside(name)) hash = (hash ^ static_cast<unsigned char>(lower(c))) * 0x100000001B3U;
    return hash ^ (hash >> 32U);
  }
  std::uint16_t& bucket(std::uint64_t hash) { return buckets_[hash % buckets_.size()]; }

  std::vector<Name> names_;             ///< innermost last
  std::vector<std::uint16_t> buckets_;  ///< how many of them fall into each; empty until there was one
};

}  // namespace lakecode::sql
