#pragma once
// A SQL text as the statements the API is sent one by one, and what of a session one has to carry from one to the next:
// the API gives every statement a session of its own. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::sql {

struct ScriptStatement {
  std::string text;      ///< byte for byte as it stands in the script, without its ";"
  std::size_t line = 1;  ///< where it begins, 1-based
};

/// InvalidArgument when the text is empty, too large, or cannot be read to its end (with the line).
Result<std::vector<ScriptStatement>> parse_script(std::string_view sql);

/// Default catalog and schema for names of fewer than three parts.
struct SessionNames {
  std::string catalog;
  std::string schema;
};

/// What `statement` makes of the names for the statements after it: USE CATALOG c, SET CATALOG c, USE [SCHEMA] s,
/// USE c.s. Any other statement leaves them as they are.
SessionNames follow(const SessionNames& names, std::string_view statement);

/// The first words of a statement whose effect ends with it over the API ("SET", "DECLARE", "CREATE TEMPORARY VIEW"),
/// or "" when the next statement sees what it did.
std::string ends_with_its_session(std::string_view statement);

}  // namespace lakecode::sql
