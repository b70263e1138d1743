#pragma once
// Cuts a SQL text into statements at ";", keeping BEGIN … END scripts whole. Pure and linear.
// For running and showing texts one statement at a time; the safety rules look inside scripts by themselves.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sql/lexer.h"
#include "sql/token.h"

namespace lakecode::sql {

/// Tokens [first, last) of one statement, without its ";".
struct StatementRange {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// The non-empty statements in order. A script whose END is missing runs to the end of the text.
std::vector<StatementRange> split_statements(const TokenView& view);

/// The texts of the statements, without comments around them. InvalidArgument when the text does not lex.
Result<std::vector<std::string>> split_text(std::string_view sql);

}  // namespace lakecode::sql
