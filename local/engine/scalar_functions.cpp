#include "local/engine/scalar_functions.h"

#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <span>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/time_text.h"
#include "local/engine/cell_text.h"
#include "local/engine/duck.h"
#include "local/engine/histogram.h"
#include "local/engine/nested_text.h"
#include "local/engine/scalar_rule.h"
#include "local/engine/set_types.h"
#include "local/engine/spark_hash.h"
#include "local/engine/typed_calls.h"
#include "local/engine/void_columns.h"
#include "local/engine/zone_clock.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

Value number(std::optional<std::int64_t> value) {
  Value out;
  out.number = value;
  return out;
}

Value text_to_timestamp(const Row& row) {
  const auto micros = dialect::parse_timestamp(row.text(0));
  return number(micros ? micros : parse_regional_time(row.text(0)));
}
Value date_to_timestamp(const Row& row) {
  return number(row.value<std::int32_t>(0) * kMicrosPerDay);
}
Value same_timestamp(const Row& row) {
  return number(row.value<std::int64_t>(0));
}
std::int64_t micros_of(std::int64_t nanos) {
  return nanos >= 0 ? nanos / 1000 : (nanos - 999) / 1000;
}
Value nanos_to_timestamp(const Row& row) {
  return number(micros_of(row.value<std::int64_t>(0)));
}
Value seconds_to_timestamp(const Row& row) {
  return number(row.value<std::int64_t>(0) * 1'000'000);
}
Value double_to_timestamp(const Row& row) {
  const double seconds = row.value<double>(0);
  if (!std::isfinite(seconds) || std::abs(seconds) > 9e12) return {};
  return number(static_cast<std::int64_t>(seconds * 1e6));
}
Value text_to_date(const Row& row) {
  const auto days = dialect::parse_date(row.text(0));
  return days ? number(*days) : Value{};
}
Value same_date(const Row& row) {
  return number(row.value<std::int32_t>(0));
}
Value timestamp_to_date(const Row& row) {
  const std::int64_t micros = row.value<std::int64_t>(0);
  return number((micros >= 0 ? micros : micros - kMicrosPerDay + 1) / kMicrosPerDay);
}
Value nanos_to_date(const Row& row) {
  const std::int64_t micros = micros_of(row.value<std::int64_t>(0));
  return number((micros >= 0 ? micros : micros - kMicrosPerDay + 1) / kMicrosPerDay);
}
Value text_to_whole(const Row& row) {
  return number(dialect::parse_whole(row.text(0)));
}
template <typename Int>
Value text_to_narrow(const Row& row) {
  const auto whole = dialect::parse_whole(row.text(0));
  if (!whole || *whole != static_cast<Int>(*whole)) return {};
  return number(whole);
}
Value text_to_boolean(const Row& row) {
  const std::string word = text::to_lower(text::trim(row.text(0)));
  for (const std::string_view yes : {"true", "t", "yes", "y", "1"}) {
    if (word == yes) return number(1);
  }
  for (const std::string_view no : {"false", "f", "no", "n", "0"}) {
    if (word == no) return number(0);
  }
  return {};
}
Value whole_to_boolean(const Row& row) {
  return number(row.value<std::int64_t>(0) != 0 ? 1 : 0);
}
Value double_to_boolean(const Row& row) {
  return number(row.value<double>(0) != 0 ? 1 : 0);
}
Value raise(const Row& row) {
  Value out;
  out.error = row.text(0);
  return out;
}
Value same_whole(const Row& row) {
  return number(row.value<std::int64_t>(0));
}
Value same_boolean(const Row& row) {
  return number(row.value<bool>(0) ? 1 : 0);
}
Value double_to_whole(const Row& row) {
  const double value = row.value<double>(0);
  if (!std::isfinite(value) || std::abs(value) >= 9.2233720368547758e18) {
    return failed(
        "CAST_OVERFLOW",
        fmt::format("The value {}D of the type \"DOUBLE\" cannot be cast to \"BIGINT\" due to an overflow. Use "
                    "`try_cast` to tolerate overflow and return NULL instead.",
                    java_double(value)),
        "22003");
  }
  return number(static_cast<std::int64_t>(value));
}
Value try_double_to_whole(const Row& row) {
  const double value = row.value<double>(0);
  return std::isfinite(value) && std::abs(value) < 9.2233720368547758e18 ? double_to_whole(row) : Value{};
}
Value date_to_whole(const Row& /*row*/) {
  return failed(
      "DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION",
      "Cannot resolve the cast due to data type mismatch: cannot cast \"DATE\" to a number. To convert values "
      "from \"DATE\", you can use the functions `UNIX_DATE` instead.",
      "42K09");
}
Value timestamp_to_whole(const Row& row) {
  return number(static_cast<std::int64_t>(std::floor(static_cast<double>(row.value<std::int64_t>(0)) / 1e6)));
}
Value parse_time(const Row& row) {
  return number(dialect::parse_by_pattern(row.text(0), row.text(1)));
}
Value format_time(const Row& row) {
  Value out;
  out.text = dialect::format_by_pattern(row.value<std::int64_t>(0), row.text(1));
  return out;
}

