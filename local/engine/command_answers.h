#pragma once
// Answers to USE, SHOW and DESCRIBE from the stored objects. Reads the store; measures of a table that only the engine
// knows come in as a parameter.

#include <optional>

#include "base/result.h"
#include "local/dialect/translate.h"
#include "local/engine/result_table.h"
#include "local/state/store.h"

namespace lakecode::local {

/// Errors carry "[CONDITION] ..." as their reason: no such catalog, schema or table.
Result<ResultTable> answer_command(const Store& store, const dialect::Command& command, std::uint64_t size_in_bytes);

/// The stored TableInfo; [TABLE_OR_VIEW_NOT_FOUND] when there is none.
Result<RecordPointer> find_table(const Store& store, const dialect::TableName& name);

}  // namespace lakecode::local
