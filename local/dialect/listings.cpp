// SHOW FUNCTIONS, SHOW VOLUMES, SHOW TABLE EXTENDED, DESCRIBE FUNCTION, DESCRIBE QUERY: each becomes a query.

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/functions.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

Translation as_query(std::string_view type, std::string sql) {
  Translation translation;
  translation.kind = Translation::Kind::Query;
  translation.statement_type = type;
  translation.steps.push_back(std::move(sql));
  return translation;
}

/// A condition for LIKE patterns of SHOW: * any text, | or.
std::string condition_of(std::string_view column, const std::optional<std::string>& pattern) {
  if (!pattern) return "true";
  std::string condition;
  for (const std::string_view part : text::split(*pattern, '|')) {
    const std::string like = text::replace_all(text::trim(part), "*", "%");
    condition += fmt::format("{}lower({}) LIKE lower({})", condition.empty() ? "" : " OR ", column, quote_text(like));
  }
  return "(" + condition + ")";
}

struct Place {
  TableName schema;
  std::optional<std::string> pattern;
};

/// [IN schema] [LIKE] 'pattern'
Result<Place> read_place(Reading& reading) {
  Cursor& cursor = reading.cursor;
  Place place{{reading.names.catalog, reading.names.schema, ""}, std::nullopt};
  if (cursor.accept("IN") || cursor.accept("FROM")) {
    TRY_ASSIGN(place.schema, cursor.schema(reading.names));
  }
  if (cursor.accept("LIKE") || cursor.now().kind == TokenKind::Text) {
    TRY_ASSIGN(place.pattern, cursor.text());
  }
  TRY_VOID(cursor.expect_end());
  return place;
}

Result<Translation> show_functions(Reading& reading, bool system, bool user) {
  Cursor& cursor = reading.cursor;
  // A bare name is a pattern too: SHOW FUNCTIONS concat
  if (cursor.now().is_name() && !cursor.now().is_word("IN") && !cursor.now().is_word("FROM") &&
      !cursor.now().is_word("LIKE")) {
    TRY_ASSIGN(const std::string name, cursor.name());
    TRY_VOID(cursor.expect_end());
    return as_query("SHOW", fmt::format("SELECT unnest([{}]) AS \"function\"", quote_text(text::to_lower(name))));
  }
  TRY_ASSIGN(const Place place, read_place(reading));
  std::vector<std::string> names;
  if (system) {
    for (const FunctionRule& rule : function_rules()) {
      const std::string quoted = quote_text(rule.name);
      if (names.empty() || names.back() != quoted) names.push_back(quoted);
    }
  }
  std::string list = names.empty() ? "SELECT NULL::VARCHAR AS f WHERE false"
                                   : fmt::format("SELECT DISTINCT unnest([{}]) AS f", text::join(names, ", "));
  if (user) {
    list += fmt::format(
        " UNION ALL SELECT concat(routine_catalog, '.', routine_schema, '.', routine_name) AS f FROM "
        "lc_relation({}, 'routines') WHERE routine_schema = {}",
        quote_text(place.schema.catalog), quote_text(place.schema.schema));
  }
  return as_query("SHOW", fmt::format("SELECT f AS \"function\" FROM ({}) WHERE {} ORDER BY f", list,
                                      condition_of("f", place.pattern)));
}

Result<Translation> show_volumes(Reading& reading) {
  TRY_ASSIGN(const Place place, read_place(reading));
  return as_query("SHOW",
                  fmt::format("SELECT volume_schema AS \"database\", volume_name FROM lc_relation({}, 'volumes') "
                              "WHERE volume_schema = {} AND {} ORDER BY volume_name",
                              quote_text(place.schema.catalog), quote_text(place.schema.schema),
                              condition_of("volume_name", place.pattern)));
}

Result<Translation> show_table_extended(Reading& reading) {
  TRY_ASSIGN(const Place place, read_place(reading));
  if (!place.pattern) return syntax_error("end of the statement");
  return as_query(
      "SHOW",
      fmt::format("SELECT table_schema AS \"database\", table_name AS \"tableName\", false AS \"isTemporary\", "
                  "concat('Catalog: ', table_catalog, chr(10), 'Database: ', table_schema, chr(10), 'Table: ', "
                  "table_name, chr(10), 'Owner: ', table_owner, chr(10), 'Type: ', table_type, chr(10)) AS information "
                  "FROM lc_relation({}, 'tables') WHERE table_schema = {} AND {} ORDER BY table_name",
                  quote_text(place.schema.catalog), quote_text(place.schema.schema),
                  condition_of("table_name", place.pattern)));
}

