#pragma once
// One table told by SHOW and DESCRIBE: from its TableInfo, its detail and its history. Pure but for reading the store.

#include <optional>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/engine/result_table.h"
#include "local/state/store.h"

namespace lakecode::local {

ResultTable show_columns(const JsonValue& info);
ResultTable show_properties(const JsonValue& info, std::string_view key);
ResultTable show_create_table(const JsonValue& info);
ResultTable describe_table(const JsonValue& info, bool extended);
ResultTable describe_json(const JsonValue& info);
/// `size_in_bytes` stands in when no document tells the size. A view has no detail.
Result<ResultTable> describe_detail(const Store& store, const JsonValue& info, std::uint64_t size_in_bytes);
Result<ResultTable> describe_history(const Store& store, const JsonValue& info, std::optional<std::size_t> limit);

}  // namespace lakecode::local
