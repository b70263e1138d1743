#pragma once
// Failures of statements as a Databricks user sees them: "[CONDITION] text SQLSTATE: 42P01". They travel as Error
// values whose reason is that message. Pure.

#include <string>
#include <string_view>

#include "base/error.h"

namespace lakecode::local::dialect {

Error sql_error(std::string_view condition, std::string_view text, std::string_view sql_state);
/// [PARSE_SYNTAX_ERROR] near `near`, SQLSTATE 42601.
Error syntax_error(std::string_view near);
/// What this workspace cannot do, by name: [UNSUPPORTED_FEATURE], SQLSTATE 0A000.
Error unsupported(std::string_view feature);
/// [TABLE_OR_VIEW_NOT_FOUND] with the name in backticks, SQLSTATE 42P01.
Error table_not_found(std::string_view quoted_name);
/// [SCHEMA_NOT_FOUND] for "catalog.schema", SQLSTATE 42704.
Error schema_not_found(std::string_view full_name);
/// [CAST_INVALID_INPUT] of a value that is no `to`; both types in the words of the platform.
Error malformed_cast(std::string_view value, std::string_view from, std::string_view to);
/// The five characters after "SQLSTATE: " in a message; "" when it has none.
std::string sql_state_of(std::string_view message);

/// A message of the engine (with its kind in front: "Binder Error: ...") as the platform would tell it.
Error translate_engine_error(std::string_view message);

/// A [PARSE_SYNTAX_ERROR] with the place of the word that it names in `sql`, "(line 1, pos 7)"; other errors as they
/// are. No place when the word stands several times.
Error with_position(Error error, std::string_view sql);

/// The [UNRESOLVED_COLUMN] of t.* where FROM has no t is a [CANNOT_RESOLVE_STAR_EXPAND]; other errors as they are.
Error of_star(Error error, std::string_view sql);

/// A [MISSING_AGGREGATION] of a statement that has no GROUP at all is a [MISSING_GROUP_BY]; other errors as they are.
Error without_group_by(Error error, std::string_view sql);

/// `a`.`b`.`c`
std::string in_backticks(std::string_view dotted_name);

}  // namespace lakecode::local::dialect
