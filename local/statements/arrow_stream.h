#pragma once
// Rows of a result as an Arrow IPC stream, the format ARROW_STREAM of the statement API. Pure.
// Source: Apache Arrow columnar format, "Serialization and Interprocess Communication", metadata version V5.

#include <string>

#include "base/result.h"
#include "local/engine/result_table.h"

namespace lakecode::local {

/// Rows [first_row, first_row + rows) as one stream: the schema, one record batch, the end mark. Numbers, dates and
/// times have Arrow's types (TIMESTAMP in UTC, both timestamps in microseconds, DECIMAL as decimal128); ARRAY, MAP,
/// STRUCT, VARIANT and intervals are the texts that JSON_ARRAY shows. CorruptData when a cell is not of its column's
/// type, or one batch would hold 2 GiB of texts.
Result<std::string> render_arrow_stream(const ResultTable& table, std::size_t first_row, std::size_t rows);

}  // namespace lakecode::local