constexpr duckdb_type kNone = DUCKDB_TYPE_INVALID;
constexpr duckdb_type kText = DUCKDB_TYPE_VARCHAR;
constexpr duckdb_type kTime = DUCKDB_TYPE_TIMESTAMP;
constexpr duckdb_type kZoned = DUCKDB_TYPE_TIMESTAMP_TZ;
constexpr duckdb_type kNanos = DUCKDB_TYPE_TIMESTAMP_NS;
constexpr duckdb_type kDate = DUCKDB_TYPE_DATE;
constexpr duckdb_type kBoolean = DUCKDB_TYPE_BOOLEAN;
constexpr duckdb_type kLong = DUCKDB_TYPE_BIGINT;
constexpr duckdb_type kDouble = DUCKDB_TYPE_DOUBLE;

constexpr ScalarRule kRules[] = {
    {"lc_to_timestamp", {kText, kNone}, kTime, text_to_timestamp, "TIMESTAMP"},
    {"lc_to_timestamp", {kDate, kNone}, kTime, date_to_timestamp},
    {"lc_to_timestamp", {kTime, kNone}, kTime, same_timestamp},
    {"lc_to_timestamp", {kZoned, kNone}, kTime, same_timestamp},
    {"lc_to_timestamp", {kNanos, kNone}, kTime, nanos_to_timestamp},
    {"lc_to_timestamp", {kLong, kNone}, kTime, seconds_to_timestamp},
    {"lc_to_timestamp", {kDouble, kNone}, kTime, double_to_timestamp},
    {"lc_try_to_timestamp", {kText, kNone}, kTime, text_to_timestamp},
    {"lc_try_to_timestamp", {kDate, kNone}, kTime, date_to_timestamp},
    {"lc_try_to_timestamp", {kTime, kNone}, kTime, same_timestamp},
    {"lc_try_to_timestamp", {kZoned, kNone}, kTime, same_timestamp},
    {"lc_try_to_timestamp", {kNanos, kNone}, kTime, nanos_to_timestamp},
    {"lc_try_to_timestamp", {kLong, kNone}, kTime, seconds_to_timestamp},
    {"lc_try_to_timestamp", {kDouble, kNone}, kTime, double_to_timestamp},
    {"lc_to_date", {kText, kNone}, kDate, text_to_date, "DATE"},
    {"lc_to_date", {kDate, kNone}, kDate, same_date},
    {"lc_to_date", {kTime, kNone}, kDate, timestamp_to_date},
    {"lc_to_date", {kZoned, kNone}, kDate, timestamp_to_date},
    {"lc_to_date", {kNanos, kNone}, kDate, nanos_to_date},
    {"lc_try_to_date", {kText, kNone}, kDate, text_to_date},
    {"lc_try_to_date", {kDate, kNone}, kDate, same_date},
    {"lc_try_to_date", {kTime, kNone}, kDate, timestamp_to_date},
    {"lc_try_to_date", {kZoned, kNone}, kDate, timestamp_to_date},
    {"lc_try_to_date", {kNanos, kNone}, kDate, nanos_to_date},
    {"lc_to_whole", {kText, kNone}, kLong, text_to_whole, "BIGINT"},
    {"lc_to_whole", {kLong, kNone}, kLong, same_whole},
    {"lc_to_whole", {kDouble, kNone}, kLong, double_to_whole, "BIGINT"},
    {"lc_to_whole", {DUCKDB_TYPE_BOOLEAN, kNone}, kLong, same_boolean},
    {"lc_to_whole", {kTime, kNone}, kLong, timestamp_to_whole},
    {"lc_to_whole", {kDate, kNone}, kLong, date_to_whole},
    {"lc_to_int", {kText, kNone}, kLong, text_to_narrow<std::int32_t>, "INT"},
    {"lc_to_int", {kLong, kNone}, kLong, same_whole},
    {"lc_to_int", {kDouble, kNone}, kLong, double_to_whole, "INT"},
    {"lc_to_int", {DUCKDB_TYPE_BOOLEAN, kNone}, kLong, same_boolean},
    {"lc_to_int", {kTime, kNone}, kLong, timestamp_to_whole},
    {"lc_to_int", {kDate, kNone}, kLong, date_to_whole},
    {"lc_to_smallint", {kText, kNone}, kLong, text_to_narrow<std::int16_t>, "SMALLINT"},
    {"lc_to_smallint", {kLong, kNone}, kLong, same_whole},
    {"lc_to_smallint", {kDouble, kNone}, kLong, double_to_whole, "SMALLINT"},
    {"lc_to_smallint", {DUCKDB_TYPE_BOOLEAN, kNone}, kLong, same_boolean},
    {"lc_to_smallint", {kTime, kNone}, kLong, timestamp_to_whole},
    {"lc_to_smallint", {kDate, kNone}, kLong, date_to_whole},
    {"lc_to_tinyint", {kText, kNone}, kLong, text_to_narrow<std::int8_t>, "TINYINT"},
    {"lc_to_tinyint", {kLong, kNone}, kLong, same_whole},
    {"lc_to_tinyint", {kDouble, kNone}, kLong, double_to_whole, "TINYINT"},
    {"lc_to_tinyint", {DUCKDB_TYPE_BOOLEAN, kNone}, kLong, same_boolean},
    {"lc_to_tinyint", {kTime, kNone}, kLong, timestamp_to_whole},
    {"lc_to_tinyint", {kDate, kNone}, kLong, date_to_whole},
    {"lc_try_to_whole", {kText, kNone}, kLong, text_to_whole},
    {"lc_try_to_whole", {kLong, kNone}, kLong, same_whole},
    {"lc_try_to_whole", {kDouble, kNone}, kLong, try_double_to_whole},
    {"lc_try_to_whole", {DUCKDB_TYPE_BOOLEAN, kNone}, kLong, same_boolean},
    {"lc_try_to_whole", {kTime, kNone}, kLong, timestamp_to_whole},
    {"lc_try_to_whole", {kDate, kNone}, kLong, date_to_whole},
    {"lc_to_boolean", {kText, kNone}, kBoolean, text_to_boolean, "BOOLEAN"},
    {"lc_to_boolean", {kBoolean, kNone}, kBoolean, same_boolean},
    {"lc_to_boolean", {kLong, kNone}, kBoolean, whole_to_boolean},
    {"lc_to_boolean", {kDouble, kNone}, kBoolean, double_to_boolean},
    {"lc_try_to_boolean", {kText, kNone}, kBoolean, text_to_boolean},
    {"lc_try_to_boolean", {kBoolean, kNone}, kBoolean, same_boolean},
    {"lc_try_to_boolean", {kLong, kNone}, kBoolean, whole_to_boolean},
    {"lc_try_to_boolean", {kDouble, kNone}, kBoolean, double_to_boolean},
    {"lc_raise", {kText, kNone}, DUCKDB_TYPE_SQLNULL, raise},
    {"lc_parse_time", {kText, kText, kNone}, kTime, parse_time, "text of a pattern"},
    {"lc_try_parse_time", {kText, kText, kNone}, kTime, parse_time},
    {"lc_format_time", {kTime, kText, kNone}, kText, format_time, "pattern"},
};

