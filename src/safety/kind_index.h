#pragma once
// Finds the row of a table by the kind of a statement.

#include <cstddef>
#include <string_view>

#include "safety/name_index.h"

namespace lakecode::safety {

/// Over rows with a member `kind`: a whole kind, or a beginning that ends with "_". Rows live as long as the index.
template <typename Row, std::size_t N>
class KindIndex {
 public:
  constexpr explicit KindIndex(const Row (&rows)[N]) : rows_(rows) {}

  /// The row of the whole kind, else the one of its longest beginning; nullptr when there is none.
  [[nodiscard]] constexpr const Row* find(std::string_view kind) const {
    if (const Row* row = rows_.find(kind)) return row;
    for (std::size_t bar = kind.rfind('_'); bar != std::string_view::npos && bar > 0; bar = kind.rfind('_', bar - 1)) {
      if (const Row* row = rows_.find(kind.substr(0, bar + 1))) return row;
    }
    return nullptr;
  }

 private:
  NameIndex<Row, N> rows_;
};

}  // namespace lakecode::safety
