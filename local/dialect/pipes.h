#pragma once
// Queries that begin with FROM or TABLE, and pipes (|>), as the SELECT they stand for. Pure; text to text, linear.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "local/dialect/lexer.h"

namespace lakecode::local::dialect {

/// The statement without pipes; nullopt when it is an ordinary one. `tokens` are those of `sql`, End at the end.
/// [PARSE_SYNTAX_ERROR] or a refusal by name for a pipe operator that is not known.
Result<std::optional<std::string>> expand_pipes(std::string_view sql, std::span<const Token> tokens);

}  // namespace lakecode::local::dialect