void set_null(duckdb_vector output, idx_t row) {
  duckdb_vector_ensure_validity_writable(output);
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
}

void store(const ScalarRule& rule, duckdb_vector output, idx_t row, const Value& value) {
  if (value.text) {
    duckdb_vector_assign_string_element_len(output, row, value.text->data(), value.text->size());
  } else if (value.real) {
    static_cast<double*>(duckdb_vector_get_data(output))[row] = *value.real;
  } else if (value.span) {
    static_cast<duckdb_interval*>(duckdb_vector_get_data(output))[row] = *value.span;
  } else if (rule.returns == DUCKDB_TYPE_BOOLEAN) {
    static_cast<bool*>(duckdb_vector_get_data(output))[row] = *value.number != 0;
  } else if (rule.returns == kDate || rule.returns == DUCKDB_TYPE_INTEGER) {
    static_cast<std::int32_t*>(duckdb_vector_get_data(output))[row] = static_cast<std::int32_t>(*value.number);
  } else {
    static_cast<std::int64_t*>(duckdb_vector_get_data(output))[row] = *value.number;
  }
}

std::string failure(const ScalarRule& rule, const Row& row) {
  const std::string_view type = rule.fails_as;
  if (type == "pattern" && row.text(1).find_first_of("YWwuec") != std::string_view::npos) {
    return dialect::sql_error("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN",
                              fmt::format("You may get a different result due to the upgrading to Spark >= 3.0: all "
                                          "week-based patterns are unsupported, detected in: {}. Please use the SQL "
                                          "function EXTRACT instead.",
                                          row.text(1)),
                              "42K0B")
        .reason;
  }
  if (type == "pattern") {
    return dialect::sql_error("INVALID_DATETIME_PATTERN",
                              fmt::format("Unrecognized datetime pattern: {}.", row.text(1)), "22007")
        .reason;
  }
  if (type == "text of a pattern") {
    return dialect::sql_error("CANNOT_PARSE_TIMESTAMP",
                              fmt::format("Text '{}' could not be parsed by the pattern '{}'. Use `try_to_timestamp` "
                                          "to tolerate invalid input string and return NULL instead.",
                                          row.text(0), row.text(1)),
                              "22007")
        .reason;
  }
  const std::string value =
      rule.arguments[0] == kText ? std::string(row.text(0)) : std::to_string(row.value<double>(0));
  return dialect::malformed_cast(value, rule.arguments[0] == kText ? "STRING" : "DOUBLE", type).reason;
}

