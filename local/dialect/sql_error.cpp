#include "local/dialect/sql_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {
namespace {

/// The text between the first pair of `open` and `close` after `from`.
std::string between(std::string_view message, std::string_view head, char close) {
  const std::size_t begin = message.find(head);
  if (begin == std::string_view::npos) return "";
  const std::size_t start = begin + head.size();
  const std::size_t end = message.find(close, start);
  return std::string(message.substr(start, end == std::string_view::npos ? end : end - start));
}

std::string_view first_line(std::string_view message) {
  return message.substr(0, message.find('\n'));
}

/// Engine schemas are "catalog.schema"; a name in messages may come with or without quotes.
std::string plain_name(std::string_view name) {
  return text::replace_all(text::replace_all(name, "\"", ""), "tables.", "");
}

std::optional<Error> unresolved_column(std::string_view message) {
  std::string name = between(message, "Referenced column \"", '"');
  if (name.empty()) name = between(message, "does not have a column named \"", '"');
  if (name.empty()) name = between(message, "does not have a column with name \"", '"');
  if (name.empty()) name = between(message, "Column with name ", ' ');
  if (name.empty()) name = between(message, "Referenced update column ", ' ');
  if (name.empty() && message.find("in EXCLUDE list not found") != std::string_view::npos)
    name = between(message, "Column \"", '"');
  if (name.empty()) return std::nullopt;
  std::string candidates =
      std::string(first_line(message.substr(std::min(message.find("Candidate bindings:"), message.size()))));
  if (candidates.empty()) {
    return sql_error(
        "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
        fmt::format("A column, variable, or function parameter with name {} cannot be resolved.", in_backticks(name)),
        "42703");
  }
  candidates = candidates.substr(std::string_view("Candidate bindings:").size());
  std::string list;
  for (const std::string_view part : text::split(candidates, ',')) {
    std::string_view trimmed = text::trim(part);
    if (trimmed.starts_with(':')) trimmed = text::trim(trimmed.substr(1));
    const std::string candidate = text::replace_all(trimmed, "\"", "");
    if (candidate.empty()) continue;
    if (!list.empty()) list += ", ";
    list += in_backticks(candidate);
  }
  return sql_error(
      "UNRESOLVED_COLUMN.WITH_SUGGESTION",
      fmt::format("A column, variable, or function parameter with name {} cannot be resolved. Did you mean one of "
                  "the following? [{}].",
                  in_backticks(name), list),
      "42703");
}

/// t.id where FROM has no t.
std::optional<Error> unresolved_table(std::string_view message) {
  const std::string name = between(message, "Referenced table \"", '"');
  if (name.empty() || message.find("not found") == std::string_view::npos) return std::nullopt;
  return sql_error("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
                   fmt::format("A column, variable, or function parameter of {} cannot be resolved: no table of that "
                               "name or alias is in FROM.",
                               in_backticks(name)),
                   "42703");
}

/// Ambiguous reference to column name "id" (use: "a.id" or "b.id")
std::optional<Error> ambiguous_column(std::string_view message) {
  const std::string name = between(message, "Ambiguous reference to column name \"", '"');
  if (name.empty()) return std::nullopt;
  std::string list;
  const std::string uses = text::replace_all(between(message, "(use: ", ')'), " or ", ",");
  for (const std::string_view use : text::split(uses, ',')) {
    const std::string plain = plain_name(text::trim(use));
    list += fmt::format("{}{}", list.empty() ? "" : ", ", in_backticks(plain));
  }
  return sql_error("AMBIGUOUS_REFERENCE",
                   fmt::format("Reference {} is ambiguous, could be: [{}].", in_backticks(name), list), "42704");
}

/// ORDER and GROUP BY of a position that the select list does not have.
std::optional<Error> position_out_of_range(std::string_view message) {
  for (const std::string_view clause : {"ORDER", "GROUP BY"}) {
    if (message.find(fmt::format("{} term out of range", clause)) == std::string_view::npos) continue;
    const std::string most(text::trim(first_line(message.substr(message.rfind(" and ") + 5))));
    const std::string_view word = clause == "ORDER" ? "ORDER BY" : clause;
    return sql_error(fmt::format("{}_BY_POS_OUT_OF_RANGE", clause.substr(0, 5)),
                     fmt::format("{} position is not in select list (valid range is [1, {}]).", word, most), "42805");
  }
  return std::nullopt;
}

std::optional<Error> column_exists(std::string_view message) {
  const std::string name = between(message, "Column with name ", ' ');
  if (name.empty() || message.find("already exists") == std::string_view::npos) return std::nullopt;
  return sql_error("COLUMN_ALREADY_EXISTS",
                   fmt::format("The column {} already exists. Choose another name or rename the existing column.",
                               in_backticks(text::to_lower(name))),
                   "42711");
}

/// "table t has 2 columns but 3 values were supplied"
std::optional<Error> wrong_count(std::string_view message) {
  const bool named = message.find(" expected ") != std::string_view::npos;  // of the columns that the INSERT names
  const auto known = text::parse_int(between(message, named ? ": expected " : " has ", ' '));
  const auto given = text::parse_int(between(message, " columns but ", ' '));
  if (!known || !given || message.find("values were supplied") == std::string_view::npos) return std::nullopt;
  return sql_error(
      fmt::format("INSERT_COLUMN_ARITY_MISMATCH.{}_DATA_COLUMNS", *given > *known ? "TOO_MANY" : "NOT_ENOUGH"),
      fmt::format("Cannot write to the table: it has {} columns, and the data has {}.", *known, *given), "21S01");
}

std::optional<Error> missing_object(std::string_view message) {
  for (const std::string_view head : {"Table with name ", "View with name "}) {
    const std::size_t at = message.find(head);
    if (at == std::string_view::npos || message.find("does not exist") == std::string_view::npos) continue;
    const std::string_view rest = message.substr(at + head.size());
    return table_not_found(in_backticks(plain_name(rest.substr(0, rest.find(" does not exist")))));
  }
  if (const std::string schema = between(message, "Schema with name ", ' ');
      !schema.empty() && message.find("does not exist") != std::string_view::npos) {
    return sql_error(
        "SCHEMA_NOT_FOUND",
        fmt::format("The schema {} cannot be found. Verify the spelling and correctness of the schema and catalog.",
                    in_backticks(plain_name(schema))),
        "42704");
  }
  for (const std::string_view head :
       {"Scalar Function with name ", "Aggregate Function with name ", "Table Function with name "}) {
    const std::string name = between(message, head, ' ');
    if (name.empty()) continue;
    return sql_error("UNRESOLVED_ROUTINE",
                     fmt::format("Cannot resolve routine {} on search path [`system`.`builtin`, `system`.`session`].",
                                 in_backticks(plain_name(name))),
                     "42883");
  }
  return std::nullopt;
}

std::optional<Error> existing_object(std::string_view message) {
  if (message.find("already exists") == std::string_view::npos) return std::nullopt;
  const std::string name = plain_name(between(message, "with name \"", '"'));
  if (message.find("Schema") != std::string_view::npos) {
    return sql_error("SCHEMA_ALREADY_EXISTS",
                     fmt::format("Cannot create schema {} because it already exists.", in_backticks(name)), "42P06");
  }
  return sql_error("TABLE_OR_VIEW_ALREADY_EXISTS",
                   fmt::format("Cannot create table or view {} because it already exists.", in_backticks(name)),
                   "42P07");
}

struct TypeWord {
  std::string_view engine;
  std::string_view spark;
};
constexpr std::array<TypeWord, 14> kTypeWords{{{"INT8", "TINYINT"},
                                               {"INT16", "SMALLINT"},
                                               {"INT32", "INT"},
                                               {"INT64", "BIGINT"},
                                               {"INT128", "DECIMAL(38,0)"},
                                               {"DOUBLE", "DOUBLE"},
                                               {"FLOAT", "FLOAT"},
                                               {"BOOL", "BOOLEAN"},
                                               {"DATE", "DATE"},
                                               {"TIMESTAMP", "TIMESTAMP"},
                                               {"timestamp", "TIMESTAMP"},
                                               {"date", "DATE"},
                                               {"DECIMAL", "DECIMAL"},
                                               {"BLOB", "BINARY"}}};

std::string spark_type_word(std::string_view engine) {
  for (const TypeWord& word : kTypeWords) {
    if (engine.starts_with(word.engine)) {
      return word.engine == "DECIMAL" ? std::string(engine) : std::string(word.spark);
    }
  }
  return std::string(engine);
}

Error conversion_error(std::string_view message) {
  // "Type INT64 with value 128 can't be cast because the value is out of range for the destination type INT8"
  if (message.find("out of range for the destination type") != std::string_view::npos) {
    const std::string target(text::trim(between(message, "for the destination type ", '\n')));
    const auto number = text::parse_int(between(message, "with value ", ' '));
    const bool narrow = number && *number == static_cast<std::int32_t>(*number) && target != "INT32";
    return sql_error("CAST_OVERFLOW",
                     fmt::format("The value {} of the type \"{}\" cannot be cast to \"{}\" due to an overflow. Use "
                                 "`try_cast` to tolerate overflow and return NULL instead.",
                                 between(message, "with value ", ' '),
                                 narrow ? std::string("INT") : spark_type_word(between(message, "Type ", ' ')),
                                 spark_type_word(target)),
                     "22003");
  }
  if (message.find("Date out of range") != std::string_view::npos)
    return sql_error("DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION",
                     fmt::format("Invalid date: {}.", text::trim(between(message, "out of range: ", '\n'))), "22023");
  if (const std::string number = between(message, "Could not cast value ", ' ');
      !number.empty() && message.find(" to DECIMAL(") != std::string_view::npos) {
    const std::string target = "DECIMAL(" + between(message, " to DECIMAL(", ')') + ")";
    return sql_error("NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION",
                     fmt::format("The {} cannot be represented as \"{}\".", number, target), "22003");
  }
  if (message.find(" failed: value is out of range!") != std::string_view::npos) {
    const std::string target = between(message, "to type ", ' ');
    return sql_error("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
                     fmt::format("The value {} cannot be represented as {}. Use `try_cast` to tolerate it and return "
                                 "NULL instead.",
                                 between(message, "Casting value \"", '"'), target),
                     "22003");
  }
  for (const std::string_view part : {"Date", "Time", "Timestamp"}) {
    if (message.find(fmt::format("{} out of range", part)) == std::string_view::npos) continue;
    return sql_error("DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", first_line(message), "22023");
  }
  std::string value = between(message, "string '", '\'');
  if (value.empty()) value = between(message, "string \"", '"');
  if (value.empty()) value = between(message, "timestamp field value out of range: \"", '"');
  std::string type = "STRING";
  const std::size_t to = message.rfind("' to ");
  if (to != std::string_view::npos) type = std::string(text::trim(first_line(message.substr(to + 5))));
  if (const std::size_t to2 = message.rfind("\" to "); to == std::string_view::npos && to2 != std::string_view::npos) {
    type = std::string(text::trim(first_line(message.substr(to2 + 5))));
  }
  if (message.find("invalid date") != std::string_view::npos) type = "DATE";
  if (message.find("timestamp") != std::string_view::npos) type = "TIMESTAMP";
  return malformed_cast(value, "STRING", spark_type_word(type));
}

/// A type of the engine in its messages, as the platform writes it.
std::string type_in_message(std::string_view engine) {
  engine = text::trim(engine);
  if (engine == "INTEGER_LITERAL") return "INT";
  if (engine == "STRING_LITERAL") return "STRING";
  return sql_type_text(facts_of_engine_type(engine).text);
}

/// What the engine's parser refuses.
std::optional<Error> unparsed(std::string_view message) {
  if (const std::string name = between(message, "Duplicate CTE name \"", '"'); !name.empty()) {
    return sql_error("DUPLICATED_CTE_NAMES",
                     fmt::format("CTE definition can't have duplicate names: {}.", in_backticks(name)), "42602");
  }
  if (message.find("VALUES lists must all be the same length") != std::string_view::npos) {
    return sql_error("INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH",
                     "Invalid inline table. Inline table rows must have the same number of columns.", "42000");
  }
  if (!message.starts_with("Parser Error")) return std::nullopt;
  const std::string_view line = first_line(message);
  const std::size_t open = line.find("near \"");
  const std::size_t close = line.rfind('"');
  if (open == std::string_view::npos || close <= open + 6) return syntax_error("");
  return syntax_error(text::replace_all(line.substr(open + 6, close - open - 6), "\"", ""));
}

/// The first comma of a list of types that is in no bracket.
std::size_t outer_comma(std::string_view list) {
  int depth = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    depth += list[i] == '(' ? 1 : list[i] == ')' ? -1 : 0;
    if (depth == 0 && list[i] == ',') return i;
  }
  return std::string_view::npos;
}

