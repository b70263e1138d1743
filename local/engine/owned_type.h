#pragma once
// A logical type of the engine that is given back. Only for local/engine.

#include <duckdb.h>

#include <utility>

namespace lakecode::local {

class LogicalType {
 public:
  explicit LogicalType(duckdb_logical_type type) : type_(type) {}
  explicit LogicalType(duckdb_type type) : type_(duckdb_create_logical_type(type)) {}
  static LogicalType of(duckdb_vector vector) { return LogicalType(duckdb_vector_get_column_type(vector)); }
  LogicalType(const LogicalType&) = delete;
  LogicalType& operator=(const LogicalType&) = delete;
  ~LogicalType() { duckdb_destroy_logical_type(&type_); }
  [[nodiscard]] duckdb_logical_type raw() const { return type_; }
  [[nodiscard]] duckdb_type id() const { return duckdb_get_type_id(type_); }

 private:
  duckdb_logical_type type_;
};

/// Whether the cell at `row` is NULL.
inline bool is_null(duckdb_vector vector, idx_t row) {
  std::uint64_t* validity = duckdb_vector_get_validity(vector);
  return validity != nullptr && !duckdb_validity_row_is_valid(validity, row);
}

inline void set_null(duckdb_vector output, idx_t row) {
  duckdb_vector_ensure_validity_writable(output);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
}

}  // namespace lakecode::local