void run_rule(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const ScalarRule& rule = *static_cast<const ScalarRule*>(duckdb_scalar_function_get_extra_info(info));
  Row row(input);
  const idx_t size = duckdb_data_chunk_get_size(input);
  for (idx_t i = 0; i < size; ++i) {
    row.move_to(i);
    if (row.has_null()) {
      set_null(output, i);
      continue;
    }
    const Value value = rule.kernel(row);
    if (!value.error.empty()) {
      duckdb_scalar_function_set_error(info, value.error.c_str());
      return;
    }
    if (value.number || value.text || value.real || value.span) {
      store(rule, output, i, value);
    } else if (rule.fails_as == nullptr) {
      set_null(output, i);
    } else {
      duckdb_scalar_function_set_error(info, failure(rule, row).c_str());
      return;
    }
  }
}

class LogicalType {
 public:
  explicit LogicalType(duckdb_type type) : type_(duckdb_create_logical_type(type)) {}
  LogicalType(const LogicalType&) = delete;
  LogicalType& operator=(const LogicalType&) = delete;
  ~LogicalType() { duckdb_destroy_logical_type(&type_); }
  [[nodiscard]] duckdb_logical_type raw() const { return type_; }

 private:
  duckdb_logical_type type_;
};

duckdb_scalar_function make_rule(const ScalarRule& rule) {
  duckdb_scalar_function function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, rule.name);
  for (const duckdb_type argument : rule.arguments) {
    if (argument == kNone) break;
    duckdb_scalar_function_add_parameter(function, LogicalType(argument).raw());
  }
  duckdb_scalar_function_set_return_type(function, LogicalType(rule.returns).raw());
  duckdb_scalar_function_set_special_handling(function);
  duckdb_scalar_function_set_extra_info(function, const_cast<ScalarRule*>(&rule), nullptr);
  duckdb_scalar_function_set_function(function, run_rule);
  return function;
}