Result<Translation> describe_function(Reading& reading) {
  Cursor& cursor = reading.cursor;
  const bool extended = cursor.accept("EXTENDED");
  TRY_ASSIGN(std::vector<std::string> parts, cursor.dotted());
  TRY_VOID(cursor.expect_end());
  const std::string name = text::to_lower(parts.back());
  bool known = false;
  find_function(name, 1, known);
  if (parts.size() == 1 && known) {
    std::string rows = fmt::format("[{}, {}", quote_text("Function: " + name), quote_text("Class: built-in"));
    rows += ", " + quote_text(fmt::format("Usage: {}(...)", name));
    if (extended) rows += ", " + quote_text("Extended Usage: see the reference of the platform's functions");
    return as_query("DESCRIBE", fmt::format("SELECT unnest({}]) AS function_desc", rows));
  }
  const auto full = resolve_name(parts, reading.names);
  if (!full || reading.lookups.function == nullptr || reading.lookups.function(*full).empty()) {
    return sql_error(
        "ROUTINE_NOT_FOUND",
        fmt::format("The routine {} cannot be found. Verify the spelling and correctness of the schema and "
                    "catalog.",
                    in_backticks(text::join(parts, "."))),
        "42883");
  }
  return as_query(
      "DESCRIBE",
      fmt::format("SELECT unnest([concat('Function: ', specific_catalog, '.', specific_schema, '.', "
                  "specific_name), concat('Type: ', coalesce(routine_type, 'FUNCTION')), concat('Returns: ', "
                  "data_type), concat('Body: ', routine_definition)]) AS function_desc FROM lc_relation({}, "
                  "'routines') WHERE routine_schema = {} AND routine_name = {}",
                  quote_text(full->catalog), quote_text(full->schema), quote_text(full->table)));
}

Result<Translation> describe_query(Reading& reading) {
  TRY_ASSIGN(const std::string query, reading.cursor.rest(Rewriter::Naming::Top));
  // The engine's names of types that differ from Spark's.
  constexpr std::string_view kTypes =
      "CASE column_type WHEN 'VARCHAR' THEN 'string' WHEN 'INTEGER' THEN 'int' WHEN 'BLOB' THEN 'binary' WHEN 'FLOAT' "
      "THEN 'float' WHEN 'TIMESTAMP' THEN 'timestamp' ELSE lower(replace(replace(column_type, 'VARCHAR', 'string'), "
      "'INTEGER', 'int')) END";
  return as_query("DESCRIBE",
                  fmt::format("SELECT column_name AS col_name, {} AS data_type, NULL::VARCHAR AS comment FROM "
                              "(DESCRIBE {})",
                              kTypes, query));
}

}  // namespace

Result<std::optional<Translation>> read_listing(Reading& reading) {
  Cursor& cursor = reading.cursor;
  const auto some = [](Result<Translation> made) -> Result<std::optional<Translation>> {
    if (!made) return made.error();
    return std::optional<Translation>(std::move(*made));
  };
  if (cursor.accept("SHOW", "VOLUMES")) return some(show_volumes(reading));
  if (cursor.accept("SHOW", "TABLE", "EXTENDED")) return some(show_table_extended(reading));
  if (cursor.accept("SHOW", "FUNCTIONS") || cursor.accept("SHOW", "ALL", "FUNCTIONS"))
    return some(show_functions(reading, true, true));
  if (cursor.accept("SHOW", "USER", "FUNCTIONS")) return some(show_functions(reading, false, true));
  if (cursor.accept("SHOW", "SYSTEM", "FUNCTIONS")) return some(show_functions(reading, true, false));
  const std::size_t begin = cursor.at();
  if (!cursor.accept("DESCRIBE") && !cursor.accept("DESC")) return std::optional<Translation>();
  if (cursor.accept("FUNCTION")) return some(describe_function(reading));
  const bool query = cursor.accept("QUERY");
  if (query || cursor.now().is_word("SELECT") || cursor.now().is_word("WITH")) return some(describe_query(reading));
  cursor.move_to(begin);
  return std::optional<Translation>();
}

}  // namespace lakecode::local::dialect
