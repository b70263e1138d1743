// Database instances with their catalogs and synced tables, online tables. Nothing runs behind them: an instance is
// AVAILABLE and a table ONLINE as soon as they are made, and no address answers.

#include <fmt/format.h>

#include "base/json.h"
#include "base/time_format.h"
#include "local/routes/kept_collection.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

void complete_instance(Workspace& workspace, const Call& call, JsonObject& instance, bool fresh) {
  if (fresh) {
    const std::string uid = new_uuid(workspace);
    instance["uid"] = uid;
    instance["creator"] = me_of(workspace.store, call.identity).user_name;
    instance["creation_time"] = format_rfc3339(workspace.clock.now());
    instance["pg_version"] = "PG_VERSION_16";
    instance["read_write_dns"] = fmt::format("instance-{}.database.lakecode.example", uid);
  }
  const bool stopped = json::bool_at(instance, "stopped").value_or(false);
  instance["state"] = stopped ? "STOPPED" : "AVAILABLE";
  instance["effective_stopped"] = stopped;
  instance["effective_capacity"] = json::string_at(instance, "capacity");
  instance["effective_enable_pg_native_login"] = json::bool_at(instance, "enable_pg_native_login").value_or(false);
  instance["effective_node_count"] = json::int_at(instance, "node_count").value_or(1);
  instance["effective_retention_window_in_days"] = json::int_at(instance, "retention_window_in_days").value_or(7);
  instance["effective_enable_readable_secondaries"] =
      json::bool_at(instance, "enable_readable_secondaries").value_or(false);
}

void complete_catalog(Workspace& workspace, const Call& /*call*/, JsonObject& catalog, bool fresh) {
  if (fresh) catalog["uid"] = new_uuid(workspace);
}

void complete_synced_table(Workspace& /*workspace*/, const Call& /*call*/, JsonObject& table, bool /*fresh*/) {
  table["unity_catalog_provisioning_state"] = "ACTIVE";
  table["data_synchronization_status"] = JsonObject{{"detailed_state", "SYNCED_TABLE_ONLINE_NO_PENDING_UPDATE"}};
}

void complete_online_table(Workspace& workspace, const Call& /*call*/, JsonObject& table, bool fresh) {
  if (fresh) table["table_serving_url"] = workspace.origin + "/online-tables/" + json::string_at(table, "name");
  table["unity_catalog_provisioning_state"] = "ACTIVE";
  table["status"] = JsonObject{{"detailed_state", "ONLINE_NO_PENDING_UPDATE"}};
}

constexpr Collection kInstances{.kind = "database_instance",
                                .words = "Database instance",
                                .id = "name",
                                .array = "database_instances",
                                .required = "name capacity",
                                .times = KeptTimes::None,
                                .key = "name",
                                .complete = complete_instance};
constexpr Collection kCatalogs{.kind = "database_catalog",
                               .words = "Database catalog",
                               .id = "name",
                               .array = "database_catalogs",
                               .required = "name database_instance_name database_name",
                               .times = KeptTimes::None,
                               .key = "name",
                               .complete = complete_catalog};
constexpr Collection kSynced{.kind = "synced_table",
                             .words = "Synced table",
                             .id = "name",
                             .array = "synced_tables",
                             .required = "name",
                             .times = KeptTimes::None,
                             .key = "name",
                             .complete = complete_synced_table};
constexpr Collection kOnline{.kind = "online_table",
                             .words = "Online table",
                             .id = "name",
                             .array = "online_tables",
                             .required = "name spec",
                             .times = KeptTimes::None,
                             .key = "name",
                             .complete = complete_online_table};

Result<net::ServerResponse> find_instance(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string uid, need_query(call, "uid"));
  ListQuery query;
  query.kind = kInstances.kind;
  query.limit = 1;
  query.filter = [&](const Record& record) { return json::string_at(body_of(record), "uid") == uid; };
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  if (page.records.empty())
    return refusal(ErrorCode::NotFound, fmt::format("Database instance with uid {} does not exist.", uid));
  return json_answer(public_part(body_of(*page.records.front())));
}

/// An instance is removed for good or not at all.
Result<net::ServerResponse> delete_instance(Workspace& workspace, const Call& call) {
  if (call.text_query("purge") == "false")
    return refusal(ErrorCode::InvalidArgument, "A database instance cannot be deleted with purge=false");
  return remove_kept(workspace, call, kInstances);
}

/// Those of the instance that the path names.
template <const Collection& Of>
Result<net::ServerResponse> list_of_instance(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(ListQuery query, page_query(call, Of.kind, {"", "page_size", 100, 1000}));
  query.filter = [&](const Record& record) {
    return json::string_at(body_of(record), "database_instance_name") == call.captures[0];
  };
  return page_answer(workspace, query, Of.array);
}

}  // namespace

std::vector<Route> databases_routes() {
  std::vector<Route> routes{
      {"GET", "/api/2.*/database/instances:findByUid", answered<find_instance>},
      {"DELETE", "/api/2.*/database/instances/{}", answered<delete_instance>},
      {"GET", "/api/2.*/database/instances/{}/catalogs", answered<list_of_instance<kCatalogs>>},
      {"GET", "/api/2.*/database/instances/{}/synced_tables", answered<list_of_instance<kSynced>>}};
  add_kept_rows<kInstances>(routes, "/api/2.*/database/instances", "/api/2.*/database/instances/{}");
  add_kept_rows<kCatalogs>(routes, "/api/2.*/database/catalogs", "/api/2.*/database/catalogs/{}");
  add_kept_rows<kSynced>(routes, "/api/2.*/database/synced_tables", "/api/2.*/database/synced_tables/{}");
  add_kept_rows<kOnline>(routes, "/api/2.*/online-tables", "/api/2.*/online-tables/{}");
  return routes;
}

}  // namespace lakecode::local
