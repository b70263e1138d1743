#pragma once
// The views of information_schema as relations made from the stored objects. Pure but for reading the store.

#include <optional>
#include <string_view>

#include "local/engine/result_table.h"
#include "local/state/store.h"

namespace lakecode::local {

/// The rows of `catalog`.information_schema.`view`; of all catalogs when `catalog` is "system". nullopt for a view that
/// this workspace does not have. Cells of int and timestamp columns are digits (timestamps in microseconds).
std::optional<ResultTable> make_relation(const Store& store, std::string_view catalog, std::string_view view);

/// Every record of `kind` with `parent` (all of them without), in name order.
std::vector<RecordPointer> all_records(const Store& store, std::string_view kind,
                                       std::optional<std::string> parent = std::nullopt);

}  // namespace lakecode::local
