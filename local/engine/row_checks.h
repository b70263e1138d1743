#pragma once
// CHECK constraints and the lengths of VARCHAR(n) and CHAR(n), which the engine does not keep: looked at after a
// change, inside its transaction. Only for local/engine.

#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/dialect/names.h"
#include "local/engine/duck.h"

namespace lakecode::local {

/// `info` is the TableInfo. Errors: [DELTA_VIOLATE_CONSTRAINT_WITH_VALUES], [DELTA_EXCEED_CHAR_VARCHAR_LIMIT].
Result<void> check_rows(duck::Connection& connection, const dialect::TableName& table, const JsonValue& info);

/// [DELTA_NEW_CHECK_CONSTRAINT_VIOLATION] when rows that are there break it.
Result<void> check_new_constraint(duck::Connection& connection, const dialect::TableName& table,
                                  const std::string& name, const std::string& expression);

/// Names of all constraints; "PRIMARY KEY" stands for the primary key besides its name.
std::vector<std::string> constraint_names(const JsonValue& info);

}  // namespace lakecode::local
