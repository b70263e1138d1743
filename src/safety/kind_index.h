#pragma once
// Finds the row of a table by the kind of a statement. Filled while compiling; a look costs a few compares.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lakecode::safety {

/// Over rows with a member `kind`: a whole kind, or a beginning that ends with "_". Rows live as long as the index.
template <typename Row, std::size_t N>
class KindIndex {
 public:
  constexpr explicit KindIndex(const Row (&rows)[N]) : rows_(rows) {
    for (std::size_t i = 0; i < N; ++i) {
      std::size_t at = slot_of(rows[i].kind);
      while (slots_[at] != 0) at = (at + 1) % kSlots;
      slots_[at] = static_cast<std::uint16_t>(i + 1);
    }
  }

  /// The row of the whole kind, else the one of its longest beginning; nullptr when there is none.
  [[nodiscard]] constexpr const Row* find(std::string_view kind) const {
    if (const Row* row = find_exact(kind)) return row;
    for (std::size_t bar = kind.rfind('_'); bar != std::string_view::npos && bar > 0; bar = kind.rfind('_', bar - 1)) {
      if (const Row* row = find_exact(kind.substr(0, bar + 1))) return row;
    }
    return nullptr;
  }

 private:
  static constexpr std::size_t kSlots = 256;
  static_assert(N * 2 < kSlots, "the table must stay sparse");

  static constexpr std::size_t slot_of(std::string_view kind) {
    if (kind.empty()) return 0;
    const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(kind[i])); };
    return (kind.size() * 31 + byte(0) * 7 + byte(kind.size() / 2) * 13 + byte(kind.size() - 1) * 3) % kSlots;
  }

  [[nodiscard]] constexpr const Row* find_exact(std::string_view kind) const {
    for (std::size_t at = slot_of(kind); slots_[at] != 0; at = (at + 1) % kSlots) {
      const Row& row = rows_[slots_[at] - 1U];
      if (row.kind == kind) return &row;
    }
    return nullptr;
  }

  const Row* rows_;
  std::array<std::uint16_t, kSlots> slots_{};  ///< number of a row, 0 for none
};

}  // namespace lakecode::safety
