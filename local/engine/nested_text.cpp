#include "local/engine/nested_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/engine/cell_text.h"
#include "local/engine/owned_type.h"
#include "local/engine/vector_value.h"

namespace lakecode::local {
namespace {

std::string_view bytes_at(duckdb_vector vector, idx_t row) {
  auto* strings = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
  return {duckdb_string_t_data(&strings[row]), duckdb_string_t_length(strings[row])};
}

bool is_variant(const LogicalType& type) {
  char* alias = duckdb_logical_type_get_alias(type.raw());
  const bool variant = alias != nullptr && std::string_view(alias) == "JSON";
  duckdb_free(alias);
  return variant;
}

/// "2024-01-31 10:00:00.12": no zeros behind the last digit of the fraction.
std::string plain_time(std::string cell) {
  if (cell.ends_with('Z')) cell.pop_back();
  if (const std::size_t t = cell.find('T'); t != std::string::npos) cell[t] = ' ';
  if (cell.find('.') == std::string::npos) return cell;
  while (cell.ends_with('0')) cell.pop_back();
  if (cell.ends_with('.')) cell.pop_back();
  return cell;
}

std::string text_of(duckdb_vector vector, idx_t row);

std::string list_text(duckdb_vector vector, idx_t row) {
  const auto entry = value_at<duckdb_list_entry>(vector, row);
  const duckdb_vector child = duckdb_list_vector_get_child(vector);
  std::string out = "[";
  for (idx_t i = 0; i < entry.length; ++i) out += (i == 0 ? "" : ", ") + text_of(child, entry.offset + i);
  return out + "]";
}

std::string map_text(duckdb_vector vector, idx_t row) {
  const auto entry = value_at<duckdb_list_entry>(vector, row);
  const duckdb_vector child = duckdb_list_vector_get_child(vector);
  std::string out = "{";
  for (idx_t i = 0; i < entry.length; ++i) {
    out += fmt::format("{}{} -> {}", i == 0 ? "" : ", ",
                       text_of(duckdb_struct_vector_get_child(child, 0), entry.offset + i),
                       text_of(duckdb_struct_vector_get_child(child, 1), entry.offset + i));
  }
  return out + "}";
}

std::string struct_text(duckdb_vector vector, const LogicalType& type, idx_t row) {
  std::string out = "{";
  for (idx_t i = 0; i < duckdb_struct_type_child_count(type.raw()); ++i)
    out += (i == 0 ? "" : ", ") + text_of(duckdb_struct_vector_get_child(vector, i), row);
  return out + "}";
}

/// "null" for NULL, which only stands inside of others.
std::string text_of(duckdb_vector vector, idx_t row) {
  if (is_null(vector, row)) return "null";
  const LogicalType type = LogicalType::of(vector);
  switch (type.id()) {
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return plain_time(cell_text(vector, row).value_or(""));
    case DUCKDB_TYPE_LIST:
      return list_text(vector, row);
    case DUCKDB_TYPE_MAP:
      return map_text(vector, row);
    case DUCKDB_TYPE_STRUCT:
      return struct_text(vector, type, row);
    case DUCKDB_TYPE_BLOB:
      return std::string(bytes_at(vector, row));
    case DUCKDB_TYPE_VARCHAR: {
      const std::string_view bytes = bytes_at(vector, row);
      if (!bytes.starts_with('"') || !is_variant(type)) return std::string(bytes);
      const auto text = json::parse(bytes, "variant");
      return text ? json::as_string(*text).value_or(std::string(bytes)) : std::string(bytes);
    }
    default:
      return cell_text(vector, row).value_or("");
  }
}

std::string json_of(duckdb_vector vector, idx_t row);

std::string json_list(duckdb_vector vector, idx_t row) {
  const auto entry = value_at<duckdb_list_entry>(vector, row);
  const duckdb_vector child = duckdb_list_vector_get_child(vector);
  std::string out = "[";
  for (idx_t i = 0; i < entry.length; ++i) out += (i == 0 ? "" : ",") + json_of(child, entry.offset + i);
  return out + "]";
}

std::string json_map(duckdb_vector vector, idx_t row) {
  const auto entry = value_at<duckdb_list_entry>(vector, row);
  const duckdb_vector child = duckdb_list_vector_get_child(vector);
  std::string out = "{";
  for (idx_t i = 0; i < entry.length; ++i) {
    const std::string key = text_of(duckdb_struct_vector_get_child(child, 0), entry.offset + i);
    out += fmt::format("{}{}:{}", i == 0 ? "" : ",", json::serialize(JsonValue(key)),
                       json_of(duckdb_struct_vector_get_child(child, 1), entry.offset + i));
  }
  return out + "}";
}

std::string json_struct(duckdb_vector vector, const LogicalType& type, idx_t row) {
  std::string out = "{";
  for (idx_t i = 0; i < duckdb_struct_type_child_count(type.raw()); ++i) {
    const duckdb_vector child = duckdb_struct_vector_get_child(vector, i);
    if (is_null(child, row)) continue;
    char* name = duckdb_struct_type_child_name(type.raw(), i);
    out += fmt::format("{}{}:{}", out.size() == 1 ? "" : ",",
                       json::serialize(JsonValue(std::string_view(name == nullptr ? "" : name))), json_of(child, row));
    duckdb_free(name);
  }
  return out + "}";
}

std::string json_of(duckdb_vector vector, idx_t row) {
  if (is_null(vector, row)) return "null";
  const LogicalType type = LogicalType::of(vector);
  switch (type.id()) {
    case DUCKDB_TYPE_LIST:
      return json_list(vector, row);
    case DUCKDB_TYPE_MAP:
      return json_map(vector, row);
    case DUCKDB_TYPE_STRUCT:
      return json_struct(vector, type, row);
    case DUCKDB_TYPE_VARCHAR:
      return is_variant(type) ? std::string(bytes_at(vector, row)) : json_cell(vector, row);
    default:
      return json_cell(vector, row);
  }
}

/// The fields of a STRUCT as a line of CSV; in quotes where they hold a comma, a quote or a line's end.
std::string csv_of(duckdb_vector vector, idx_t row) {
  const LogicalType type = LogicalType::of(vector);
  if (type.id() != DUCKDB_TYPE_STRUCT) return text_of(vector, row);
  std::string out;
  for (idx_t i = 0; i < duckdb_struct_type_child_count(type.raw()); ++i) {
    const duckdb_vector child = duckdb_struct_vector_get_child(vector, i);
    const std::string text = is_null(child, row) ? "" : text_of(child, row);
    const bool quoted = text.find_first_of(",\"\n\r") != std::string::npos;
    out += i == 0 ? "" : ",";
    out += quoted ? "\"" + text::replace_all(text, "\"", "\\\"") + "\"" : text;
  }
  return out;
}

using Writer = std::string (*)(duckdb_vector, idx_t);

template <Writer kWriter>
void run_writer(duckdb_function_info /*info*/, duckdb_data_chunk input, duckdb_vector output) {
  const duckdb_vector vector = duckdb_data_chunk_get_vector(input, 0);
  const bool none = LogicalType::of(vector).id() == DUCKDB_TYPE_SQLNULL;
  for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
    if (none || is_null(vector, row)) {
      set_null(output, row);
      continue;
    }
    const std::string text = kWriter(vector, row);
    duckdb_vector_assign_string_element_len(output, row, text.data(), text.size());
  }
}

using Measure = std::int32_t (*)(std::string_view text, bool bytes);

std::int32_t characters_of(std::string_view text, bool bytes) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::int32_t>(bytes ? static_cast<std::ptrdiff_t>(text.size())
                                         : std::count_if(text.begin(), text.end(), begins));
}

