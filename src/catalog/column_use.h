#pragma once
// The columns that a simple SELECT names, read from its tokens. Simple is what can be told for certain without knowing
// the tables: one SELECT over plain tables and joins. Anything else gives nullopt: a check must never block what it
// does not understand. Pure and linear.

#include <optional>
#include <string>
#include <vector>

#include "sql/statement.h"
#include "sql/token.h"

namespace lakecode::catalog {

struct TableUse {
  std::vector<std::string> parts;  ///< of the name as written
  std::string alias;               ///< empty without one
};

struct ColumnUse {
  std::string qualifier;  ///< alias or name of one of the tables; empty without one
  std::string name;
};

struct SelectNames {
  std::vector<TableUse> tables;
  std::vector<ColumnUse> columns;  ///< each may be a column; aliases of the select list are left out
};

std::optional<SelectNames> names_of_select(const sql::TokenView& view, const sql::StatementFacts& facts);

}  // namespace lakecode::catalog
