#pragma once
// One value of a vector of the engine, as the bytes it lies there as. Only for local/engine.

#include <duckdb.h>

#include <cstring>

namespace lakecode::local {

template <typename T>
T value_at(duckdb_vector vector, idx_t row) {
  T value;
  std::memcpy(&value, static_cast<const char*>(duckdb_vector_get_data(vector)) + row * sizeof(T), sizeof(T));
  return value;
}

}  // namespace lakecode::local
