#pragma once
// Rows as the model reads them: CSV, inert, long cells cut and marked, as many rows as a number of bytes takes, and a
// note that says honestly what is not shown and how to get it. Pure.

#include <cstddef>
#include <string>
#include <vector>

#include "tools/result_store.h"

namespace lakecode::tools {

struct RowsView {
  std::size_t offset = 0;
  std::size_t limit = 100;
  std::vector<std::string> columns = {};  ///< names, case ignored; empty: all
  std::size_t max_bytes = 16'000;         ///< about 5,000 tokens
  std::size_t max_cell = 500;             ///< bytes of one value
};

/// The rows of `result` that `view` asks for, as text that ends with a newline. Unknown columns are left out.
std::string render_rows(const StoredResult& result, const RowsView& view);

/// A value cut at a character so that it fits `max_bytes`, with what was cut said; unchanged when it fits.
std::string cut_text(std::string_view text, std::size_t max_bytes);

}  // namespace lakecode::tools
