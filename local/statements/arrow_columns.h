#pragma once
// A column of cell texts as the buffers of an Arrow array: which values are there, where texts end, the values.
// Little-endian, as the stream says. Pure.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "local/engine/result_table.h"

namespace lakecode::local {

/// The Arrow types that a result needs.
enum class ArrowType : std::uint8_t {
  Null,
  Bool,
  Int8,
  Int16,
  Int32,
  Int64,
  Float,
  Double,
  Decimal128,
  Date32,        ///< days from 1970-01-01
  TimestampUtc,  ///< microseconds from 1970-01-01 UTC
  Timestamp,     ///< the same without a zone
  Binary,
  Utf8,
};

ArrowType arrow_type_of(const dialect::TypeFacts& type);

struct ArrowColumn {
  std::int64_t null_count = 0;
  /// In Arrow's order: none for Null, else the validity bits first; 32-bit offsets before the bytes of texts.
  std::vector<std::string> buffers;
};

/// Rows [first_row, first_row + rows) of column `column`.
Result<ArrowColumn> arrow_column(const ResultTable& table, std::size_t column, std::size_t first_row, std::size_t rows);

}  // namespace lakecode::local
