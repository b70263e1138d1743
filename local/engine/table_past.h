#pragma once
// The metadata a table had at its earlier versions, for RESTORE. Delta keeps schema, column comments, description and
// properties (CHECK constraints among them) in the log of versions; keys, masks, owner and grants belong to the catalog
// and have no versions. Only for local/engine.
//
// The object "table_past" of a table lists, oldest first, {until, info}: `info` is the TableInfo of every version from
// the entry before up to `until`. Versions after the last entry have the TableInfo of now.

#include <cstdint>
#include <string>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/dialect/names.h"
#include "local/engine/duck.h"
#include "local/state/store.h"

namespace lakecode::local {

/// The kind of the stored object; it follows the table when that is renamed, dropped and brought back.
inline constexpr const char* kTablePast = "table_past";

/// When `change` gives `table`, which is at `version`, another TableInfo: adds the present one to its past.
Result<void> keep_past(const Store& store, Store::Change& change, const dialect::TableName& table,
                       std::int64_t version);

/// `now` (a TableInfo) with what Delta had of `table` at `version`; columns that are listed are those of then.
Result<JsonValue> metadata_at(const Store& store, const dialect::TableName& table, const JsonValue& now,
                              std::int64_t version);

/// Gives the engine's `table` the rows of `relation` (engine SQL) and its columns, nullable or not as `info` (a
/// TableInfo) says; columns keep their defaults.
Result<void> replace_rows(duck::Connection& connection, const dialect::TableName& table, const std::string& relation,
                          const JsonValue& info);

}  // namespace lakecode::local
