#include "local/engine/insert_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local {
namespace {

using dialect::quote_name;
using dialect::sql_error;

// Above the ids of the calls that the statement's own text has.
constexpr std::size_t kFirstFieldId = 1'000'000'100;

struct TableColumn {
  std::string name;
  bool identity = false;  ///< GENERATED ALWAYS AS IDENTITY
  bool numbered = false;  ///< an IDENTITY of either kind
  std::string generation;
  bool partition = false;
};

std::vector<TableColumn> columns_of(const JsonValue& info) {
  std::vector<TableColumn> out;
  for (const JsonValue& column : json::array_at(info, "columns")) {
    TableColumn one;
    one.name = json::string_at(column, "name");
    one.partition = json::find(column, "partition_index") != nullptr;
    if (const auto type = json::parse(json::string_at(column, "type_json"), "type_json")) {
      if (const JsonValue* metadata = json::find(*type, "metadata")) {
        one.numbered = !json::string_at(*metadata, "delta.identity.start").empty();
        one.identity = json::string_at(*metadata, "delta.identity.allowExplicitInsert") == "false";
        one.generation = json::string_at(*metadata, "delta.generationExpression");
      }
    }
    out.push_back(std::move(one));
  }
  return out;
}

const TableColumn* find_column(const std::vector<TableColumn>& columns, std::string_view name) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const TableColumn& column) {
    return text::equals_ignore_case(column.name, name);
  });
  return found == columns.end() ? nullptr : &*found;
}

std::string name_list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + quote_name(name);
  return out;
}

/// A static PARTITION fills its column; the others come from the rows, in the table's order where none are named.
Result<std::string> partitioned_insert(const dialect::Translation& translation,
                                       const std::vector<TableColumn>& columns) {
  const dialect::Insertion& insertion = translation.insertion;
  std::vector<std::string> given = insertion.columns;
  if (given.empty()) {
    for (const TableColumn& column : columns) {
      const auto part = insertion.partition.find(text::to_lower(column.name));
      const bool fixed = part != insertion.partition.end() && !part->second.empty();
      if (!fixed && !column.identity && column.generation.empty()) given.push_back(column.name);
    }
  }
  std::string names = name_list(given);
  std::string values = insertion.by_name ? names : "*";
  for (const auto& [name, value] : insertion.partition) {
    const TableColumn* column = find_column(columns, name);
    if (column == nullptr || !column->partition) {
      return sql_error(
          "NON_PARTITION_COLUMN",
          fmt::format("PARTITION clause cannot contain the non-partition column: {}.", dialect::in_backticks(name)),
          "42000");
    }
    if (value.empty()) continue;
    names += ", " + quote_name(column->name);
    values += ", " + value;
  }
  return fmt::format("INSERT INTO {} ({}) SELECT {} FROM ({}) AS lc_rows", translation.target.engine(), names, values,
                     insertion.source);
}

/// Rows whose generated columns are given: the others are written, and what came of it is compared.
void insert_with_given(const dialect::Translation& translation, const std::vector<TableColumn>& columns,
                       const std::vector<std::string>& given, InsertPlan& plan) {
  const dialect::Insertion& insertion = translation.insertion;
  std::vector<std::string> written;
  for (const std::string& name : given) {
    const TableColumn* column = find_column(columns, name);
    if (column == nullptr || column->generation.empty()) written.push_back(name);
  }
  const std::string names = name_list(given);
  plan.steps.back() =
      fmt::format("CREATE OR REPLACE TEMPORARY TABLE lc_given AS SELECT {} FROM ({}) AS lc_rows{}",
                  insertion.by_name ? names : "*", insertion.source, insertion.by_name ? "" : "(" + names + ")");
  plan.steps.push_back(
      fmt::format("INSERT INTO {0} ({1}) SELECT {1} FROM lc_given", translation.target.engine(), name_list(written)));
  plan.verify = fmt::format("SELECT to_json(r) FROM (SELECT {0} FROM lc_given EXCEPT SELECT {0} FROM {1}) AS r LIMIT 1",
                            names, translation.target.engine());
}

