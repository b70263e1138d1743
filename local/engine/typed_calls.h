#pragma once
// Calls whose type follows from the types of their arguments, which only the engine knows: a / b of DECIMALs is a
// DECIMAL, of others a DOUBLE; round keeps a DECIMAL a DECIMAL. The engine's C API has one type for one function. So
// such a call is written as FUNCTION(ID, ...)/*ID*/; where the arguments ask for another type, binding fails with a
// message that says what the call must become, and settle_typed_call() writes that. Only for local/engine.

#include <duckdb.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace lakecode::local {

/// lc_quotient(ID, ANY, ANY) -> DOUBLE; the caller destroys these.
duckdb_scalar_function make_quotient_function();
/// lc_decimal_quotient(SCALE, ANY, ANY) -> VARCHAR, exact and rounded half up.
duckdb_scalar_function make_decimal_quotient_function();
/// lc_product(ID, ANY, ANY), which always becomes another call: of DECIMALs a DECIMAL, else the engine's product.
duckdb_scalar_function make_product_function();
/// lc_decimal_product(SCALE, ANY, ANY) -> VARCHAR, exact and rounded half up.
duckdb_scalar_function make_decimal_product_function();
/// lc_rounded(ID, ANY, BIGINT) -> DOUBLE, by the decimal digits of the number, half up.
duckdb_scalar_function make_rounding_function();

/// lc_sum(ID, HUGEINT, ANY) -> HUGEINT, a sum of whole numbers that is a BIGINT; the last argument has the type of what
/// was summed: a DECIMAL(p,s) gives a DECIMAL(p+10,s).
duckdb_scalar_function make_sum_function();

/// lc_ceiling(ID, ANY) and lc_floor(ID, ANY), which always become the engine's own, a DECIMAL of a DECIMAL.
duckdb_scalar_function make_ceiling_function();
duckdb_scalar_function make_floor_function();
/// lc_scaled(ID, rounded, value, PLACES), which always becomes `rounded` with the DECIMAL of `value` at those places.
duckdb_scalar_function make_scaled_function();
/// lc_bins(ID, list, most), which always becomes a histogram whose bins have the type of the items.
duckdb_scalar_function make_bins_function();

/// lc_struct_cast(ID, value, NULL of the type, TOLERANT), which always becomes a cast by the places of fields.
duckdb_scalar_function make_struct_cast_function();

/// lc_minus(ID, ANY, ANY), which always becomes another call: of DATEs an INTERVAL, else the engine's minus.
duckdb_scalar_function make_minus_function();

/// lc_reverse(ID, ANY), which always becomes the reversal of an array or of a text.
duckdb_scalar_function make_reverse_function();

/// lc_words(ID, ANY, ANY), which always becomes the words of an array joined by the last argument, or one text.
duckdb_scalar_function make_words_function();

/// The SQL of one statement while its typed calls are settled, one at a binding.
class TypedCalls {
 public:
  explicit TypedCalls(std::string sql) : sql_(std::move(sql)) {}
  [[nodiscard]] const std::string& sql() const { return sql_; }
  /// Writes the call that `message` (of the engine) asks for; false when it asks for none, an error when there are too
  /// many of them.
  Result<bool> settle(std::string_view message);

 private:
  Result<void> count();
  std::string sql_;
  int settled_ = 0;
};
/// The calls of `sql` with the id 0, which take what they get: for texts that the engine keeps, where none is settled.
std::string with_open_calls(std::string sql);

}  // namespace lakecode::local
