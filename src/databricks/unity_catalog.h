#pragma once
// Unity Catalog API 2.1 as typed reads: catalogs, schemas, tables with columns.
// Source: Databricks REST reference, Unity Catalog; Python SDK field lists.

#include <optional>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/clock.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "databricks/client.h"

namespace lakecode::databricks {

struct CatalogInfo {
  std::string name;
  std::string owner;
  std::string comment;
  std::string catalog_type;  ///< "MANAGED_CATALOG", "SYSTEM_CATALOG", …
};

struct SchemaInfo {
  std::string full_name;  ///< catalog.schema
  std::string name;
  std::string owner;
  std::string comment;
};

struct ColumnInfo {
  std::string name;
  std::string type_text;  ///< lower case: "bigint", "decimal(10,2)"
  std::string type_name;  ///< the wire's name: LONG, DECIMAL
  std::string comment;
  std::int64_t position = 0;
  bool nullable = true;
  bool has_mask = false;
  std::optional<std::int64_t> partition_index;
};

struct TableInfo {
  std::string full_name;  ///< catalog.schema.table
  std::string name;
  std::string table_type;  ///< MANAGED, EXTERNAL, VIEW, MATERIALIZED_VIEW, STREAMING_TABLE, …
  std::string data_source_format;
  std::string owner;
  std::string comment;
  std::string storage_location;
  std::string view_definition;
  std::vector<ColumnInfo> columns;  ///< by position; empty in lists that leave them out
  std::vector<std::pair<std::string, std::string>> properties;
  std::optional<WallTime> created_at;
  std::optional<WallTime> updated_at;
  bool has_row_filter = false;
  std::vector<std::string> primary_key;  ///< column names; empty without one
  JsonBox raw;
};

/// The table's own id, which a table made anew under its name does not have; "" when it was not told.
std::string table_id_of(const TableInfo& table);

/// GET unity-catalog/catalogs, every page.
Result<std::vector<CatalogInfo>> fetch_catalogs(Client& client, const CallContext& ctx);
/// GET unity-catalog/schemas of one catalog, every page. NotFound when there is no such catalog.
Result<std::vector<SchemaInfo>> fetch_schemas(Client& client, const std::string& catalog, const CallContext& ctx);

enum class TableDetail { WithColumns, NamesOnly };
struct SchemaName {
  std::string catalog;
  std::string schema;
};
/// GET unity-catalog/tables of one schema, every page. NotFound when there is no such schema.
Result<std::vector<TableInfo>> fetch_tables(Client& client, const SchemaName& schema, TableDetail detail,
                                            const CallContext& ctx);
/// GET unity-catalog/tables/{full name}; `full_name` has three parts without quotes. NotFound, InvalidArgument.
Result<TableInfo> fetch_table(Client& client, const std::string& full_name, const CallContext& ctx);

}  // namespace lakecode::databricks
