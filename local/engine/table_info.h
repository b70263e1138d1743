#pragma once
// CatalogInfo, SchemaInfo and TableInfo documents (API reference A.4), from what the engine knows of a table, what was
// known before, and what a definition says. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "local/dialect/names.h"
#include "local/dialect/translate.h"

namespace lakecode::local {

/// The one metastore of an embedded workspace.
inline constexpr std::string_view kMetastoreName = "local-metastore";

struct EngineColumn {
  std::string name;
  std::string type;  ///< as the engine writes it
  bool nullable = true;
};

/// What the engine knows of one table or view.
struct EngineTable {
  dialect::TableName name;
  bool view = false;
  std::vector<EngineColumn> columns;
};

/// Who and when, for the fields that every securable has.
struct Stamp {
  std::string user;
  std::string metastore_id;
  std::int64_t now_ms = 0;
};

/// `known` is an object or null: its fields stay where nothing newer is said.
JsonObject make_catalog_info(const std::string& name, const JsonValue& known, const Stamp& stamp);
JsonObject make_schema_info(const std::string& catalog, const std::string& schema, const JsonValue& known,
                            const Stamp& stamp);
/// `definition` may be null (nothing but the engine's columns changed).
JsonObject make_table_info(const EngineTable& table, const JsonValue& known, const dialect::Definition* definition,
                           const Stamp& stamp);

}  // namespace lakecode::local