void run_size(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const duckdb_vector vector = duckdb_data_chunk_get_vector(input, 0);
  duckdb_logical_type type = duckdb_vector_get_column_type(vector);
  const duckdb_type id = duckdb_get_type_id(type);
  duckdb_destroy_logical_type(&type);
  if (id != DUCKDB_TYPE_LIST && id != DUCKDB_TYPE_MAP && id != DUCKDB_TYPE_SQLNULL) {
    duckdb_scalar_function_set_error(
        info, dialect::sql_error("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", "size takes an ARRAY or a MAP.", "42K09")
                  .reason.c_str());
    return;
  }
  std::uint64_t* validity = duckdb_vector_get_validity(vector);
  const idx_t rows = duckdb_data_chunk_get_size(input);
  auto* sizes = static_cast<std::int32_t*>(duckdb_vector_get_data(output));
  for (idx_t row = 0; row < rows; ++row) {
    if (id == DUCKDB_TYPE_SQLNULL || (validity != nullptr && !duckdb_validity_row_is_valid(validity, row))) {
      set_null(output, row);
    } else {
      sizes[row] =
          static_cast<std::int32_t>(static_cast<duckdb_list_entry*>(duckdb_vector_get_data(vector))[row].length);
    }
  }
}

Result<void> add_function(duck::Connection& connection, duckdb_scalar_function function) {
  const duckdb_state state = duckdb_register_scalar_function(connection.raw(), function);
  duckdb_destroy_scalar_function(&function);
  if (state == DuckDBSuccess) return {};
  return Error{.code = ErrorCode::Internal,
               .action = "prepare the engine",
               .subject = "",
               .reason = "a function could not be registered",
               .advice = ""};
}

}  // namespace

Result<void> register_scalar_functions(duck::Connection& connection) {
  std::map<std::string, std::vector<const ScalarRule*>> sets;
  for (const std::span<const ScalarRule> rules :
       {std::span<const ScalarRule>(kRules), text_rules(), number_rules(), mixed_rules(), date_shift_rules(),
        interval_cast_rules(), number_format_rules(), csv_rules(), xml_rules(), sketch_rules()}) {
    for (const ScalarRule& rule : rules) sets[rule.name].push_back(&rule);
  }
  for (const auto& entry : sets) {
    duckdb_scalar_function_set set = duckdb_create_scalar_function_set(entry.first.c_str());
    for (const ScalarRule* rule : entry.second) {
      duckdb_scalar_function function = make_rule(*rule);
      duckdb_add_scalar_function_to_set(set, function);
      duckdb_destroy_scalar_function(&function);
    }
    const duckdb_state state = duckdb_register_scalar_function_set(connection.raw(), set);
    duckdb_destroy_scalar_function_set(&set);
    if (state != DuckDBSuccess) {
      return Error{.code = ErrorCode::Internal,
                   .action = "prepare the engine",
                   .subject = entry.first,
                   .reason = "the function could not be registered",
                   .advice = ""};
    }
  }
  for (const duckdb_scalar_function function : {make_hash_function(HashKind::Murmur3),
                                                make_hash_function(HashKind::XxHash64),
                                                make_text_function(),
                                                make_json_function(),
                                                make_csv_function(),
                                                make_quotient_function(),
                                                make_decimal_quotient_function(),
                                                make_rounding_function(),
                                                make_sum_function(),
                                                make_minus_function(),
                                                make_reverse_function(),
                                                make_words_function(),
                                                make_product_function(),
                                                make_decimal_product_function(),
                                                make_ceiling_function(),
                                                make_floor_function(),
                                                make_scaled_function(),
                                                make_bins_function(),
                                                make_length_function(),
                                                make_octets_function(),
                                                make_struct_cast_function(),
                                                make_meet_function(),
                                                make_voids_function()}) {
    TRY_VOID(add_function(connection, function));
  }
  duckdb_scalar_function size = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(size, "lc_size");
  duckdb_scalar_function_add_parameter(size, LogicalType(DUCKDB_TYPE_ANY).raw());
  duckdb_scalar_function_set_return_type(size, LogicalType(DUCKDB_TYPE_INTEGER).raw());
  duckdb_scalar_function_set_special_handling(size);
  duckdb_scalar_function_set_function(size, run_size);
  TRY_VOID(add_function(connection, size));
  return add_function(connection, make_histogram_function());
}

}  // namespace lakecode::local
