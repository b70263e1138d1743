#include "safety/undo_rules.h"

// How a statement can be taken back, by kind. Source: Databricks documentation on time travel, RESTORE and UNDROP;
// the windows are the platform's defaults and can be set lower for a table, schema or catalog.

namespace lakecode::safety {
namespace {

struct UndoRule {
  std::string_view kind;
  bool possible;
  std::string_view how;
  std::string_view within;
};

constexpr std::string_view kRestore =
    "RESTORE TABLE to the version before (DESCRIBE HISTORY names it); Delta tables only";
constexpr std::string_view kWindow = "7 days unless the table keeps its files shorter or VACUUM runs";
constexpr std::string_view kFromText = "create it again from a definition saved before";

constexpr UndoRule kUndoRules[] = {
    {"INSERT", true, kRestore, kWindow},
    {"INSERT_OVERWRITE", true, kRestore, kWindow},
    {"COPY_INTO", true, kRestore, kWindow},
    {"DELETE", true, kRestore, kWindow},
    {"TRUNCATE", true, kRestore, kWindow},
    {"UPDATE", true, kRestore, kWindow},
    {"MERGE", true, kRestore, kWindow},
    {"OPTIMIZE", true, kRestore, kWindow},
    {"RESTORE", true, kRestore, kWindow},
    {"CREATE_OR_REPLACE_TABLE", true, kRestore, kWindow},
    {"REPLACE_TABLE", true, kRestore, kWindow},
    {"DROP_TABLE", true, "UNDROP TABLE, while its schema and catalog still exist", "7 days by default"},
    {"DROP_MATERIALIZED_VIEW", true, "UNDROP, while its schema and catalog still exist", "7 days by default"},
    {"DROP_VIEW", true, kFromText, "only if saved"},
    {"DROP_FUNCTION", true, kFromText, "only if saved"},
    {"CREATE_OR_REPLACE_VIEW", true, kFromText, "only if saved"},
    {"CREATE_OR_REPLACE_FUNCTION", true, kFromText, "only if saved"},
    {"GRANT", true, "REVOKE what was granted", "any time"},
    {"REVOKE", true, "GRANT it again, from SHOW GRANTS taken before", "only if saved"},
    {"DROP_SCHEMA", false, "", ""},
    {"DROP_CATALOG", false, "", ""},
    {"DROP_VOLUME", false, "", ""},
    {"VACUUM", false, "", ""},
    {"REFRESH", false, "", ""},
};

}  // namespace

std::optional<Undo> undo_of(std::string_view kind) {
  for (const UndoRule& rule : kUndoRules) {
    if (rule.kind == kind)
      return Undo{.possible = rule.possible, .how = std::string(rule.how), .within = std::string(rule.within)};
  }
  return std::nullopt;
}

}  // namespace lakecode::safety
