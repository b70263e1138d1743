#pragma once
// From what a person or a model calls a schema or table to its full name: "analytics" is completed by the default
// catalog, else by the one catalog that has such a schema. Names in back-ticks are read as SQL reads them.

#include <string>
#include <string_view>

#include "base/call_context.h"
#include "base/result.h"
#include "catalog/catalog.h"

namespace lakecode::catalog {

struct DefaultNames {
  std::string catalog;  ///< may be empty
  std::string schema;   ///< may be empty
};

/// Errors: InvalidArgument (no such form; several catalogs have it: they are named), NotFound (no catalog has it, with
/// the nearest), and those of the reads.
Result<databricks::SchemaName> resolve_schema(Catalog& catalog, std::string_view given, const DefaultNames& defaults,
                                              const CallContext& ctx);

/// catalog.schema.table without quotes. One part needs a default schema. Errors as above; does not look for the table.
Result<std::string> resolve_table(Catalog& catalog, std::string_view given, const DefaultNames& defaults,
                                  const CallContext& ctx);

}  // namespace lakecode::catalog
