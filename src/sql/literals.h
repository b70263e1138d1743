#pragma once
// String literals and names of Databricks SQL: decoding what a token says, and quoting what we put into a text.
// Pure; thread-safe. Every quoted value reads back as the same bytes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sql/token.h"

namespace lakecode::sql {

/// The value of one string token (escapes decoded), or nullopt when the token is no string.
std::optional<std::string> string_value(const TokenView& view, std::size_t i);
/// The value of a name token: back-ticks removed and undoubled; an unquoted word as it stands. "" for other tokens.
std::string name_value(const TokenView& view, std::size_t i);

/// `name` in back-ticks, inner back-ticks doubled.
std::string quote_identifier(std::string_view name);
/// The parts quoted and joined by dots: `main`.`sales`.`orders`.
std::string quote_name(const std::vector<std::string>& parts);
/// `text` as a '…' literal; quotes and backslashes are escaped.
std::string quote_string(std::string_view text);

/// Splits "main.sales.`odd.name`" into its parts. InvalidArgument for anything that is not a dotted name of
/// at most `max_parts` parts.
Result<std::vector<std::string>> parse_name(std::string_view text, std::size_t max_parts = 3);

}  // namespace lakecode::sql