/// The columns that the rows of an INSERT fill, in their order.
std::vector<std::string> filled_columns(const dialect::Insertion& insertion, const JsonValue& info) {
  if (!insertion.columns.empty()) return insertion.columns;
  std::vector<std::string> names;
  for (const TableColumn& column : columns_of(info)) {
    if (!column.identity && column.generation.empty()) names.push_back(column.name);
  }
  return names;
}

/// The STRUCTs of rows go into those of the table field by field, whatever the names of the fields.
Result<void> place_fields(const dialect::Translation& translation, const JsonValue& info, InsertPlan& plan) {
  const dialect::Insertion& insertion = translation.insertion;
  if (insertion.by_name || !insertion.partition.empty()) return {};
  const std::vector<std::string> names = filled_columns(insertion, info);
  if (insertion.width != 0 && insertion.width != names.size()) return {};
  std::string values;
  bool any = false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string type;
    for (const JsonValue& column : json::array_at(info, "columns")) {
      if (text::equals_ignore_case(json::string_at(column, "name"), names[i]))
        type = json::string_at(column, "type_text");
    }
    std::string value = quote_name(names[i]);
    if (type.find("struct<") != std::string::npos) {
      TRY_ASSIGN(const std::vector<dialect::Token> tokens, dialect::lex(type));
      TRY_ASSIGN(const dialect::ParsedType parsed, dialect::parse_type(tokens, 0));
      value =
          fmt::format("lc_struct_cast({0}, {1}, CAST(NULL AS {2}), 0)/*{0}*/", kFirstFieldId + i, value, parsed.engine);
      any = true;
    }
    values += (i == 0 ? "" : ", ") + value;
  }
  if (any)
    plan.steps.back() =
        fmt::format("INSERT INTO {} ({}) SELECT {} FROM ({}) AS lc_rows({})", translation.target.engine(),
                    name_list(names), values, insertion.source, name_list(names));
  return {};
}

Error no_identity_insert(std::string_view name) {
  return sql_error("DELTA_IDENTITY_COLUMNS_EXPLICIT_INSERT_NOT_SUPPORTED",
                   fmt::format("Providing values for GENERATED ALWAYS AS IDENTITY column {} is not supported.", name),
                   "42808");
}

}  // namespace

Result<InsertPlan> plan_change(const dialect::Translation& translation, const JsonValue& info) {
  InsertPlan plan;
  plan.steps = translation.steps;
  const std::vector<TableColumn> columns = columns_of(info);
  for (const dialect::Assignment& one : translation.assigned) {
    const TableColumn* column = find_column(columns, one.column);
    if (column == nullptr || !column->numbered) continue;
    return sql_error("DELTA_IDENTITY_COLUMNS_UPDATE_NOT_SUPPORTED",
                     fmt::format("UPDATE on IDENTITY column {} is not supported.", column->name), "42808");
  }
  const dialect::Insertion& insertion = translation.insertion;
  if (insertion.source.empty()) return plan;
  TRY_VOID(place_fields(translation, info, plan));
  if (!insertion.partition.empty()) {
    TRY_ASSIGN(plan.steps.back(), partitioned_insert(translation, columns));
    return plan;
  }
  const bool generates = std::any_of(columns.begin(), columns.end(), [](const TableColumn& column) {
    return column.identity || !column.generation.empty();
  });
  if (!generates) return plan;
  std::vector<std::string> given = insertion.columns;
  bool computed = false;
  for (const std::string& name : given) {
    const TableColumn* column = find_column(columns, name);
    if (column == nullptr) return plan;
    if (column->identity) return no_identity_insert(column->name);
    computed |= !column->generation.empty();
  }
  if (given.empty() && insertion.width == columns.size()) {
    for (const TableColumn& column : columns) {
      if (column.identity) return no_identity_insert(column.name);
      given.push_back(column.name);
    }
    computed = true;
  }
  if (computed) insert_with_given(translation, columns, given, plan);
  return plan;
}

