#pragma once
// The change data feed, table_changes('t', 1, 3): what each version changed, found by comparing it with the one before.
// Rows without identity are told apart by their values: an UPDATE that leaves a row as it was shows no change of it.
// Only for local/engine.

#include <optional>
#include <string>

#include "local/engine/table_engine_state.h"

namespace lakecode::local {

/// Engine SQL of a relation, in brackets: the table's columns, _change_type, _commit_version, _commit_timestamp.
/// Errors: [DELTA_MISSING_CHANGE_DATA] for a table without the feed, [DELTA_INVALID_CDC_RANGE],
/// [DELTA_VERSION_NOT_FOUND].
Result<std::string> changes_relation(TableEngine::State& state, duck::Connection& connection,
                                     const dialect::TableName& table, const dialect::ChangeRange& range);

}  // namespace lakecode::local
