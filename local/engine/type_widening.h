#pragma once
// Which types a column may change to: those that hold every value it has, and of a table that widens types.
// Only for local/engine.

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/dialect/translate.h"

namespace lakecode::local {

/// ALTER COLUMN ... TYPE of the table that `info` describes. [NOT_SUPPORTED_CHANGE_COLUMN] for a type that could lose
/// values, [DELTA_UNSUPPORTED_ALTER_TABLE_CHANGE_COL_OP] for one that Delta cannot change to as the table is.
Result<void> check_type_change(const JsonValue& info, const dialect::Definition& definition);

}  // namespace lakecode::local
