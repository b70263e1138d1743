#pragma once
// Aligned tables for the terminal. Where the screen is narrow, texts are cut with an ellipsis, figures never; what does
// not fit even so is shown one value a line. Pure.

#include <cstddef>
#include <string>
#include <vector>

#include "render/screen.h"

namespace lakecode::render {

enum class Align { Left, Right };

struct TableColumn {
  std::string title;
  Align align = Align::Left;
};

class Table {
 public:
  explicit Table(std::vector<TableColumn> columns) : columns_(std::move(columns)) {}
  /// Cells may hold anything; they are made inert here. Missing cells are empty, extra ones are dropped.
  void add_row(std::vector<std::string> cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// Header, rule and rows, each line with `indent` blanks before it; ends with a newline.
  [[nodiscard]] std::string render(const Screen& screen, std::size_t indent = 0) const;

 private:
  std::vector<TableColumn> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace lakecode::render
