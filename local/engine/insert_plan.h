#pragma once
// How an INSERT is run on a table of its kind: PARTITION (...), columns that are GENERATED ALWAYS or an IDENTITY. Only
// for local/engine.

#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/dialect/translate.h"
#include "local/engine/duck.h"

namespace lakecode::local {

struct InsertPlan {
  std::vector<std::string> steps;
  /// Has a row, as a text, where a given value of a generated column is not the generated one; "" to be left out.
  std::string verify;
};

/// `info` is the TableInfo. Errors: [DELTA_IDENTITY_COLUMNS_EXPLICIT_INSERT_NOT_SUPPORTED],
/// [DELTA_IDENTITY_COLUMNS_UPDATE_NOT_SUPPORTED], [NON_PARTITION_COLUMN].
Result<InsertPlan> plan_change(const dialect::Translation& translation, const JsonValue& info);

/// [DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] by the plan's verify.
Result<void> verify_plan(duck::Connection& connection, const InsertPlan& plan, const JsonValue& info);

/// What a failed INSERT, UPDATE or MERGE tells: a value that is too large for its column has an error of its own,
/// unless the rows fail by themselves, as a cast in them does.
Error overflow_error(duck::Connection& connection, const dialect::Translation& translation, const JsonValue& info,
                     Error told);

}  // namespace lakecode::local
