#pragma once
// Which columns a table has and in which order: what ALTER TABLE asks of them before it runs, and FIRST and AFTER,
// which the engine does not know. Only for local/engine.

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/dialect/translate.h"
#include "local/engine/duck.h"

namespace lakecode::local {

/// [FIELD_ALREADY_EXISTS] for a new column that is there, [FIELD_NOT_FOUND] for one that must be there and is not,
/// [DELTA_UNSUPPORTED_RENAME_COLUMN] and its kin where the table has no column mapping.
/// `info` is the TableInfo before the change.
Result<void> check_columns(const JsonValue& info, const dialect::Definition& definition);

/// Moves a column of `table`: those that come behind its place are made anew at the end, in order, with their rows,
/// defaults and constraints. Inside the change's transaction. Refuses where one of them is generated.
Result<void> place_column(duck::Connection& connection, const dialect::TableName& table,
                          const dialect::ColumnPlace& place);

}  // namespace lakecode::local
