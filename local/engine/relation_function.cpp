#include "local/engine/relation_function.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local {
namespace {

struct Scan {
  std::size_t next_row = 0;
};

duckdb_type engine_type(const ResultColumn& column) {
  if (column.type.text == "int") return DUCKDB_TYPE_INTEGER;
  if (column.type.text == "bigint") return DUCKDB_TYPE_BIGINT;
  if (column.type.text == "timestamp") return DUCKDB_TYPE_TIMESTAMP;
  return DUCKDB_TYPE_VARCHAR;
}

std::string text_parameter(duckdb_bind_info info, idx_t index) {
  duckdb_value value = duckdb_bind_get_parameter(info, index);
  char* text = duckdb_get_varchar(value);
  std::string result = text == nullptr ? "" : text;
  duckdb_free(text);
  duckdb_destroy_value(&value);
  return result;
}

void delete_table(void* data) {
  const std::unique_ptr<ResultTable> owned(static_cast<ResultTable*>(data));
}

void delete_scan(void* data) {
  const std::unique_ptr<Scan> owned(static_cast<Scan*>(data));
}

void bind(duckdb_bind_info info) {
  const auto& source = *static_cast<const RelationSource*>(duckdb_bind_get_extra_info(info));
  const std::string catalog = text_parameter(info, 0);
  const std::string view = text_parameter(info, 1);
  auto made = source(catalog, view);
  if (!made) {
    const std::string name = dialect::in_backticks(fmt::format("{}.information_schema.{}", catalog, view));
    duckdb_bind_set_error(info, dialect::table_not_found(name).reason.c_str());
    return;
  }
  auto table = std::make_unique<ResultTable>(std::move(*made));
  for (const ResultColumn& column : table->columns) {
    duckdb_logical_type type = duckdb_create_logical_type(engine_type(column));
    duckdb_bind_add_result_column(info, column.name.c_str(), type);
    duckdb_destroy_logical_type(&type);
  }
  duckdb_bind_set_cardinality(info, table->rows.size(), true);
  duckdb_bind_set_bind_data(info, table.release(), delete_table);
}

void init(duckdb_init_info info) {
  duckdb_init_set_max_threads(info, 1);
  duckdb_init_set_init_data(info, std::make_unique<Scan>().release(), delete_scan);
}

void put(duckdb_vector vector, duckdb_type type, idx_t row, const Cell& cell) {
  if (!cell) {
    duckdb_vector_ensure_validity_writable(vector);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row);
  } else if (type == DUCKDB_TYPE_VARCHAR) {
    duckdb_vector_assign_string_element_len(vector, row, cell->data(), cell->size());
  } else {
    const std::int64_t number = text::parse_int(*cell).value_or(0);
    if (type == DUCKDB_TYPE_INTEGER) {
      static_cast<std::int32_t*>(duckdb_vector_get_data(vector))[row] = static_cast<std::int32_t>(number);
    } else {
      static_cast<std::int64_t*>(duckdb_vector_get_data(vector))[row] = number;
    }
  }
}

void scan(duckdb_function_info info, duckdb_data_chunk output) {
  const auto& table = *static_cast<const ResultTable*>(duckdb_function_get_bind_data(info));
  auto& state = *static_cast<Scan*>(duckdb_function_get_init_data(info));
  const std::size_t count = std::min<std::size_t>(table.rows.size() - state.next_row, duckdb_vector_size());
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    const duckdb_vector vector = duckdb_data_chunk_get_vector(output, column);
    const duckdb_type type = engine_type(table.columns[column]);
    for (std::size_t i = 0; i < count; ++i) put(vector, type, i, table.rows[state.next_row + i][column]);
  }
  state.next_row += count;
  duckdb_data_chunk_set_size(output, count);
}

}  // namespace

Result<void> register_relation_function(duck::Connection& connection, const RelationSource& source) {
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, "lc_relation");
  duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
  duckdb_table_function_add_parameter(function, text);
  duckdb_table_function_add_parameter(function, text);
  duckdb_destroy_logical_type(&text);
  duckdb_table_function_set_extra_info(function, const_cast<RelationSource*>(&source), nullptr);
  duckdb_table_function_set_bind(function, bind);
  duckdb_table_function_set_init(function, init);
  duckdb_table_function_set_function(function, scan);
  const duckdb_state state = duckdb_register_table_function(connection.raw(), function);
  duckdb_destroy_table_function(&function);
  if (state == DuckDBSuccess) return {};
  return Error{.code = ErrorCode::Internal,
               .action = "prepare the engine",
               .subject = "lc_relation",
               .reason = "the function could not be registered",
               .advice = ""};
}

}  // namespace lakecode::local
