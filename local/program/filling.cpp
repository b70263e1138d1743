#include "local/program/filling.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/random.h"
#include "base/time_format.h"
#include "local/program/demo_source.h"

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

DemoData empty_data() {
  DemoData data;
  data.documents = {user_document(), warehouse_document()};
  data.sql = {"ATTACH_CATALOG main", "CREATE SCHEMA main.default"};
  return data;
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
  identity.workspace_id = std::to_string(1'000'000'000'000'000ULL + random.below(8'999'999'999'999'999ULL));
  identity.metastore_id = uuid_from(random);
  return identity;
}

}  // namespace

Result<Identity> fill_on_first_use(Store& store, const Options& options, WallTime now) {
  if (const RecordPointer known = store.find("workspace", "self")) {
    TRY_ASSIGN(const JsonValue body, json::parse(known->text, "stored workspace"));
    return Identity{json::string_at(body, "workspace_id"), json::string_at(body, "metastore_id")};
  }
  const std::uint64_t seed = options.seed.value_or(kDefaultSeed);
  DemoData data;
  if (options.filling == Filling::Demo) {
    TRY_ASSIGN(data, demo_data(seed, now));
  } else {
    data = empty_data();
  }
  const Identity identity = make_identity(seed);
  Store::Change change;
  change.puts = std::move(data.documents);
  change.puts.push_back({"workspace", "self",
                         JsonBox(JsonObject{{"workspace_id", identity.workspace_id},
                                            {"metastore_id", identity.metastore_id},
                                            {"seed", seed},
                                            {"demo", options.filling == Filling::Demo},
                                            {"created_at", to_epoch_ms(now)}})});
  TRY_VOID(store.commit(change));
  return identity;
}

}  // namespace lakecode::local
