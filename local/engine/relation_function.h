#pragma once
// lc_relation(catalog, view): the engine's way to read relations that are made from the store. Only for local/engine.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "local/engine/duck.h"
#include "local/engine/result_table.h"

namespace lakecode::local {

using RelationSource = std::function<std::optional<ResultTable>(std::string_view catalog, std::string_view view)>;

/// `source` must outlive the database; it is called from the threads of statements.
Result<void> register_relation_function(duck::Connection& connection, const RelationSource& source);

}  // namespace lakecode::local
