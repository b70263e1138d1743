// CREATE VOLUME and DROP VOLUME: the document that REST shows, and the folder of the files.

#include <fmt/format.h>

#include <filesystem>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/engine/table_engine_state.h"

namespace lakecode::local {
namespace {

using dialect::Definition;
using dialect::in_backticks;
using dialect::sql_error;

JsonObject volume_info(const Definition& definition, const Stamp& stamp) {
  const std::string full = definition.name.full();
  const std::string hex = crypto::sha256_hex(fmt::format("volume {} {}", full, stamp.now_ms));
  const std::string id = fmt::format("{}-{}-4{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(13, 3),
                                     hex.substr(17, 3), hex.substr(20, 12));
  const auto location = definition.properties.find("location");
  const bool external = location != definition.properties.end();
  JsonObject info{{"name", definition.name.table},
                  {"catalog_name", definition.name.catalog},
                  {"schema_name", definition.name.schema},
                  {"full_name", full},
                  {"volume_type", external ? "EXTERNAL" : "MANAGED"},
                  {"volume_id", id},
                  {"storage_location",
                   external ? location->second
                            : fmt::format("s3://lakecode-local/metastore/{}/volumes/{}", stamp.metastore_id, id)},
                  {"owner", stamp.user},
                  {"created_at", stamp.now_ms},
                  {"created_by", stamp.user},
                  {"updated_at", stamp.now_ms},
                  {"updated_by", stamp.user},
                  {"metastore_id", stamp.metastore_id}};
  if (definition.comment) info["comment"] = *definition.comment;
  return info;
}

}  // namespace

Result<ResultTable> TableEngine::State::define_volume(const Definition& definition, const std::string& user) {
  const dialect::TableName& name = definition.name;
  if (store.find("schema", name.schema_full()) == nullptr) {
    return sql_error("SCHEMA_NOT_FOUND",
                     fmt::format("The schema {} cannot be found. Verify the spelling and correctness of the schema and "
                                 "catalog.",
                                 in_backticks(name.schema_full())),
                     "42704");
  }
  const bool there = store.find("volume", name.full()) != nullptr;
  const std::filesystem::path folder =
      file.parent_path() / "files" / "volumes" / name.catalog / name.schema / name.table;
  std::error_code failure;
  Store::Change change;
  if (definition.kind == dialect::DefinitionKind::CreateVolume) {
    if (there && definition.if_exists) return ResultTable{};
    if (there)
      return sql_error("VOLUME_ALREADY_EXISTS",
                       fmt::format("Cannot create volume {} because it already exists.", in_backticks(name.full())),
                       "42000");
    std::filesystem::create_directories(folder, failure);
    change.puts.push_back({"volume", name.full(), JsonBox(volume_info(definition, stamp(user)))});
  } else {
    if (!there && definition.if_exists) return ResultTable{};
    if (!there)
      return sql_error("VOLUME_DOES_NOT_EXIST", fmt::format("Volume {} does not exist.", in_backticks(name.full())),
                       "42704");
    change.erases = {{"volume", name.full()}, {"grants", "volume " + name.full()}, {"tags", "volume " + name.full()}};
    std::filesystem::remove_all(folder, failure);
  }
  TRY_VOID(store.commit(change));
  return ResultTable{};
}

}  // namespace lakecode::local
