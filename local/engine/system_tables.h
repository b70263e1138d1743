#pragma once
// The catalog `system`: which tables it has, and what fills them (API reference 3.13). A table is a view of the engine:
// rows that were kept (the history of a demo) and rows made from the stored objects, so that what happens in the
// workspace is there at once. Pure but for reading the store.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "local/engine/result_table.h"
#include "local/state/document.h"
#include "local/state/store.h"

namespace lakecode::local {

/// What stands in every row.
struct SystemPlace {
  std::string account_id;
  std::string workspace_id;
  std::string metastore_id;
  std::int64_t now_ms = 0;
};

/// Statements for TableEngine::fill that make the catalog with empty tables; no document is needed beforehand.
/// Rows of a demo go into the kept part: INSERT INTO system.SCHEMA."lc:TABLE".
std::vector<std::string> system_script();
/// Comments of its schemas and tables, as documents for TableEngine::fill.
std::vector<Document> system_documents();

/// The live rows of `table` ("query.history"), all cells texts (timestamps in microseconds); nullopt for a table
/// that has none.
std::optional<ResultTable> make_system_relation(const Store& store, std::string_view table, const SystemPlace& place);

/// A stable account id for a metastore.
std::string account_of(std::string_view metastore_id);

}  // namespace lakecode::local
