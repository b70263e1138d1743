#include "local/engine/row_checks.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/translate.h"

namespace lakecode::local {
namespace {

using dialect::sql_error;
using dialect::TableName;

constexpr std::string_view kCheckPrefix = "delta.constraints.";

/// Engine SQL of the rows for which `expression` (Databricks SQL) is false.
Result<std::string> violations(const TableName& table, std::string_view what, const std::string& expression) {
  const std::string sql =
      fmt::format("SELECT {} FROM {} WHERE NOT ({})", what, dialect::in_backticks(table.full()), expression);
  const dialect::SessionNames names{table.catalog, table.schema, ""};
  TRY_ASSIGN(const dialect::Translation translation, dialect::translate(sql, names, {}));
  return translation.steps.front();
}

Result<void> check_constraint(duck::Connection& connection, const TableName& table, std::string_view name,
                              const std::string& expression) {
  TRY_ASSIGN(const std::string sql, violations(table, "*", expression));
  TRY_ASSIGN(const auto rows, connection.texts(fmt::format("SELECT to_json(r) FROM ({} LIMIT 1) AS r", sql)));
  if (rows.empty()) return {};
  const std::string values = rows.at(0).at(0).value_or("");
  return sql_error("DELTA_VIOLATE_CONSTRAINT_WITH_VALUES",
                   fmt::format("CHECK constraint {} ({}) violated by row with values: {}", name, expression, values),
                   "23001");
}

/// n of varchar(n) and char(n).
std::optional<long long> length_limit(std::string_view type) {
  const std::size_t open = type.find('(');
  if (!type.ends_with(")") || (!type.starts_with("varchar(") && !type.starts_with("char("))) return std::nullopt;
  return text::parse_int(type.substr(open + 1, type.size() - open - 2));
}

}  // namespace

Result<void> check_rows(duck::Connection& connection, const TableName& table, const JsonValue& info) {
  for (const auto& property : json::object_at(info, "properties")) {
    const std::string_view key = property.key();
    if (!key.starts_with(kCheckPrefix)) continue;
    TRY_VOID(check_constraint(connection, table, key.substr(kCheckPrefix.size()),
                              json::as_string(property.value()).value_or("true")));
  }
  for (const JsonValue& column : json::array_at(info, "columns")) {
    const auto limit = length_limit(json::string_at(column, "type_text"));
    if (!limit) continue;
    const std::string name = json::string_at(column, "name");
    TRY_ASSIGN(const auto rows, connection.texts(fmt::format("SELECT {0} FROM {1} WHERE length({0}) > {2} LIMIT 1",
                                                             dialect::quote_name(name), table.engine(), *limit)));
    if (rows.empty()) continue;
    return sql_error("DELTA_EXCEED_CHAR_VARCHAR_LIMIT",
                     fmt::format("Value \"{}\" exceeds char/varchar type length limitation. Failed check: (length({}) "
                                 "<= {}).",
                                 rows.at(0).at(0).value_or("").substr(0, 200), name, *limit),
                     "22001");
  }
  return {};
}

Result<void> check_new_constraint(duck::Connection& connection, const TableName& table, const std::string& name,
                                  const std::string& expression) {
  TRY_ASSIGN(const std::string sql, violations(table, "count(*)", expression));
  TRY_ASSIGN(const auto rows, connection.texts(sql));
  const std::string count = rows.at(0).at(0).value_or("0");
  if (count == "0") return {};
  return sql_error("DELTA_NEW_CHECK_CONSTRAINT_VIOLATION",
                   fmt::format("{} rows in {} violate the new CHECK constraint ({}: {}).", count,
                               dialect::in_backticks(table.full()), name, expression),
                   "23512");
}

std::vector<std::string> constraint_names(const JsonValue& info) {
  std::vector<std::string> names;
  for (const auto& property : json::object_at(info, "properties")) {
    const std::string_view key = property.key();
    if (key.starts_with(kCheckPrefix)) names.emplace_back(key.substr(kCheckPrefix.size()));
  }
  for (const JsonValue& entry : json::array_at(info, "table_constraints")) {
    if (const JsonValue* primary = json::find(entry, "primary_key_constraint")) {
      names.emplace_back("PRIMARY KEY");
      names.push_back(json::string_at(*primary, "name"));
    }
    if (const JsonValue* foreign = json::find(entry, "foreign_key_constraint"))
      names.push_back(json::string_at(*foreign, "name"));
  }
  return names;
}

}  // namespace lakecode::local
