#pragma once
// Finds the row of a table by its name. Filled while compiling; a look costs a multiplication and mostly one compare.

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sql/word_bytes.h"

namespace lakecode::safety {

/// Over rows that are names, or have a member `name` or `kind`; no two share it. Rows live as long as the index.
template <typename Row, std::size_t N>
class NameIndex {
 public:
  constexpr explicit NameIndex(const Row (&rows)[N]) : rows_(rows) {
    for (std::size_t i = 0; i < N; ++i) {
      std::size_t at = slot_of(name_of(rows[i]));
      while (slots_[at] != 0) at = (at + 1) % kSlots;
      slots_[at] = static_cast<std::uint16_t>(i + 1);
    }
  }

  /// nullptr when there is none.
  [[nodiscard]] constexpr const Row* find(std::string_view name) const {
    for (std::size_t at = slot_of(name); slots_[at] != 0; at = (at + 1) % kSlots) {
      const Row& row = rows_[slots_[at] - 1U];
      if (name_of(row) == name) return &row;
    }
    return nullptr;
  }

 private:
  static constexpr std::size_t kSlots = std::bit_ceil(N * 3);  ///< sparse, so that a look seldom goes on

  static constexpr std::string_view name_of(const Row& row) {
    if constexpr (std::convertible_to<const Row&, std::string_view>) {
      return row;
    } else if constexpr (requires { row.kind; }) {
      return row.kind;
    } else {
      return row.name;
    }
  }

  static constexpr std::size_t slot_of(std::string_view name) {
    const char* const p = name.data();
    const std::size_t n = name.size();
    const std::uint64_t head = n < 8 ? sql::bytes_at(p, n) : sql::eight_at(p);
    const std::uint64_t tail = n < 8 ? 0 : sql::eight_at(p + n - 8);
    const std::uint64_t mixed = (head ^ (tail * 0x9E3779B97F4A7C15U) ^ n) * 0xD6E8FEB86659FD93U;
    return (mixed >> 40U) % kSlots;
  }

  const Row* rows_;
  std::array<std::uint16_t, kSlots> slots_{};  ///< number of a row, 0 for none
};

}  // namespace lakecode::safety
