// Casts: CAST(x AS type), TRY_CAST, x::type.

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/casts.h"
#include "local/dialect/interval_fields.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

/// A cast of an INTERVAL whose fields are known, to a text or a number.
Result<std::string> cast_of_interval(const std::string& value, std::string_view fields, const ParsedType& type) {
  if (type.text == "string") return fmt::format("lc_interval_text({}, {})", value, quote_text(fields));
  const bool number = type.text == "bigint" || type.text == "int" || type.text == "smallint" ||
                      type.text == "tinyint" || type.text.starts_with("decimal");
  if (!number || fields.find(" to ") != std::string_view::npos) {
    return sql_error("DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
                     fmt::format("Cannot resolve the cast due to data type mismatch: cannot cast \"INTERVAL {}\" to "
                                 "\"{}\".",
                                 text::to_upper(fields), text::to_upper(type.text)),
                     "42K09");
  }
  return fmt::format("CAST(lc_interval_number({}, {}) AS {})", value, quote_text(fields), type.engine);
}

}  // namespace

Result<std::string> Rewriter::cast_call(const Call& call) {
  const std::string_view name = call.name;
  // A comma may stand within the type: MAP<INT, STRING>.
  const Range argument{call.arguments.front().first, call.arguments.back().second};
  std::size_t as = argument.second;
  int depth = 0;
  for (std::size_t i = argument.first; i < argument.second; ++i) {
    if (token(i).is_symbol("(")) ++depth;
    if (token(i).is_symbol(")")) --depth;
    if (depth == 0 && token(i).is_word("AS")) as = i;
  }
  if (as == argument.second) return syntax_error(")");
  TRY_ASSIGN(const ParsedType type, parse_type(tokens_, as + 1));
  if (type.next != argument.second) return syntax_error(token(type.next).value);
  TRY_ASSIGN(const std::string value, rewrite_level(argument.first, as, Level{}));
  const std::string fields = interval_fields(tokens_.subspan(argument.first, as - argument.first));
  if (!fields.empty() && type.fields.empty()) return cast_of_interval(value, fields, type);
  return cast_value(value, type, call.open, name == "try_cast");
}

Result<std::size_t> Rewriter::step_cast(std::size_t at, Level& level, std::string& out) {
  TRY_ASSIGN(const ParsedType type, parse_type(tokens_, at + 1));
  const std::string base(text::trim(std::string_view(out).substr(level.starts.primary)));
  out.resize(level.starts.primary);
  const std::size_t from = operand_begin(at);
  const std::string fields = interval_fields(tokens_.subspan(from, at - from));
  if (!fields.empty() && type.fields.empty() && token(at).is_symbol("::")) {
    TRY_ASSIGN(const std::string cast, cast_of_interval(base, fields, type));
    append_piece(out, cast);
  } else {
    append_piece(out, cast_value(base, type, at, token(at).is_symbol("?::")));
  }
  return type.next;
}

/// STRUCTs are cast by the places of their fields, which only the engine knows.
std::string Rewriter::cast_value(const std::string& value, const ParsedType& type, std::size_t at,
                                 bool tolerant) const {
  if (type.text.find("struct<") == std::string::npos) return cast_text(value, type, tolerant);
  return typed_call("lc_struct_cast", at, fmt::format("{}, CAST(NULL AS {}), {:d}", value, type.engine, tolerant));
}

std::string cast_text(const std::string& value, const ParsedType& type, bool tolerant) {
  const std::string_view call = tolerant ? "TRY_CAST" : "CAST";
  const std::string_view word = tolerant ? "try_to" : "to";
  const bool whole = type.text == "bigint" || type.text == "int" || type.text == "smallint" || type.text == "tinyint";
  if (whole && (tolerant || type.text == "bigint"))
    return fmt::format("{}(lc_{}_whole({}) AS {})", call, word, value, type.engine);
  if (whole) return fmt::format("CAST(lc_to_{}({}) AS {})", type.text, value, type.engine);
  if (type.text == "timestamp") return fmt::format("lc_{}_timestamp({})", word, value);
  if (type.text == "timestamp_ntz") return fmt::format("CAST(lc_{}_timestamp({}) AS TIMESTAMP_NS)", word, value);
  if (type.text == "string") return fmt::format("lc_text({})", value);
  if (type.text == "boolean") return fmt::format("lc_{}_boolean({})", word, value);
  if (type.text == "date") return fmt::format("lc_{}_date({})", word, value);
  if (type.text == "binary") return fmt::format("lc_bytes({})", value);
  if (!type.fields.empty()) return fmt::format("lc_{}_interval({}, {})", word, value, quote_text(type.fields));
  return fmt::format("{}({} AS {})", call, value, type.engine);
}

}  // namespace lakecode::local::dialect
