#include "local/program/filling.h"

#include <fmt/format.h>

#include <fstream>

#include "base/files.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/engine/system_tables.h"
#include "local/program/demo_source.h"
#include "local/program/scale.h"

namespace lakecode::local {
namespace {

constexpr std::uint64_t kDefaultSeed = 42;

Document user_document() {
  return {"user", "4111222233334444",
          JsonBox(JsonObject{
              {"schemas", JsonArray{"urn:ietf:params:scim:schemas:core:2.0:User"}},
              {"id", "4111222233334444"},
              {"userName", "dev@lakecode.example"},
              {"displayName", "Local developer"},
              {"active", true},
              {"emails", JsonArray{JsonObject{{"type", "work"}, {"value", "dev@lakecode.example"}, {"primary", true}}}},
              {"groups", JsonArray{JsonObject{{"display", "admins"},
                                              {"type", "direct"},
                                              {"value", "4000000000000001"},
                                              {"$ref", "Groups/4000000000000001"}}}},
              {"lakecode_me", true}})};
}

Document warehouse_document() {
  return {"warehouse", "4c0de0000000001a",
          JsonBox(JsonObject{{"id", "4c0de0000000001a"},
                             {"name", "Starter Warehouse"},
                             {"cluster_size", "2X-Small"},
                             {"min_num_clusters", 1},
                             {"max_num_clusters", 1},
                             {"auto_stop_mins", 10},
                             {"creator_name", "dev@lakecode.example"},
                             {"enable_photon", true},
                             {"enable_serverless_compute", true},
                             {"warehouse_type", "PRO"},
                             {"num_clusters", 1},
                             {"num_active_sessions", 0},
                             {"state", "RUNNING"},
                             {"health", JsonObject{{"status", "HEALTHY"}}}})};
}

/// The two groups that every workspace has, with the one user in both.
Document group_document(std::string_view id, std::string_view name) {
  return {"group", std::string(id),
          JsonBox(JsonObject{{"schemas", JsonArray{"urn:ietf:params:scim:schemas:core:2.0:Group"}},
                             {"id", id},
                             {"displayName", name},
                             {"members", JsonArray{JsonObject{{"display", "Local developer"},
                                                              {"value", "4111222233334444"},
                                                              {"$ref", "Users/4111222233334444"}}}},
                             {"meta", JsonObject{{"resourceType", "WorkspaceGroup"}}}})};
}

DemoData empty_data() {
  DemoData data;
  data.documents = {user_document(), group_document("4000000000000001", "admins"),
                    group_document("4000000000000002", "users"), warehouse_document()};
  data.sql = {"ATTACH_CATALOG main", "CREATE SCHEMA main.default"};
  return data;
}

/// The demo's marks for what it cannot know.
void name_place(std::string& statement, const Identity& identity) {
  if (statement.find("'@") == std::string::npos) return;
  statement = text::replace_all(statement, "@ACCOUNT", account_of(identity.metastore_id));
  statement = text::replace_all(statement, "@METASTORE", identity.metastore_id);
  statement = text::replace_all(statement, "@WORKSPACE", identity.workspace_id);
}

/// Writes the documents that stand for bytes below `folder`, and takes them away. Without waiting for the disk: a
/// filling that was cut off is done again.
Result<void> place_files(const std::filesystem::path& folder, std::vector<Document>& documents) {
  for (const Document& document : documents) {
    if (document.kind != "file_bytes") continue;
    const std::filesystem::path path = folder / document.id;
    std::error_code failure;
    std::filesystem::create_directories(path.parent_path(), failure);
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << json::string_at(*document.body, "text");
    file.close();
    if (failure || !file) {
      return Error{.code = ErrorCode::Internal,
                   .action = "fill the workspace",
                   .subject = path.string(),
                   .reason = "the file could not be written",
                   .advice = "is the disk full?"};
    }
  }
  std::erase_if(documents, [](const Document& document) { return document.kind == "file_bytes"; });
  return {};
}

std::string uuid_from(SeededRandom& random) {
  std::string hex = random.hex(16);
  hex[12] = '4';
  hex[16] = '8';
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

Identity make_identity(std::uint64_t seed) {
  SeededRandom random(seed ^ 0x1a4ec0deU);
  Identity identity;
  identity.seed = seed;
  identity.workspace_id = std::to_string(1'000'000'000'000'000ULL + random.below(8'999'999'999'999'999ULL));
  identity.metastore_id = uuid_from(random);
  return identity;
}

}  // namespace

Result<Identity> settle_identity(const Store& store, const Options& options) {
  const RecordPointer known = store.find("workspace", "self");
  if (known == nullptr) return make_identity(options.seed.value_or(kDefaultSeed));
  TRY_ASSIGN(const JsonValue body, json::parse(known->text, "stored workspace"));
  return Identity{.workspace_id = json::string_at(body, "workspace_id"),
                  .metastore_id = json::string_at(body, "metastore_id"),
                  .seed = static_cast<std::uint64_t>(json::int_at(body, "seed").value_or(0)),
                  .filled = true};
}

Result<void> fill(Store& store, TableEngine& engine, const Identity& identity, const FillOrder& order) {
  DemoData data = empty_data();
  if (order.filling == Filling::Demo) {
    TRY_ASSIGN(data, demo_data(identity.seed, order.now));
    TRY_VOID(files::write_atomic(order.truth_file, demo_truth(identity.seed, order.now)));
  }
  if (order.scale > 0) add_scale(data, order.scale, order.now);
  TRY_VOID(place_files(order.files, data.documents));
  const std::vector<std::string> script = system_script();
  data.sql.insert(data.sql.begin(), script.begin(), script.end());
  std::vector<Document> system_comments = system_documents();
  for (std::string& statement : data.sql) name_place(statement, identity);
  for (Document& document : system_comments) data.documents.push_back(std::move(document));
  std::string user;
  for (const Document& document : data.documents) {
    if (document.kind == "user" && (user.empty() || json::bool_at(*document.body, "lakecode_me") == true)) {
      user = json::string_at(*document.body, "userName");
    }
  }
  // What has no relation of the engine goes past it.
  std::vector<Document> described;
  if (order.scale > 0) described = scaled_tables(order.scale, order.now);
  Store::Change change;
  TRY_ASSIGN(change.puts, engine.fill(data.sql, std::move(data.documents), user));
  for (Document& document : described) change.puts.push_back(std::move(document));
  change.puts.push_back({"workspace", "self",
                         JsonBox(JsonObject{{"workspace_id", identity.workspace_id},
                                            {"metastore_id", identity.metastore_id},
                                            {"seed", identity.seed},
                                            {"demo", order.filling == Filling::Demo},
                                            {"created_at", to_epoch_ms(order.now)}})});
  return store.commit(change);
}

}  // namespace lakecode::local
