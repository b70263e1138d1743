#pragma once
// What a statement gives back: columns as REST names their types, cells as the texts of the statement API. Plain
// values.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "local/dialect/types.h"

namespace lakecode::local {

struct ResultColumn {
  std::string name;
  dialect::TypeFacts type;
};

using Cell = std::optional<std::string>;

struct ResultTable {
  std::vector<ResultColumn> columns;
  std::vector<std::vector<Cell>> rows;
  std::uint64_t bytes = 0;         ///< of the cell texts
  std::uint64_t rows_changed = 0;  ///< by INSERT, UPDATE, DELETE, MERGE
  bool truncated = false;          ///< by the row limit or the byte limit

  /// A column of STRING.
  void add_text_column(std::string column);
  void add_column(std::string column, std::string_view type_text);
  void add_row(std::vector<Cell> cells);
};

}  // namespace lakecode::local
