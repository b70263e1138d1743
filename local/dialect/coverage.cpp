#include "local/dialect/coverage.h"

#include <algorithm>

#include "local/dialect/functions.h"

namespace lakecode::local::dialect {
namespace {

/// Written by hand beside the heads of translate.cpp; no test compares the two yet.
constexpr StatementForm kForms[] = {
    {"ALTER CATALOG ... OWNER TO | SET TAGS"},
    {"ALTER COLUMN COMMENT | TYPE | SET DEFAULT | NOT NULL"},
    {"ALTER SCHEMA ... OWNER TO | SET TAGS"},
    {"ALTER TABLE ADD | DROP | RENAME COLUMN"},
    {"ALTER TABLE ADD | DROP CONSTRAINT"},
    {"ALTER TABLE CLUSTER BY"},
    {"ALTER TABLE SET | UNSET TBLPROPERTIES"},
    {"ALTER VIEW ... AS"},
    {"ANALYZE TABLE"},
    {"BEGIN ... END"},
    {"CACHE", false},
    {"CALL", false},
    {"COMMENT ON"},
    {"CONVERT TO DELTA", false},
    {"COPY INTO"},
    {"CREATE CATALOG"},
    {"CREATE FUNCTION (SQL)"},
    {"CREATE FUNCTION (PYTHON)", false},
    {"CREATE MATERIALIZED VIEW"},
    {"CREATE SCHEMA"},
    {"CREATE STREAMING TABLE", false},
    {"CREATE TABLE"},
    {"CREATE TABLE AS SELECT"},
    {"CREATE TABLE CLONE"},
    {"CREATE TABLE LIKE"},
    {"CREATE TEMPORARY VIEW"},
    {"CREATE VIEW"},
    {"DECLARE VARIABLE"},
    {"DELETE"},
    {"DENY", false},
    {"DESCRIBE DETAIL"},
    {"DESCRIBE HISTORY"},
    {"DESCRIBE SCHEMA"},
    {"DESCRIBE TABLE"},
    {"DROP FUNCTION"},
    {"DROP SCHEMA"},
    {"DROP TABLE"},
    {"DROP VIEW"},
    {"EXECUTE IMMEDIATE"},
    {"EXPLAIN"},
    {"FROM ... |>"},
    {"FROM ... INSERT"},
    {"FSCK REPAIR TABLE"},
    {"GET", false},
    {"GRANT"},
    {"INSERT INTO"},
    {"INSERT OVERWRITE"},
    {"INSERT REPLACE WHERE"},
    {"LIST"},
    {"MERGE INTO"},
    {"MSCK REPAIR TABLE", false},
    {"OPTIMIZE"},
    {"PUT", false},
    {"REFRESH MATERIALIZED VIEW"},
    {"REMOVE", false},
    {"REORG TABLE"},
    {"RESET"},
    {"RESTORE TABLE"},
    {"REVOKE"},
    {"SELECT"},
    {"SET"},
    {"SET TAG"},
    {"SHOW CATALOGS"},
    {"SHOW COLUMNS"},
    {"SHOW CREATE TABLE"},
    {"SHOW CREDENTIALS"},
    {"SHOW EXTERNAL LOCATIONS"},
    {"SHOW GRANTS"},
    {"SHOW GROUPS"},
    {"SHOW PARTITIONS"},
    {"SHOW SCHEMAS"},
    {"SHOW TABLES"},
    {"SHOW TABLES DROPPED"},
    {"SHOW TBLPROPERTIES"},
    {"SHOW USERS"},
    {"SHOW VIEWS"},
    {"SYNC", false},
    {"TRUNCATE TABLE"},
    {"UNDROP TABLE"},
    {"UPDATE"},
    {"USE"},
    {"VACUUM"},
    {"VALUES"},
    {"VERSION AS OF | TIMESTAMP AS OF"},
};

void settle(std::vector<std::string_view>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace

std::vector<StatementForm> statement_forms() {
  return {std::begin(kForms), std::end(kForms)};
}

FunctionCoverage function_coverage() {
  FunctionCoverage out;
  for (const FunctionRule& rule : function_rules()) {
    const bool refused = rule.form == "lc:refuse";
    (refused ? out.refused : out.supported).push_back(rule.name);
  }
  for (const std::string_view name : refused_functions()) out.refused.push_back(name);
  settle(out.supported);
  settle(out.refused);
  // A name that has a form with another number of arguments is supported.
  std::erase_if(out.refused, [&out](std::string_view name) {
    return std::binary_search(out.supported.begin(), out.supported.end(), name);
  });
  return out;
}

}  // namespace lakecode::local::dialect
