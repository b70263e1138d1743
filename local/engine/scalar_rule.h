#pragma once
// Scalar functions as rows: a name, types, and a kernel that works on one row without nulls. Only for local/engine.

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "local/dialect/sql_error.h"
#include "local/engine/duck.h"

namespace lakecode::local {

/// The arguments of one row.
class Row {
 public:
  explicit Row(duckdb_data_chunk chunk) : count_(std::min<idx_t>(duckdb_data_chunk_get_column_count(chunk), kMost)) {
    for (idx_t i = 0; i < count_; ++i) {
      const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
      data_[i] = static_cast<char*>(duckdb_vector_get_data(vector));
      validity_[i] = duckdb_vector_get_validity(vector);
    }
  }
  void move_to(idx_t row) { row_ = row; }
  [[nodiscard]] bool has_null() const {
    for (idx_t i = 0; i < count_; ++i) {
      if (validity_[i] != nullptr && !duckdb_validity_row_is_valid(validity_[i], row_)) return true;
    }
    return false;
  }
  template <typename T>
  [[nodiscard]] T value(idx_t argument) const {
    T result;
    std::memcpy(&result, data_[argument] + row_ * sizeof(T), sizeof(T));
    return result;
  }
  [[nodiscard]] std::string_view text(idx_t argument) const {
    auto* strings = reinterpret_cast<duckdb_string_t*>(data_[argument]);
    return {duckdb_string_t_data(&strings[row_]), duckdb_string_t_length(strings[row_])};
  }

 private:
  static constexpr idx_t kMost = 5;
  idx_t count_;
  idx_t row_ = 0;
  std::array<char*, kMost> data_{};
  std::array<std::uint64_t*, kMost> validity_{};
};

/// What a kernel gives for one row: a number (of the return type's width), a text, a double, or nothing.
struct Value {
  std::optional<std::int64_t> number;
  std::optional<std::string> text;
  std::optional<double> real;
  std::optional<duckdb_interval> span;
  std::string error;  ///< "[CONDITION] ...": the statement fails
};

inline Value whole(std::int64_t number) {
  Value out;
  out.number = number;
  return out;
}
inline Value failed(std::string_view condition, std::string_view text, std::string_view state) {
  Value out;
  out.error = dialect::sql_error(condition, text, state).reason;
  return out;
}

using Kernel = Value (*)(const Row&);

struct ScalarRule {
  const char* name;
  std::array<duckdb_type, 5> arguments;  ///< DUCKDB_TYPE_INVALID ends the list
  duckdb_type returns;
  Kernel kernel;
  const char* fails_as = nullptr;  ///< nothing for a row is a CAST_INVALID_INPUT of this type; nullptr: it is NULL
};

/// Functions on texts and numbers that the engine lacks or has with other semantics (text_functions.cpp).
std::span<const ScalarRule> text_rules();
/// The same of mathematics, indexes and hashes (number_functions.cpp).
std::span<const ScalarRule> number_rules();
/// Operators between texts and numbers (mixed_arithmetic.cpp).
std::span<const ScalarRule> mixed_rules();
/// to_number, to_char, format_number (number_formats.cpp).
std::span<const ScalarRule> number_format_rules();
/// Lines of CSV (csv_text.cpp).
std::span<const ScalarRule> csv_rules();
/// Dates and times beside an INTERVAL (date_shift.cpp).
std::span<const ScalarRule> date_shift_rules();
/// Casts of INTERVALs with their fields (interval_casts.cpp).
std::span<const ScalarRule> interval_cast_rules();
/// XPath on texts of XML (xml_paths.cpp).
std::span<const ScalarRule> xml_rules();
/// HyperLogLog sketches (hll_sketches.cpp).
std::span<const ScalarRule> sketch_rules();

}  // namespace lakecode::local
