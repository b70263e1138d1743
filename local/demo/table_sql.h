#pragma once
// Turns a table of the demo into SQL that builds it, and counts what it planted. Pure; the seed decides how many rows
// there are and which of them are defective, never which defects a table has.
// Invariant: the counts are exact for the rows that the SQL makes.

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "local/demo/dice.h"
#include "local/demo/table_spec.h"

namespace lakecode::local {

struct PlantedDefect {
  Defect defect;            ///< with the seed's own `every`
  std::int64_t offset = 0;  ///< rows with i % every == offset are meant
  /// Rows concerned. For time_gap and freshness_gap whole days, for small_files the number of files, else 1 when the
  /// table as a whole is meant.
  std::int64_t count = 0;
};

struct BuiltTable {
  TableSpec spec;
  std::int64_t numbers = 0;  ///< row numbers run from 0 to numbers - 1
  std::int64_t rows = 0;     ///< rows in the table: numbers, plus copies, minus dropped ones
  WallTime first{};          ///< moment of row 0
  WallTime newest{};         ///< no row is newer, planted futures aside
  std::vector<PlantedDefect> planted;
};

BuiltTable plan_table(const TableSpec& spec, const Dice& dice, WallTime now);

/// CREATE TABLE and INSERT for one table, in DuckDB's dialect with three-part names.
std::vector<std::string> render_table_sql(const BuiltTable& table, const Dice& dice, WallTime now);

/// The whole company: ATTACH_CATALOG lines, CREATE SCHEMA, then every table.
std::vector<std::string> render_company_sql(const std::vector<BuiltTable>& tables, const Dice& dice, WallTime now);

}  // namespace lakecode::local