/// A cast that there is none for: `name` is the function that would have made it, `list` what it was given.
std::optional<Error> cast_mismatch(std::string_view name, std::string_view list) {
  for (const std::string_view cast : {"date", "timestamp", "int", "whole", "smallint", "tinyint"}) {
    if (name != fmt::format("lc_to_{}", cast) || list.find(',') != std::string_view::npos) continue;
    const std::string target = cast == "whole" ? "BIGINT" : text::to_upper(cast);
    const std::string source = type_in_message(list);
    const bool number =
        source == "DOUBLE" || source == "FLOAT" || source.ends_with("INT") || source.starts_with("DECIMAL");
    if (cast == "date" && number) {
      return sql_error(
          "DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION",
          fmt::format("Cannot resolve \"CAST(... AS DATE)\" due to data type mismatch: cannot cast \"{0}\" "
                      "to \"DATE\". To convert values from \"{0}\" to \"DATE\", you can use the functions "
                      "`DATE_FROM_UNIX_DATE` instead.",
                      source),
          "42K09");
    }
    return sql_error(
        "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
        fmt::format("Cannot resolve \"CAST(... AS {0})\" due to data type mismatch: cannot cast \"{1}\" to "
                    "\"{0}\".",
                    target, source),
        "42K09");
  }
  return std::nullopt;
}

