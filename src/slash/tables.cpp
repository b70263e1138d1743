#include "slash/commands.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "slash/workflow_action.h"
#include "sql/literals.h"

namespace lakecode::slash {
namespace {

constexpr std::size_t kMostParts = 3;

/// One level down from what is named: catalogs, schemas, tables, columns.
std::string statement_of(const std::vector<std::string>& parts) {
  switch (parts.size()) {
    case 0:
      return "SHOW CATALOGS";
    case 1:
      return "SHOW SCHEMAS IN " + sql::quote_name(parts);
    case 2:
      return "SHOW TABLES IN " + sql::quote_name(parts);
    default:
      return "DESCRIBE TABLE " + sql::quote_name(parts);
  }
}

Result<Action> act(Words words) {
  constexpr std::string_view kUsage = "[CATALOG[.SCHEMA[.TABLE]]]";
  if (words.size() > 1) return usage_error("tables", "`" + words[1] + "` is one word too many", kUsage);
  std::vector<std::string> parts;
  if (!words.empty()) {
    for (const std::string_view part : text::split(words.front(), '.')) parts.emplace_back(part);
  }
  const bool empty_part = std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return part.empty(); });
  if (empty_part || parts.size() > kMostParts)
    return usage_error("tables", "`" + words.front() + "` is no name of one to three parts", kUsage);
  return command_action({"sql", statement_of(parts)});
}

}  // namespace

const Command kTables{
    "tables", "[CATALOG[.SCHEMA[.TABLE]]]", "what is in a catalog, a schema, a table", "/tables prod.sales", "", act};

}  // namespace lakecode::slash
