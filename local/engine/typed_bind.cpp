#include "local/engine/typed_bind.h"

#include <fmt/format.h>

#include "local/dialect/sql_error.h"
#include "local/dialect/time_text.h"
#include "local/engine/cell_text.h"
#include "local/engine/owned_type.h"
#include "local/engine/vector_value.h"

namespace lakecode::local {
namespace {

/// A literal's own digits, as Spark counts them; nullopt for what is no constant.
std::optional<int> digits_of_constant(duckdb_bind_info info, duckdb_expression expression) {
  if (!duckdb_expression_is_foldable(expression)) return std::nullopt;
  duckdb_client_context context = nullptr;
  duckdb_scalar_function_get_client_context(info, &context);
  duckdb_value value = nullptr;
  duckdb_error_data error = duckdb_expression_fold(context, expression, &value);
  std::optional<int> digits;
  if (!duckdb_error_data_has_error(error) && !duckdb_is_null_value(value)) {
    char* text = duckdb_get_varchar(value);
    digits = 0;
    for (const char* c = text; *c != '\0'; ++c) *digits += *c >= '0' && *c <= '9' ? 1 : 0;
    duckdb_free(text);
  }
  duckdb_destroy_value(&value);
  duckdb_destroy_error_data(&error);
  duckdb_destroy_client_context(&context);
  return digits;
}

}  // namespace

std::optional<std::int64_t> whole_argument(duckdb_bind_info info, idx_t argument) {
  duckdb_expression expression = duckdb_scalar_function_bind_get_argument(info, argument);
  duckdb_client_context context = nullptr;
  duckdb_scalar_function_get_client_context(info, &context);
  duckdb_value value = nullptr;
  duckdb_error_data error = duckdb_expression_fold(context, expression, &value);
  std::optional<std::int64_t> number;
  if (!duckdb_error_data_has_error(error)) number = duckdb_get_int64(value);
  duckdb_destroy_value(&value);
  duckdb_destroy_error_data(&error);
  duckdb_destroy_client_context(&context);
  duckdb_destroy_expression(&expression);
  return number;
}

std::string text_argument(duckdb_bind_info info, idx_t argument) {
  duckdb_expression expression = duckdb_scalar_function_bind_get_argument(info, argument);
  duckdb_client_context context = nullptr;
  duckdb_scalar_function_get_client_context(info, &context);
  duckdb_value value = nullptr;
  duckdb_error_data error = duckdb_expression_fold(context, expression, &value);
  std::string text;
  if (!duckdb_error_data_has_error(error) && !duckdb_is_null_value(value)) {
    char* folded = duckdb_get_varchar(value);
    text = folded;
    duckdb_free(folded);
  }
  duckdb_destroy_value(&value);
  duckdb_destroy_error_data(&error);
  duckdb_destroy_client_context(&context);
  duckdb_destroy_expression(&expression);
  return text;
}

std::optional<Digits> decimal_of(duckdb_bind_info info, idx_t argument, bool& is_decimal) {
  duckdb_expression expression = duckdb_scalar_function_bind_get_argument(info, argument);
  const LogicalType type(duckdb_expression_return_type(expression));
  std::optional<Digits> digits;
  switch (type.id()) {
    case DUCKDB_TYPE_DECIMAL:
      is_decimal = true;
      digits = Digits{duckdb_decimal_width(type.raw()), duckdb_decimal_scale(type.raw())};
      break;
    case DUCKDB_TYPE_TINYINT:
      digits = Digits{3, 0};
      break;
    case DUCKDB_TYPE_SMALLINT:
      digits = Digits{5, 0};
      break;
    case DUCKDB_TYPE_INTEGER:
      digits = Digits{digits_of_constant(info, expression).value_or(10), 0};
      break;
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_HUGEINT:
      digits = Digits{20, 0};
      break;
    case DUCKDB_TYPE_INTEGER_LITERAL:
      digits = Digits{digits_of_constant(info, expression).value_or(10), 0};
      break;
    default:
      break;
  }
  duckdb_destroy_expression(&expression);
  return digits;
}

void ask_for(duckdb_bind_info info, std::string_view function, std::string_view head, std::string_view tail) {
  const auto id = whole_argument(info, 0);
  if (!id || *id == 0) return;
  duckdb_scalar_function_bind_set_error(
      info, fmt::format("{}{}|{}|{}|{}|", kTypedCallMark, function, *id, head, tail).c_str());
}

duckdb_logical_type type_of_argument(duckdb_bind_info info, idx_t argument) {
  duckdb_expression expression = duckdb_scalar_function_bind_get_argument(info, argument);
  duckdb_logical_type type = duckdb_expression_return_type(expression);
  duckdb_destroy_expression(&expression);
  return type;
}

bool any_null(duckdb_data_chunk input, idx_t row) {
  for (idx_t i = 1; i < duckdb_data_chunk_get_column_count(input); ++i) {
    const duckdb_vector vector = duckdb_data_chunk_get_vector(input, i);
    if (LogicalType::of(vector).id() == DUCKDB_TYPE_SQLNULL || is_null(vector, row)) return true;
  }
  return false;
}

std::optional<double> real_at(duckdb_vector vector, idx_t row, std::string& error) {
  const LogicalType type = LogicalType::of(vector);
  if (type.id() == DUCKDB_TYPE_DOUBLE) return value_at<double>(vector, row);
  const std::string text = cell_text(vector, row).value_or("");
  const auto number = dialect::parse_real(text);
  if (!number) {
    error = type.id() == DUCKDB_TYPE_VARCHAR
                ? dialect::malformed_cast(text, "STRING", "DOUBLE").reason
                : dialect::sql_error("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                                     fmt::format("A number is expected, not {}.", text), "42K09")
                      .reason;
  }
  return number;
}

bool increment_digits(std::string& digits) {
  std::size_t at = digits.size();
  while (at > 0 && digits[at - 1] == '9') digits[--at] = '0';
  if (at > 0) {
    ++digits[at - 1];
    return false;
  }
  digits.insert(digits.begin(), '1');
  return true;
}

void run_unbound(duckdb_function_info info, duckdb_data_chunk /*input*/, duckdb_vector /*output*/) {
  duckdb_scalar_function_set_error(
      info, dialect::sql_error("INTERNAL_ERROR", "A call was not bound.", "XX000").reason.c_str());
}

duckdb_scalar_function make_typed(const TypedShape& shape) {
  duckdb_scalar_function function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, shape.name);
  for (const duckdb_type type : shape.parameters) {
    if (type != DUCKDB_TYPE_INVALID) duckdb_scalar_function_add_parameter(function, LogicalType(type).raw());
  }
  duckdb_scalar_function_set_return_type(function, LogicalType(shape.returns).raw());
  duckdb_scalar_function_set_special_handling(function);
  duckdb_scalar_function_set_function(function, shape.run);
  if (shape.bind != nullptr) duckdb_scalar_function_set_bind(function, shape.bind);
  return function;
}

}  // namespace lakecode::local
