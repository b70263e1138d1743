#pragma once
// The fields of INTERVALs as far as a statement's text tells them: INTERVAL '3' HOUR is an INTERVAL HOUR, its sum with
// an INTERVAL DAY an INTERVAL DAY TO HOUR. The engine has one type for all. Pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "local/dialect/lexer.h"

namespace lakecode::local::dialect {

/// "day", "hour to second", "year to month", "calendar" of what has them all; "" where the text does not tell, or is no
/// INTERVAL.
std::string interval_fields(std::span<const Token> expression);

/// The fields of the columns of a SELECT, "" for those that are none; empty when no column is one.
std::vector<std::string> interval_columns(std::span<const Token> statement);

/// The type of an INTERVAL with these fields: "interval day".
std::string interval_type(std::string_view fields);

/// "INTERVAL '0 03:00:00' DAY TO SECOND" (or '...' DAY, '...' YEAR TO MONTH), as the engine's intervals are printed,
/// with other fields: "INTERVAL '03' HOUR", "3 hours" as a calendar has it. What is no such text stays.
std::string with_fields(std::string_view interval_text, std::string_view fields);

}  // namespace lakecode::local::dialect
