// CREATE FUNCTION and DROP FUNCTION: SQL functions become macros of the engine.

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {
namespace {

/// Behind the expression of a DEFAULT.
std::size_t default_end(const Cursor& cursor) {
  std::size_t end = cursor.at();
  int depth = 0;
  for (; end < cursor.end(); ++end) {
    const Token& token = cursor.token(end);
    if (depth == 0 && (token.is_symbol(",") || token.is_symbol(")") || token.is_word("COMMENT"))) break;
    depth += token.is_symbol("(") ? 1 : token.is_symbol(")") ? -1 : 0;
  }
  return end;
}

/// (a INT DEFAULT 1 COMMENT 'x', b STRING)
Result<void> read_parameters(Reading& reading, DefinedFunction& function, std::string& list) {
  Cursor& cursor = reading.cursor;
  TRY_VOID(cursor.expect_symbol("("));
  if (cursor.accept_symbol(")")) return {};
  do {
    DefinedColumn parameter;
    TRY_ASSIGN(parameter.name, cursor.name());
    TRY_ASSIGN(const ParsedType type, parse_type(cursor.tokens(), cursor.at()));
    cursor.move_to(type.next);
    parameter.type_text = type.text;
    list += (list.empty() ? "" : ", ") + quote_name(parameter.name);
    if (cursor.accept("DEFAULT")) {
      const std::size_t end = default_end(cursor);
      parameter.metadata["CURRENT_DEFAULT"] = source_text(reading, cursor.at(), end);
      TRY_ASSIGN(const std::string value, cursor.part(end));
      list += " := " + value;
    }
    if (cursor.accept("COMMENT")) {
      TRY_ASSIGN(parameter.comment, cursor.text());
    }
    function.parameters.push_back(std::move(parameter));
  } while (cursor.accept_symbol(","));
  return cursor.expect_symbol(")");
}

/// TABLE (a INT, b STRING), TABLE, or a type.
Result<std::string> read_returns(Reading& reading, DefinedFunction& function) {
  Cursor& cursor = reading.cursor;
  if (!cursor.accept("TABLE")) {
    TRY_ASSIGN(const ParsedType type, parse_type(cursor.tokens(), cursor.at()));
    cursor.move_to(type.next);
    function.returns = type.text;
    return type.engine;
  }
  function.table = true;
  if (!cursor.accept_symbol("(")) return std::string();
  do {
    DefinedColumn column;
    TRY_ASSIGN(column.name, cursor.name());
    TRY_ASSIGN(const ParsedType type, parse_type(cursor.tokens(), cursor.at()));
    cursor.move_to(type.next);
    column.type_text = type.text;
    if (cursor.accept("COMMENT")) {
      TRY_ASSIGN(column.comment, cursor.text());
    }
    function.columns.push_back(std::move(column));
  } while (cursor.accept_symbol(","));
  TRY_VOID(cursor.expect_symbol(")"));
  return std::string();
}

Result<void> read_characteristics(Cursor& cursor, Definition& definition) {
  for (;;) {
    if (cursor.accept("LANGUAGE")) {
      TRY_ASSIGN(const std::string language, cursor.name());
      if (!text::equals_ignore_case(language, "sql")) return unsupported("functions in " + language);
    } else if (cursor.accept("COMMENT")) {
      TRY_ASSIGN(definition.comment, cursor.text());
    } else if (!cursor.accept("DETERMINISTIC") && !cursor.accept("NOT", "DETERMINISTIC") &&
               !cursor.accept("CONTAINS", "SQL") && !cursor.accept("READS", "SQL", "DATA")) {
      return {};
    }
  }
}

}  // namespace

Result<Translation> read_create_function(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  definition.kind = DefinitionKind::CreateFunction;
  definition.if_exists = cursor.accept("IF", "NOT", "EXISTS");
  TRY_ASSIGN(definition.name, cursor.table());
  DefinedFunction& function = definition.function;
  std::string parameters;
  TRY_VOID(read_parameters(reading, function, parameters));
  std::string type;
  if (cursor.accept("RETURNS")) {
    TRY_ASSIGN(type, read_returns(reading, function));
  }
  TRY_VOID(read_characteristics(cursor, definition));
  if (cursor.now().is_word("AS")) return unsupported("functions with a body in another language");
  TRY_VOID(cursor.expect("RETURN"));
  function.body = std::string(text::trim(reading.sql.substr(cursor.now().begin)));
  TRY_ASSIGN(const std::string body, cursor.rest(function.table ? Rewriter::Naming::Top : Rewriter::Naming::None));
  const std::string head = fmt::format("CREATE {}MACRO {}({}) AS ", definition.or_replace ? "OR REPLACE " : "",
                                       definition.name.engine(), parameters);
  if (!function.table) {
    translation.steps.push_back(head + (type.empty() ? body : fmt::format("CAST(({}) AS {})", body, type)));
    return translation;
  }
  std::string columns;
  for (const DefinedColumn& column : function.columns)
    columns += (columns.empty() ? "(" : ", ") + quote_name(column.name);
  translation.steps.push_back(
      fmt::format("{}TABLE SELECT * FROM ({}) AS lc_rows{}", head, body, columns.empty() ? "" : columns + ")"));
  return translation;
}

Result<Translation> read_drop_function(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  definition.kind = DefinitionKind::DropFunction;
  definition.if_exists = cursor.accept("IF", "EXISTS");
  TRY_ASSIGN(definition.name, cursor.table());
  TRY_VOID(cursor.expect_end());
  return translation;
}

}  // namespace lakecode::local::dialect
