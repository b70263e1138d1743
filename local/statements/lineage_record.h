#pragma once
// What one statement read and wrote, as rows of system.access.table_lineage and column_lineage tell it. Reads the
// store for types and columns. A column counts as coming from the one source that has a column of its name: what an
// expression made of it is not followed.

#include <optional>

#include "local/state/document.h"
#include "local/state/store.h"
#include "local/statements/query_record.h"

namespace lakecode::local {

/// nullopt for a statement that failed or touched no table of a catalog of its own.
std::optional<Document> make_lineage_document(const Store& store, const QueryRecord& record);

}  // namespace lakecode::local
