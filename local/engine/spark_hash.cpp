#include "local/engine/spark_hash.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "local/dialect/murmur.h"
#include "local/dialect/xxhash.h"
#include "local/engine/owned_type.h"
#include "local/engine/vector_value.h"

namespace lakecode::local {
namespace {

struct Murmur {
  using State = std::uint32_t;
  static State of_int(std::uint32_t value, State seed) { return dialect::murmur3_int(value, seed); }
  static State of_long(std::uint64_t value, State seed) { return dialect::murmur3_long(value, seed); }
  static State of_bytes(std::string_view bytes, State seed) { return dialect::murmur3_bytes(bytes, seed); }
};
struct Xx {
  using State = std::uint64_t;
  static State of_int(std::uint32_t value, State seed) { return dialect::xxhash64_int(value, seed); }
  static State of_long(std::uint64_t value, State seed) { return dialect::xxhash64_long(value, seed); }
  static State of_bytes(std::string_view bytes, State seed) { return dialect::xxhash64_bytes(bytes, seed); }
};

template <typename Whole>
std::uint32_t widened(duckdb_vector vector, idx_t row) {
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(value_at<Whole>(vector, row)));
}

/// The bytes of a number, biggest first and as few as hold it, as Java's BigInteger gives them.
std::string big_integer_bytes(duckdb_hugeint value) {
  std::string bytes;
  for (unsigned shift = 64; shift > 0; shift -= 8)
    bytes.push_back(static_cast<char>((static_cast<std::uint64_t>(value.upper) >> (shift - 8)) & 0xFFU));
  for (unsigned shift = 64; shift > 0; shift -= 8)
    bytes.push_back(static_cast<char>((value.lower >> (shift - 8)) & 0xFFU));
  const char sign = value.upper < 0 ? '\xFF' : '\0';
  std::size_t skip = 0;
  while (skip + 1 < bytes.size() && bytes[skip] == sign && ((bytes[skip + 1] ^ sign) & 0x80) == 0) ++skip;
  return bytes.substr(skip);
}

template <typename Hash>
typename Hash::State hash_decimal(duckdb_vector vector, duckdb_logical_type type, idx_t row,
                                  typename Hash::State seed) {
  switch (duckdb_decimal_internal_type(type)) {
    case DUCKDB_TYPE_SMALLINT:
      return Hash::of_long(static_cast<std::uint64_t>(std::int64_t{value_at<std::int16_t>(vector, row)}), seed);
    case DUCKDB_TYPE_INTEGER:
      return Hash::of_long(static_cast<std::uint64_t>(std::int64_t{value_at<std::int32_t>(vector, row)}), seed);
    case DUCKDB_TYPE_BIGINT:
      return Hash::of_long(value_at<std::uint64_t>(vector, row), seed);
    default:
      return Hash::of_bytes(big_integer_bytes(value_at<duckdb_hugeint>(vector, row)), seed);
  }
}

template <typename Hash>
typename Hash::State hash_real(duckdb_vector vector, duckdb_type type, idx_t row, typename Hash::State seed) {
  if (type == DUCKDB_TYPE_FLOAT) {
    float value = value_at<float>(vector, row);
    if (value == 0) value = 0;  // -0.0 hashes as 0.0
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return Hash::of_int(bits, seed);
  }
  double value = value_at<double>(vector, row);
  if (value == 0) value = 0;
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return Hash::of_long(bits, seed);
}

template <typename Hash>
typename Hash::State hash_value(duckdb_vector vector, idx_t row, typename Hash::State seed);

template <typename Hash>
typename Hash::State hash_nested(duckdb_vector vector, const LogicalType& type, idx_t row, typename Hash::State seed) {
  if (type.id() == DUCKDB_TYPE_STRUCT) {
    for (idx_t i = 0; i < duckdb_struct_type_child_count(type.raw()); ++i)
      seed = hash_value<Hash>(duckdb_struct_vector_get_child(vector, i), row, seed);
    return seed;
  }
  const auto entry = value_at<duckdb_list_entry>(vector, row);
  const duckdb_vector child = duckdb_list_vector_get_child(vector);
  for (idx_t i = 0; i < entry.length; ++i) seed = hash_value<Hash>(child, entry.offset + i, seed);
  return seed;
}

template <typename Hash>
typename Hash::State hash_value(duckdb_vector vector, idx_t row, typename Hash::State seed) {
  if (is_null(vector, row)) return seed;
  const LogicalType type = LogicalType::of(vector);
  switch (type.id()) {
    case DUCKDB_TYPE_BOOLEAN:
      return Hash::of_int(value_at<bool>(vector, row) ? 1 : 0, seed);
    case DUCKDB_TYPE_TINYINT:
      return Hash::of_int(widened<std::int8_t>(vector, row), seed);
    case DUCKDB_TYPE_SMALLINT:
      return Hash::of_int(widened<std::int16_t>(vector, row), seed);
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_DATE:
      return Hash::of_int(value_at<std::uint32_t>(vector, row), seed);
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
      return hash_real<Hash>(vector, type.id(), row, seed);
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return Hash::of_long(value_at<std::uint64_t>(vector, row), seed);
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return Hash::of_long(static_cast<std::uint64_t>(value_at<std::int64_t>(vector, row) / 1000), seed);
    case DUCKDB_TYPE_HUGEINT:
      return Hash::of_long(value_at<duckdb_hugeint>(vector, row).lower, seed);
    case DUCKDB_TYPE_DECIMAL:
      return hash_decimal<Hash>(vector, type.raw(), row, seed);
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_BLOB: {
      auto* strings = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
      return Hash::of_bytes({duckdb_string_t_data(&strings[row]), duckdb_string_t_length(strings[row])}, seed);
    }
    case DUCKDB_TYPE_LIST:
    case DUCKDB_TYPE_MAP:
    case DUCKDB_TYPE_STRUCT:
      return hash_nested<Hash>(vector, type, row, seed);
    default:
      return seed;
  }
}

template <typename Hash>
void run_hash(duckdb_function_info /*info*/, duckdb_data_chunk input, duckdb_vector output) {
  const idx_t size = duckdb_data_chunk_get_size(input);
  auto* hashes = static_cast<typename Hash::State*>(duckdb_vector_get_data(output));
  std::fill_n(hashes, size, static_cast<typename Hash::State>(dialect::kSparkHashSeed));
  for (idx_t column = 0; column < duckdb_data_chunk_get_column_count(input); ++column) {
    const duckdb_vector vector = duckdb_data_chunk_get_vector(input, column);
    for (idx_t row = 0; row < size; ++row) hashes[row] = hash_value<Hash>(vector, row, hashes[row]);
  }
}

}  // namespace

duckdb_scalar_function make_hash_function(HashKind kind) {
  const bool murmur = kind == HashKind::Murmur3;
  duckdb_scalar_function function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, murmur ? "lc_hash" : "lc_xxhash64");
  duckdb_scalar_function_set_varargs(function, LogicalType(DUCKDB_TYPE_ANY).raw());
  duckdb_scalar_function_set_return_type(function,
                                         LogicalType(murmur ? DUCKDB_TYPE_INTEGER : DUCKDB_TYPE_BIGINT).raw());
  duckdb_scalar_function_set_special_handling(function);
  duckdb_scalar_function_set_function(function, murmur ? run_hash<Murmur> : run_hash<Xx>);
  return function;
}

}  // namespace lakecode::local