/// "No function matches the given name and argument types '+(BOOLEAN, INTEGER)'", and a field of what has none.
std::optional<Error> wrong_types(std::string_view message) {
  if (const std::string field = between(message, "Cannot extract field '", '\''); !field.empty()) {
    const std::string base = between(message, "from expression \"", '"');
    return sql_error("INVALID_EXTRACT_BASE_FIELD_TYPE",
                     fmt::format("Can't extract a value from \"{}\" for the field `{}`. Need a complex type [STRUCT, "
                                 "ARRAY, MAP].",
                                 base, field),
                     "42000");
  }
  const std::size_t begin = message.find("argument types '");
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view call = message.substr(begin + 16, message.find('\'', begin + 16) - begin - 16);
  const std::size_t open = call.find('(');
  if (open == std::string_view::npos || !call.ends_with(")")) return std::nullopt;
  const std::string_view name = call.substr(0, open);
  const std::string_view list = call.substr(open + 1, call.size() - open - 2);
  if (auto error = cast_mismatch(name, list)) return *error;
  const std::size_t comma = outer_comma(list);
  const bool binary = name.size() == 1 && std::string_view("+-*/%&|^").find(name) != std::string_view::npos;
  if (!binary || comma == std::string_view::npos) return std::nullopt;
  return sql_error(
      "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
      fmt::format(
          "Cannot resolve \"({0} {1} {2})\" due to data type mismatch: the left and right operands of the binary "
          "operator have incompatible types (\"{0}\" and \"{2}\").",
          type_in_message(list.substr(0, comma)), name, type_in_message(list.substr(comma + 1))),
      "42K09");
}

