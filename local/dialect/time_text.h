#pragma once
// Times as Databricks SQL reads and writes them: the forms of CAST, and the patterns of Java's DateTimeFormatter. Pure,
// UTC, no locale. Micros and days count from 1970-01-01.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lakecode::local::dialect {

/// As CAST(text AS TIMESTAMP): "2024", "2024-1-5", "2024-01-05 10:00:00.123+02:00"; blanks around are dropped. nullopt
/// when it is none. A time without a date is none here.
std::optional<std::int64_t> parse_timestamp(std::string_view text);
/// As CAST(text AS DATE): like a timestamp, what follows the day after a blank or T does not matter.
std::optional<std::int32_t> parse_date(std::string_view text);
/// As CAST(text AS BIGINT): digits with a sign, blanks around.
std::optional<std::int64_t> parse_whole(std::string_view text);
/// As CAST(text AS DOUBLE): "1.5", "-2e3", "NaN", "Infinity", blanks around.
std::optional<double> parse_real(std::string_view text);

/// A whole `text` by `pattern` (y u M d D H h k K m s S a E z Z X x V, quotes, [optional]); missing parts are
/// 1970-01-01 00:00.
std::optional<std::int64_t> parse_by_pattern(std::string_view text, std::string_view pattern);
/// nullopt for a letter that is not known.
std::optional<std::string> format_by_pattern(std::int64_t micros, std::string_view pattern);

/// Days from 1970-01-01 of a real day of the Gregorian calendar.
std::optional<std::int32_t> days_of(int year, int month, int day);

}  // namespace lakecode::local::dialect
