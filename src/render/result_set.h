#pragma once
// Rows of a query as a table, JSON, CSV or a small chart. Pure; every text from outside comes out inert.
// Values are text as the warehouse gave them, so that no digit of a number is lost on the way.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "render/screen.h"

namespace lakecode::render {

struct ResultColumn {
  std::string name;
  std::string type;  ///< SQL name in upper case: "BIGINT", "DECIMAL", "STRING", "ARRAY", …
};

struct ResultSet {
  std::vector<ResultColumn> columns;
  std::vector<std::vector<std::optional<std::string>>> rows;  ///< one cell a column; nullopt is NULL
};

/// Aligned columns, numbers to the right, NULL spelled out; one value a line when the columns do not fit the screen.
/// Ends with a newline.
std::string render_result_table(const ResultSet& result, const Screen& screen);

/// One array with an object a row, without a newline at the end. Numbers keep their digits, except ids (BIGINT columns
/// named id or …_id), which are strings, and NaN and Infinity, which JSON has no number for. Arrays, maps and structs
/// are nested. A second column of one name gets "_2".
std::string render_result_json(const ResultSet& result);

/// RFC 4180: a header line, CRLF, quotes where needed. NULL is empty, an empty string is "".
std::string render_result_csv(const ResultSet& result);

/// True for one label and one number column, and 2 to 60 rows that have both.
bool is_chartable(const ResultSet& result);

/// A bar a row; a sparkline as well when the labels are dates or times. For chartable results only; ends with a
/// newline.
std::string render_result_chart(const ResultSet& result, const Screen& screen);

}  // namespace lakecode::render