Error missing_aggregation(std::string_view message) {
  std::string column = between(message, "column \"", '"');
  if (column.empty()) column = between(message, "column ", ' ');  // of HAVING
  return sql_error(
      "MISSING_AGGREGATION",
      fmt::format("The non-aggregating expression \"{0}\" is based on columns which are not participating in the GROUP "
                  "BY clause. Add the columns or the expression to the GROUP BY, aggregate the expression, or use "
                  "\"any_value({0})\" if you do not care which of the values within a group is returned.",
                  column),
      "42803");
}

/// Kinds of engine messages that need nothing but a name.
struct KindRule {
  std::string_view needle;
  std::string_view condition;
  std::string_view sql_state;
};
constexpr std::array<KindRule, 40> kRules{{
    {"Map keys must be unique", "DUPLICATED_MAP_KEY", "23505"},
    {"More VIEW aliases than columns", "CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS", "21S01"},
    {"UNNEST() can only be applied", "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", "42K09"},
    {"QUANTILE can only take parameters", "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE", "42K09"},
    {"STAR expression is only allowed", "INVALID_USAGE_OF_STAR_OR_REGEX", "42000"},
    {"Map keys can not be NULL", "NULL_MAP_KEY", "2200E"},
    {"map key list does not align", "MAP_KEY_VALUE_DIFF_SIZES", "22023"},
    {"LIMIT/OFFSET cannot be negative", "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE", "42K0E"},
    {"does not support the supplied arguments", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "42605"},
    {"same number of result columns", "NUM_COLUMNS_MISMATCH", "42826"},
    {"Multiple assignments to same column", "DELTA_CONFLICT_SET_COLUMN", "42701"},
    {"Duplicate column name", "COLUMN_ALREADY_EXISTS", "42711"},
    {"GROUP BY clause cannot contain aggregates", "GROUP_BY_AGGREGATE", "42903"},
    {"Ambiguous reference to table", "AMBIGUOUS_REFERENCE", "42704"},
    {"Out of Range Error: Overflow", "ARITHMETIC_OVERFLOW", "22003"},
    {"WHERE clause cannot contain window functions", "INVALID_WHERE_CONDITION", "42903"},
    {"Could not find key", "FIELD_NOT_FOUND", "42704"},
    {"Subquery returns", "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN", "42823"},
    {"Cannot deduce template type", "DATATYPE_MISMATCH.DATA_DIFF_TYPES", "42K09"},
    {"out of range", "NUMERIC_VALUE_OUT_OF_RANGE", "22003"},
    {"aggregate function calls cannot be nested", "NESTED_AGGREGATE_FUNCTION", "42607"},
    {"WHERE clause cannot contain aggregates", "INVALID_WHERE_CONDITION", "42903"},
    {"No function matches", "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", "42K09"},
    {"Cannot compare values of type", "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES", "42K09"},
    {"Cannot mix values of type", "DATATYPE_MISMATCH.DATA_DIFF_TYPES", "42K09"},
    {"NOT NULL constraint failed", "DELTA_NOT_NULL_CONSTRAINT_VIOLATED", "23502"},
    {"Subquery returned", "SCALAR_SUBQUERY_TOO_MANY_ROWS", "21000"},
    {"More than one row returned", "SCALAR_SUBQUERY_TOO_MANY_ROWS", "21000"},
    {"does not have", "INSERT_COLUMN_ARITY_MISMATCH", "21S01"},
    {"values were supplied", "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS", "21S01"},
    {"Out of Memory", "QUERY_EXECUTION_MEMORY_LIMIT", "53200"},
    {"Invalid Input Error: missing ", "INVALID_PARAMETER_VALUE.PATTERN", "22023"},
    {"Invalid Input Error: unexpected )", "INVALID_PARAMETER_VALUE.PATTERN", "22023"},
    {"Invalid Input Error: no argument for repetition", "INVALID_PARAMETER_VALUE.PATTERN", "22023"},
    {"Invalid Input Error: bad repetition", "INVALID_PARAMETER_VALUE.PATTERN", "22023"},
    {"Invalid Input Error: invalid escape sequence", "INVALID_PARAMETER_VALUE.PATTERN", "22023"},
    {"Invalid Input Error: invalid perl operator", "INVALID_PARAMETER_VALUE.PATTERN", "22023"},
    {"Invalid Input Error: invalid character class", "INVALID_PARAMETER_VALUE.PATTERN", "22023"},
    {"Invalid Input Error: trailing \\", "INVALID_PARAMETER_VALUE.PATTERN", "22023"},
    {"invalid regular expression", "INVALID_PARAMETER_VALUE.PATTERN", "22023"},
}};

}  // namespace

