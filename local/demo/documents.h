#pragma once
// Makers of the REST objects of the demo company, one function a family. Pure; same arguments, same bytes.

#include <vector>

#include "base/clock.h"
#include "local/demo/dice.h"
#include "local/demo/table_sql.h"
#include "local/state/document.h"

namespace lakecode::local {

/// catalog, schema, table, table_detail and table_history documents.
std::vector<Document> make_catalog_documents(const std::vector<BuiltTable>& tables, const Dice& dice, WallTime now);

/// user, group and service_principal documents.
std::vector<Document> make_people_documents(const Dice& dice);

/// Three SQL warehouses. The first is RUNNING and serverless.
std::vector<Document> make_warehouse_documents(const Dice& dice);
/// Id of warehouse `index` (0..2).
std::string warehouse_id(const Dice& dice, int index);

/// Query history of the last seven days, more than 300 statements.
std::vector<Document> make_query_documents(const std::vector<BuiltTable>& tables, const Dice& dice, WallTime now);

/// All-purpose clusters with their events; job clusters come with the runs.
std::vector<Document> make_shared_cluster_documents(const Dice& dice, WallTime now);
/// Id of the all-purpose cluster `index` (0..3).
std::string shared_cluster_id(const Dice& dice, int index, WallTime now);

}  // namespace lakecode::local
