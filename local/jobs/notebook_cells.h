#pragma once
// The code of notebooks and SQL files, taken apart: cells of a notebook, statements of a text. Pure.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::local {

struct CellCode {
  std::string language;  ///< "sql", "python", "md", "scala", "r", "sh", "run", ...
  std::string code;      ///< without magic marks
};

/// Cells of source text. `language` is the notebook's own ("SQL", "PYTHON" ...); empty cells are left out.
std::vector<CellCode> split_cells(std::string_view source, std::string_view language);

/// The statements of a SQL text, without their semicolons. A block that starts with BEGIN takes all that follows.
/// Error: a quote or comment that is not closed.
Result<std::vector<std::string>> split_statements(std::string_view sql);

using TextValues = std::map<std::string, std::string, std::less<>>;

/// ${name} and {{name}} of `sql`: inside quotes the text of the value, escaped; a number or a dotted name as it stands;
/// everything else the marker :name. Names that are not in `values` stay.
std::string expand_widgets(std::string_view sql, const TextValues& values);

}  // namespace lakecode::local