std::string in_backticks(std::string_view dotted_name) {
  std::string out;
  for (const std::string_view part : text::split(dotted_name, '.')) {
    if (!out.empty()) out += '.';
    out += fmt::format("`{}`", part);
  }
  return out;
}

Error sql_error(std::string_view condition, std::string_view text, std::string_view sql_state) {
  return {.code = ErrorCode::InvalidArgument,
          .action = "run statement",
          .subject = "",
          .reason = fmt::format("[{}] {} SQLSTATE: {}", condition, text, sql_state),
          .advice = ""};
}

Error syntax_error(std::string_view near) {
  return sql_error("PARSE_SYNTAX_ERROR",
                   near.empty() ? std::string("Syntax error at or near end of input.")
                                : fmt::format("Syntax error at or near '{}'.", near),
                   "42601");
}

Error unsupported(std::string_view feature) {
  return sql_error("UNSUPPORTED_FEATURE", fmt::format("The embedded workspace does not support {}.", feature), "0A000");
}

Error table_not_found(std::string_view quoted_name) {
  return sql_error(
      "TABLE_OR_VIEW_NOT_FOUND",
      fmt::format(
          "The table or view {} cannot be found. Verify the spelling and correctness of the schema and catalog. If the "
          "name has no schema, check current_schema() or give the full name.",
          quoted_name),
      "42P01");
}

Error schema_not_found(std::string_view full_name) {
  return sql_error(
      "SCHEMA_NOT_FOUND",
      fmt::format("The schema {} cannot be found. Verify the spelling and correctness of the schema and catalog.",
                  in_backticks(full_name)),
      "42704");
}

