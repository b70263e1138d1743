#pragma once
// What a workspace holds, by name: catalogs, schemas, tables with columns, functions, warehouses, each list with the
// time it was read. Plain values. A list that was never read is nullopt, which is not the same as empty.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace lakecode::catalog {

struct ColumnName {
  std::string name;
  std::string type;  ///< SQL, lower case: "decimal(10,2)"
  std::string comment = {};
};

struct TableName {
  std::string name;
  std::string kind;  ///< MANAGED, EXTERNAL, VIEW, …
  std::string comment = {};
  std::optional<std::vector<ColumnName>> columns = {};
};

struct FunctionName {
  std::string name;
  std::string signature;  ///< "(amount decimal(10,2), rate double) -> double"
  std::string comment = {};
};

struct SchemaNames {
  std::string name;
  std::string comment = {};
  std::optional<std::vector<TableName>> tables = {};        ///< without read_at: only some of them
  std::optional<std::vector<FunctionName>> functions = {};  ///< nullopt also where they may not be listed
  std::optional<WallTime> read_at = {};                     ///< of tables and functions
};

struct CatalogNames {
  std::string name;
  std::string comment = {};
  std::optional<std::vector<SchemaNames>> schemas = {};
  std::optional<WallTime> read_at = {};  ///< of the schemas
};

struct WarehouseName {
  std::string id;
  std::string name;
  std::string state;
  std::string size;
  bool serverless = false;
};

struct Names {
  std::optional<std::vector<CatalogNames>> catalogs = {};
  std::optional<WallTime> read_at = {};  ///< of the catalogs
  std::vector<WarehouseName> warehouses = {};
  std::optional<WallTime> refreshed_at = {};  ///< when all of it was read last
};

/// Finds by name, ASCII case ignored as the platform does; nullptr when it is not there or was not read.
CatalogNames* find_catalog(Names& names, std::string_view catalog);
SchemaNames* find_schema(Names& names, std::string_view catalog, std::string_view schema);
const TableName* find_table(const SchemaNames& schema, std::string_view table);

}  // namespace lakecode::catalog
