#pragma once
// How typed calls (typed_calls.h) look at their arguments while the engine binds them, and ask to become another call.
// Only for local/engine.

#include <duckdb.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lakecode::local {

/// What the message of a failed binding begins with, behind "Binder Error: ".
inline constexpr std::string_view kTypedCallMark = "[LAKECODE_TYPED_CALL] ";

/// Of a DECIMAL.
struct Digits {
  int precision = 0;
  int scale = 0;
};

/// The DECIMAL that an argument is beside another one, `is_decimal` set where it is one by itself; nullopt for what
/// makes the result a DOUBLE.
std::optional<Digits> decimal_of(duckdb_bind_info info, idx_t argument, bool& is_decimal);

/// A constant whole number.
std::optional<std::int64_t> whole_argument(duckdb_bind_info info, idx_t argument);

/// A constant text; "" for what is none.
std::string text_argument(duckdb_bind_info info, idx_t argument);

/// The caller owns it.
duckdb_logical_type type_of_argument(duckdb_bind_info info, idx_t argument);

/// Asks for `head` and `tail` around the arguments of the call that is bound.
void ask_for(duckdb_bind_info info, std::string_view function, std::string_view head, std::string_view tail);

/// Whether an argument of that row, behind the id, is NULL.
bool any_null(duckdb_data_chunk input, idx_t row);
/// A number of any type as a double; a text that is none fails.
std::optional<double> real_at(duckdb_vector vector, idx_t row, std::string& error);
/// One more in the last digit; true when a digit was gained in front.
bool increment_digits(std::string& digits);

struct TypedShape {
  const char* name;
  std::array<duckdb_type, 4> parameters;
  duckdb_type returns;
  duckdb_scalar_function_t run;
  duckdb_scalar_function_bind_t bind;
};
/// The call of a function that always becomes another one before it runs.
void run_unbound(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output);
duckdb_scalar_function make_typed(const TypedShape& shape);

}  // namespace lakecode::local
