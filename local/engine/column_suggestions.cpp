#include "local/engine/column_suggestions.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMostSuggestions = 5;

/// How many letters must change to make one of the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t above = row[j + 1];
      row[j + 1] = std::min({above + 1, row[j] + 1, corner + (a[i] == b[j] ? 0 : 1)});
      corner = above;
    }
  }
  return row.back();
}

/// The columns of the tables that a statement reads or writes, each once.
std::vector<std::string> columns_of(const Store& store, const dialect::Translation& translation) {
  std::vector<dialect::TableName> tables = translation.reads;
  tables.push_back(translation.target);
  std::vector<std::string> names;
  for (const dialect::TableName& table : tables) {
    const RecordPointer record = store.find("table", table.full());
    if (record == nullptr) continue;
    const auto info = json::parse(record->text, "stored table");
    if (!info) continue;
    for (const JsonValue& column : json::array_at(*info, "columns")) {
      const std::string name = json::string_at(column, "name");
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

/// The name between the first backticks.
std::string told_name(std::string_view reason) {
  const std::size_t from = reason.find('`');
  const std::size_t to = reason.find('`', from + 1);
  return to == std::string_view::npos ? "" : std::string(reason.substr(from + 1, to - from - 1));
}

/// The column of a HAVING that no table has: the engine takes it for one that is not grouped by.
std::string unknown_in_having(std::string_view reason, std::string_view sql, const std::vector<std::string>& columns) {
  constexpr std::string_view kHead = "[MISSING_AGGREGATION] The non-aggregating expression \"";
  const std::string upper = text::to_upper(sql);
  const bool plain = upper.find("SELECT") == upper.rfind("SELECT") && upper.find("HAVING") != std::string::npos;
  if (!plain || !reason.starts_with(kHead) || columns.empty()) return "";
  const std::string_view rest = reason.substr(kHead.size());
  std::string name(rest.substr(0, rest.find('"')));
  const bool known = std::any_of(columns.begin(), columns.end(),
                                 [&name](const std::string& one) { return text::equals_ignore_case(one, name); });
  return known ? "" : name;
}

}  // namespace

Error with_suggestions(const Store& store, const dialect::Translation& translation, std::string_view sql, Error error) {
  const bool unresolved = error.reason.starts_with("[UNRESOLVED_COLUMN.WITHOUT_SUGGESTION]");
  if (!unresolved && !error.reason.starts_with("[MISSING_AGGREGATION]")) return error;
  std::vector<std::string> columns = columns_of(store, translation);
  const std::string name = unresolved ? told_name(error.reason) : unknown_in_having(error.reason, sql, columns);
  if (name.empty() || columns.empty()) return error;
  const std::string wanted = text::to_lower(name);
  std::stable_sort(columns.begin(), columns.end(), [&wanted](const std::string& a, const std::string& b) {
    return distance(wanted, text::to_lower(a)) < distance(wanted, text::to_lower(b));
  });
  columns.resize(std::min(columns.size(), kMostSuggestions));
  std::string list;
  for (const std::string& column : columns) list += fmt::format("{}`{}`", list.empty() ? "" : ", ", column);
  return dialect::sql_error(
      "UNRESOLVED_COLUMN.WITH_SUGGESTION",
      fmt::format("A column, variable, or function parameter with name {} cannot be resolved. Did you mean one of the "
                  "following? [{}].",
                  dialect::in_backticks(name), list),
      "42703");
}

}  // namespace lakecode::local
