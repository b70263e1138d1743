#include "local/engine/result_table.h"

#include <utility>

namespace lakecode::local {

void ResultTable::add_text_column(std::string column) {
  add_column(std::move(column), "string");
}

void ResultTable::add_column(std::string column, std::string_view type_text) {
  columns.push_back({std::move(column), dialect::facts_of_text(type_text)});
}

void ResultTable::add_row(std::vector<Cell> cells) {
  for (const Cell& cell : cells) bytes += cell ? cell->size() : 0;
  rows.push_back(std::move(cells));
}

}  // namespace lakecode::local