Error malformed_cast(std::string_view value, std::string_view from, std::string_view to) {
  return sql_error("CAST_INVALID_INPUT",
                   fmt::format("The value '{}' of the type \"{}\" cannot be cast to \"{}\" because it is malformed. "
                               "Correct the value as per the syntax, or change its target type. Use `try_cast` to "
                               "tolerate malformed input and return NULL instead.",
                               value, from, to),
                   "22018");
}

std::string sql_state_of(std::string_view message) {
  constexpr std::string_view kMark = "SQLSTATE: ";
  const std::size_t at = message.rfind(kMark);
  return at == std::string_view::npos ? "" : std::string(message.substr(at + kMark.size(), 5));
}

Error without_group_by(Error error, std::string_view sql) {
  const std::string upper = text::to_upper(sql);
  const std::size_t group = upper.find("GROUP");
  if (!error.reason.starts_with("[MISSING_AGGREGATION]") || group != std::string::npos) return error;
  return sql_error("MISSING_GROUP_BY",
                   "The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window functions "
                   "using OVER clauses.",
                   "42803");
}

Error of_star(Error error, std::string_view sql) {
  constexpr std::string_view kHead =
      "[UNRESOLVED_COLUMN.WITHOUT_SUGGESTION] A column, variable, or function parameter of";
  if (!error.reason.starts_with(kHead)) return error;
  const std::string name = between(error.reason, "`", '`');
  const std::string lower = text::to_lower(sql);
  if (lower.find(text::to_lower(name) + ".*") == std::string::npos) return error;
  return sql_error(
      "CANNOT_RESOLVE_STAR_EXPAND",
      fmt::format("Cannot resolve {}.* given input columns. Please check that the specified table or struct "
                  "exists and is accessible in the input columns.",
                  in_backticks(name)),
      "42704");
}

Error translate_engine_error(std::string_view message) {
  // Our own macros and functions raise finished messages.
  if (const std::size_t own = message.find('['); own != std::string_view::npos && !sql_state_of(message).empty()) {
    Error error = unsupported("");
    error.reason = std::string(text::trim(message.substr(own, message.rfind("SQLSTATE: ") + 15 - own)));
    return error;
  }
  constexpr std::optional<Error> (*kReaders[])(std::string_view) = {
      unparsed,          column_exists,    wrong_count,   ambiguous_column, position_out_of_range,
      unresolved_column, unresolved_table, missing_object};
  for (const auto reader : kReaders) {
    if (auto error = reader(message)) return *error;
  }
  if (message.starts_with("Catalog Error") || message.starts_with("Binder Error")) {
    if (auto error = existing_object(message)) return *error;
  }
  if (message.starts_with("Conversion Error")) return conversion_error(message);
  if (auto error = wrong_types(message)) return *error;
  if (message.find("must appear in the GROUP BY clause") != std::string_view::npos) return missing_aggregation(message);
  for (const KindRule& rule : kRules) {
    if (message.find(rule.needle) == std::string_view::npos) continue;
    std::string_view text = first_line(message);
    for (const std::string_view kind :
         {"Binder Error: ", "Conversion Error: ", "Invalid Input Error: ", "Out of Range Error: "})
      if (text.starts_with(kind)) text.remove_prefix(kind.size());
    return sql_error(rule.condition, text, rule.sql_state);
  }
  if (message.starts_with("INTERRUPT")) {
    return {.code = ErrorCode::Cancelled,
            .action = "run statement",
            .subject = "",
            .reason = "it was cancelled",
            .advice = ""};
  }
  return sql_error("UNSUPPORTED_FEATURE",
                   fmt::format("The engine of the embedded workspace refused this: {}", first_line(message)), "0A000");
}

Error with_position(Error error, std::string_view sql) {
  constexpr std::string_view kHead = "[PARSE_SYNTAX_ERROR] ";
  if (!error.reason.starts_with(kHead) || error.reason.find("(line ") != std::string::npos) return error;
  const std::string near = between(error.reason, "at or near '", '\'');
  std::size_t place = sql.size();
  if (!near.empty()) {
    const std::string lower = text::to_lower(sql);
    const std::string word = text::to_lower(near);
    place = lower.find(word);
    if (place == std::string::npos || lower.find(word, place + 1) != std::string::npos) return error;
  }
  const std::string_view before = sql.substr(0, place);
  const std::size_t line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t start = before.rfind('\n');
  error.reason += fmt::format(" (line {}, pos {})", line, start == std::string_view::npos ? place : place - start - 1);
  return error;
}

}  // namespace lakecode::local::dialect
