#include "safety/sql_statement.h"

// A plain reading: the name behind the leading words is the target; names behind FROM, JOIN, USING and TABLE are read.
// CTE names are left out. Good enough to show and to match rules that only ever make things stricter.

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::safety {
namespace {

using sql::TokenView;

struct TargetRule {
  std::string_view prefix;  ///< of the kind
  std::string_view type;    ///< "" : what the kind says after its first word
  std::string_view access;
};

constexpr TargetRule kTargets[] = {
    {"INSERT", "table", "write"},   {"UPDATE", "table", "write"},
    {"DELETE", "table", "write"},   {"MERGE", "table", "write"},
    {"TRUNCATE", "table", "write"}, {"COPY_INTO", "table", "write"},
    {"OPTIMIZE", "table", "write"}, {"VACUUM", "table", "write"},
    {"RESTORE", "table", "write"},  {"DROP_", "", "drop"},
    {"CREATE_", "", "create"},      {"ALTER_", "", "alter"},
    {"UNDROP", "table", "create"},  {"REFRESH", "table", "write"},
    {"DESCRIBE", "table", "read"},  {"REPLACE_TABLE", "table", "write"},
    {"ANALYZE", "table", "write"},
};

constexpr std::array<std::string_view, 40> kSkippedWords = {
    "INSERT",    "INTO",     "OVERWRITE", "UPDATE",    "DELETE",  "FROM",     "MERGE",    "TRUNCATE",
    "COPY",      "OPTIMIZE", "VACUUM",    "RESTORE",   "DROP",    "CREATE",   "ALTER",    "OR",
    "REPLACE",   "REFRESH",  "TEMP",      "TEMPORARY", "GLOBAL",  "TABLE",    "VIEW",     "MATERIALIZED",
    "STREAMING", "LIVE",     "SCHEMA",    "DATABASE",  "CATALOG", "VOLUME",   "FUNCTION", "PROCEDURE",
    "EXTERNAL",  "IF",       "EXISTS",    "NOT",       "UNDROP",  "DESCRIBE", "DESC",     "WITH"};
constexpr std::array<std::string_view, 12> kMoreSkipped = {"HISTORY",  "DETAIL",    "EXTENDED",  "ANALYZE",
                                                           "TABLES",   "SHARE",     "RECIPIENT", "CONNECTION",
                                                           "LOCATION", "EVOLUTION", "TO",        "FOREIGN"};

/// The dotted name at `at` with defaults applied; moves `at` behind it. "" when there is none.
std::string read_name(const TokenView& view, std::size_t& at, const SqlEffect& effect, std::string_view type) {
  std::vector<std::string> parts;
  while (view.is_name(at) && parts.size() < 4) {
    parts.push_back(sql::name_value(view, at++));
    if (!view.is_operator(at, ".")) break;
    ++at;
  }
  if (parts.empty() || view.is_operator(at, "(")) return {};
  const bool container = type == "schema" || type == "catalog";
  if (!container && parts.size() == 1 && !effect.default_schema.empty())
    parts.insert(parts.begin(), effect.default_schema);
  if (type != "catalog" && parts.size() == (container ? 1U : 2U) && !effect.default_catalog.empty()) {
    parts.insert(parts.begin(), effect.default_catalog);
  }
  return text::join(parts, ".");
}

void add(std::vector<TouchedObject>& objects, std::string_view type, std::string name, std::string_view access) {
  if (name.empty()) return;
  const auto same = [&](const TouchedObject& o) { return o.name == name && o.access == access; };
  if (objects.size() >= 64 || std::any_of(objects.begin(), objects.end(), same)) return;
  objects.push_back(TouchedObject{.type = std::string(type), .name = std::move(name), .access = std::string(access)});
}

bool is_with_name(const TokenView& view, std::string_view name) {
  for (std::size_t i = 0; i + 2 < std::min<std::size_t>(view.size(), 4096); ++i) {
    if (view.is_name(i) && view.is_word(i + 1, "AS") && view.is_operator(i + 2, "(") &&
        text::equals_ignore_case(sql::name_value(view, i), name)) {
      return true;
    }
  }
  return false;
}

void add_target(std::vector<TouchedObject>& objects, const TokenView& view, std::string_view kind,
                const SqlEffect& effect) {
  for (const TargetRule& rule : kTargets) {
    if (!kind.starts_with(rule.prefix)) continue;
    const std::string type =
        rule.type.empty() ? text::to_lower(kind.substr(kind.rfind('_') + 1)) : std::string(rule.type);
    std::size_t at = 0;
    while (view.is_any_word(at, kSkippedWords) || view.is_any_word(at, kMoreSkipped)) ++at;
    return add(objects, type, read_name(view, at, effect, type), rule.access);
  }
}

}  // namespace

std::vector<TouchedObject> find_objects(const TokenView& view, std::string_view kind, const SqlEffect& effect) {
  static constexpr std::array<std::string_view, 4> kBeforeRead = {"FROM", "JOIN", "TABLE", "USING"};
  std::vector<TouchedObject> objects;
  add_target(objects, view, kind, effect);
  const bool data = kind == "SELECT" || kind == "INSERT" || kind == "INSERT_OVERWRITE" || kind == "MERGE" ||
                    kind.starts_with("CREATE");
  if (!data) return objects;
  for (std::size_t i = 0; i + 1 < view.size() && objects.size() < 64; ++i) {
    if (!view.is_any_word(i, kBeforeRead) || !view.is_name(i + 1)) continue;
    std::size_t at = i + 1;
    const bool single = !view.is_operator(at + 1, ".");
    if (single && is_with_name(view, sql::name_value(view, at))) continue;
    std::string name = read_name(view, at, effect, "table");
    const bool is_target = !objects.empty() && objects.front().name == name;
    if (!is_target) add(objects, "table", std::move(name), "read");
  }
  return objects;
}

}  // namespace lakecode::safety
