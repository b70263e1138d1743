#pragma once
// Three-part names and how the engine stores them: one database, a schema "catalog.schema" for each Unity Catalog
// schema. Plain values; names are kept in lower case, as Unity Catalog does.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lakecode::local::dialect {

struct TableName {
  std::string catalog;
  std::string schema;
  std::string table;

  [[nodiscard]] std::string full() const { return catalog + "." + schema + "." + table; }
  [[nodiscard]] std::string schema_full() const { return catalog + "." + schema; }
  /// "catalog.schema"."table"
  [[nodiscard]] std::string engine() const;
  bool operator==(const TableName&) const = default;
};

/// What unqualified names mean, and who runs the statement.
struct SessionNames {
  std::string catalog = "main";
  std::string schema = "default";
  std::string user;
};

/// One to three parts, completed from the session; nullopt for another count.
std::optional<TableName> resolve_name(const std::vector<std::string>& parts, const SessionNames& names);

/// "catalog.schema" in double quotes.
std::string engine_schema(std::string_view catalog, std::string_view schema);

}  // namespace lakecode::local::dialect