namespace {

/// A value that a column of the target is given, and the rows that have it.
using Given = dialect::Assignment;

/// What an INSERT, UPDATE or MERGE gives the columns of its target.
std::vector<Given> given_values(const dialect::Translation& translation, const JsonValue& info) {
  std::vector<Given> out = translation.assigned;
  out.insert(out.end(), translation.inserted.begin(), translation.inserted.end());
  const dialect::Insertion& insertion = translation.insertion;
  if (insertion.source.empty()) return out;
  const std::vector<std::string> names = filled_columns(insertion, info);
  for (const std::string& name : names) {
    out.push_back(
        {name, quote_name(name),
         fmt::format("({}) AS lc_rows{}", insertion.source, insertion.by_name ? "" : "(" + name_list(names) + ")")});
  }
  return out;
}

/// The column whose type has no place for one of the rows; "" when there is none.
Result<std::string> overflowing_column(duck::Connection& connection, const dialect::Translation& translation,
                                       const JsonValue& info) {
  TRY_ASSIGN(const auto types, connection.texts("SELECT lower(column_name), column_type FROM (DESCRIBE " +
                                                translation.target.engine() + ")"));
  for (const Given& given : given_values(translation, info)) {
    const auto row = std::find_if(types.begin(), types.end(),
                                  [&given](const auto& one) { return one.at(0) == text::to_lower(given.column); });
    if (row == types.end() || row->at(1).value_or("").find("INT") == std::string::npos) continue;
    const auto found = connection.texts(
        fmt::format("SELECT 1 FROM (SELECT {} AS lc_value FROM {}) AS lc_given WHERE lc_value IS NOT NULL AND "
                    "TRY_CAST(lc_value AS {}) IS NULL LIMIT 1",
                    given.value, given.rows, row->at(1).value_or("")));
    if (found && !found->empty()) return given.column;
  }
  return std::string();
}

/// What stands behind `before`, up to the next quote.
std::string quoted_part(std::string_view message, std::string_view before) {
  const std::size_t at = message.find(before);
  if (at == std::string_view::npos) return "";
  const std::size_t from = at + before.size();
  return std::string(message.substr(from, message.find('"', from) - from));
}

}  // namespace

Error overflow_error(duck::Connection& connection, const dialect::Translation& translation, const JsonValue& info,
                     Error told) {
  if (!told.reason.starts_with("[CAST_OVERFLOW]")) return told;
  const std::string& source = translation.insertion.source;
  // A cast in the rows themselves is the reader's own.
  if (!source.empty() && !connection.texts(fmt::format("SELECT count(COLUMNS(*)) FROM ({}) AS lc_rows", source)))
    return told;
  const auto column = overflowing_column(connection, translation, info);
  if (!column || column->empty()) return told;
  const std::string from = quoted_part(told.reason, "of the type \"");
  const std::string to = quoted_part(told.reason, "cast to \"");
  const std::string name = dialect::in_backticks(*column);
  if (source.empty()) {
    return sql_error("DELTA_CAST_OVERFLOW_IN_TABLE_WRITE",
                     fmt::format("Failed to write a value of \"{}\" type into the \"{}\" type column {} due to an "
                                 "overflow. Use `try_cast` on the input value to tolerate overflow and return NULL "
                                 "instead.",
                                 from, to, name),
                     "22003");
  }
  return sql_error("CAST_OVERFLOW_IN_TABLE_INSERT",
                   fmt::format("Fail to assign a value of \"{}\" type to the \"{}\" type column or variable {} due to "
                               "an overflow. Use `try_cast` on the input value to tolerate overflow and return NULL "
                               "instead.",
                               from, to, name),
                   "22003");
}

Result<void> verify_plan(duck::Connection& connection, const InsertPlan& plan, const JsonValue& info) {
  if (plan.verify.empty()) return {};
  TRY_ASSIGN(const auto rows, connection.texts(plan.verify));
  TRY_VOID(connection.execute("DROP TABLE IF EXISTS lc_given"));
  if (rows.empty()) return {};
  std::string rules;
  for (const TableColumn& column : columns_of(info)) {
    if (column.generation.empty()) continue;
    rules += fmt::format("{}{} <=> {}", rules.empty() ? "" : " AND ", column.name, column.generation);
  }
  return sql_error("DELTA_VIOLATE_CONSTRAINT_WITH_VALUES",
                   fmt::format("CHECK constraint Generated Column ({}) violated by row with values: {}", rules,
                               rows.at(0).at(0).value_or("")),
                   "23001");
}

}  // namespace lakecode::local