std::int32_t octets_of(std::string_view text, bool /*bytes*/) {
  return static_cast<std::int32_t>(text.size());
}

/// A BINARY is measured by its bytes; what is no text, by the text that it prints as.
template <Measure kMeasure>
void run_measure(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const duckdb_vector vector = duckdb_data_chunk_get_vector(input, 0);
  const LogicalType type = LogicalType::of(vector);
  if (type.id() == DUCKDB_TYPE_LIST || type.id() == DUCKDB_TYPE_MAP || type.id() == DUCKDB_TYPE_STRUCT) {
    const std::string error = dialect::sql_error("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                                                 "A STRING or a BINARY is expected, not a nested value.", "42K09")
                                  .reason;
    return duckdb_scalar_function_set_error(info, error.c_str());
  }
  const bool bytes = type.id() == DUCKDB_TYPE_BLOB;
  auto* results = static_cast<std::int32_t*>(duckdb_vector_get_data(output));
  for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
    if (type.id() == DUCKDB_TYPE_SQLNULL || is_null(vector, row)) {
      set_null(output, row);
    } else if (bytes || type.id() == DUCKDB_TYPE_VARCHAR) {
      auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
      results[row] = kMeasure({duckdb_string_t_data(&texts[row]), duckdb_string_t_length(texts[row])}, bytes);
    } else {
      results[row] = kMeasure(text_of(vector, row), false);
    }
  }
}

duckdb_scalar_function make_writer(const char* name, duckdb_scalar_function_t run,
                                   duckdb_type returns = DUCKDB_TYPE_VARCHAR) {
  duckdb_scalar_function function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, name);
  duckdb_scalar_function_add_parameter(function, LogicalType(DUCKDB_TYPE_ANY).raw());
  duckdb_scalar_function_set_return_type(function, LogicalType(returns).raw());
  duckdb_scalar_function_set_special_handling(function);
  duckdb_scalar_function_set_function(function, run);
  return function;
}

}  // namespace

duckdb_scalar_function make_text_function() {
  return make_writer("lc_text", run_writer<text_of>);
}

duckdb_scalar_function make_length_function() {
  return make_writer("lc_length", run_measure<characters_of>, DUCKDB_TYPE_INTEGER);
}

duckdb_scalar_function make_octets_function() {
  return make_writer("lc_octets", run_measure<octets_of>, DUCKDB_TYPE_INTEGER);
}

duckdb_scalar_function make_csv_function() {
  return make_writer("lc_to_csv", run_writer<csv_of>);
}

duckdb_scalar_function make_json_function() {
  return make_writer("lc_to_json", run_writer<json_of>);
}

}  // namespace lakecode::local
