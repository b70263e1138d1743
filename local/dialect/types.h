#pragma once
// Type names in both tongues: Databricks SQL to the engine, and the engine back to what answers show. Pure.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "local/dialect/lexer.h"

namespace lakecode::local::dialect {

struct ParsedType {
  std::string engine;    ///< "DECIMAL(10,2)", "VARCHAR", "STRUCT(a BIGINT)[]"
  std::string text;      ///< as information_schema and answers write it, lower case: "decimal(10,2)", "string"
  std::size_t next = 0;  ///< index of the token after the type
  std::string fields{};  ///< of an INTERVAL, where they are told: "year to month", "day"
};

/// Reads a type at `tokens[at]`. [PARSE_SYNTAX_ERROR] or [UNSUPPORTED_DATATYPE].
Result<ParsedType> parse_type(std::span<const Token> tokens, std::size_t at);

/// " COLLATE NOCASE" for UTF8_LCASE. [COLLATION_INVALID_NAME] for no collation, a refusal for one that is not here.
Result<std::string> engine_collation(std::string_view name);

/// What REST calls a type.
struct TypeFacts {
  std::string name;  ///< LONG, STRING, DECIMAL ... (ColumnTypeName)
  std::string text;  ///< bigint, string, decimal(10,2) ... lower case
  std::optional<int> precision;
  std::optional<int> scale;
};

/// From a type as the engine writes it ("BIGINT", "DECIMAL(18,3)", "STRUCT(a INTEGER, b VARCHAR)[]", "MAP(K, V)").
TypeFacts facts_of_engine_type(std::string_view engine_type);
/// From the lower-case text ("decimal(10,2)").
TypeFacts facts_of_text(std::string_view type_text);
/// As statement results write it: "BIGINT", "ARRAY<STRING>", "STRUCT<a: INT>"; names of fields as they are.
std::string sql_type_text(std::string_view type_text);
/// The lower-case text as the type of Spark's schema JSON: "long" with its quotes, {"type":"array",...} for nested
/// ones.
std::string spark_json_type(std::string_view type_text);

}  // namespace lakecode::local::dialect
