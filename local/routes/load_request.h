#pragma once
// A file to load into a table: the order as JSON, for the admin route and for the load command, which share it.

#include <filesystem>
#include <string>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/engine/table_engine.h"
#include "local/state/store.h"

namespace lakecode::local {

struct LoadOrder {
  std::filesystem::path file;  ///< absolute, on the server's machine
  std::string table;           ///< catalog.schema.table
  bool append = false;
  JsonBox meta;  ///< the --meta document, or null
};

/// {"file", "table", "append", "meta"}. InvalidArgument tells what is missing or wrong.
Result<LoadOrder> parse_load_order(const JsonValue& body);
JsonObject render_load_order(const LoadOrder& order);

/// Loads, then stores what the meta document tells beyond the types: comments, keys, file statistics. The number of
/// rows.
///   meta: {"columns":[{"name","type","comment"}], "comment", "primary_key":[...],
///          "references":[{"columns":[...],"table","parent_columns":[...]}], "detail":{numFiles, sizeInBytes, ...},
///          "earlier_schema":[{"name","type"}]}
Result<std::uint64_t> run_load_order(TableEngine& engine, Store& store, const LoadOrder& order,
                                     const std::string& user);

}  // namespace lakecode::local
