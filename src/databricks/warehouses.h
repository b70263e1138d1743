#pragma once
// SQL warehouses API 2.0 as typed reads.
// Source: Databricks REST reference, SQL warehouses.

#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/ids.h"
#include "base/result.h"
#include "databricks/client.h"

namespace lakecode::databricks {

struct Warehouse {
  WarehouseId id;
  std::string name;
  std::string state;         ///< RUNNING, STARTING, STOPPED, STOPPING, DELETING, DELETED
  std::string cluster_size;  ///< "2X-Small" … "4X-Large"
  std::int64_t auto_stop_mins = 0;
  bool serverless = false;
};

/// GET sql/warehouses, every one the caller may see.
Result<std::vector<Warehouse>> fetch_warehouses(Client& client, const CallContext& ctx);
/// GET sql/warehouses/{id}. Errors: NotFound, …
Result<Warehouse> fetch_warehouse(Client& client, const WarehouseId& id, const CallContext& ctx);

}  // namespace lakecode::databricks
