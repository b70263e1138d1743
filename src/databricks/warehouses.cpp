#include "databricks/warehouses.h"

#include "base/json.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

Warehouse parse_warehouse(const JsonValue& value) {
  Warehouse warehouse;
  warehouse.id = WarehouseId(json::string_at(value, "id"));
  warehouse.name = json::string_at(value, "name");
  warehouse.state = json::string_at(value, "state");
  warehouse.cluster_size = json::string_at(value, "cluster_size");
  warehouse.auto_stop_mins = json::int_at(value, "auto_stop_mins").value_or(0);
  warehouse.serverless = json::bool_at(value, "enable_serverless_compute").value_or(false);
  return warehouse;
}

}  // namespace

Result<std::vector<Warehouse>> fetch_warehouses(Client& client, const CallContext& ctx) {
  std::vector<Warehouse> warehouses;
  const Call call{.naming = {.action = "list SQL warehouses", .subject = "at " + client.host()},
                  .path = "/api/2.0/sql/warehouses"};
  const auto on_page = [&](const JsonValue& page) {
    for (const JsonValue& warehouse : json::array_at(page, "warehouses"))
      warehouses.push_back(parse_warehouse(warehouse));
    return true;
  };
  TRY_VOID(Wire(client).fetch_pages(call, on_page, ctx));
  return warehouses;
}

Result<Warehouse> fetch_warehouse(Client& client, const WarehouseId& id, const CallContext& ctx) {
  const Call call{.naming = {.action = "read SQL warehouse", .subject = to_string(id)},
                  .path = "/api/2.0/sql/warehouses/" + net::encode_component(to_string(id))};
  if (id.value().empty()) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = call.naming.action,
                 .subject = "",
                 .reason = "the id is empty",
                 .advice = ""};
  }
  TRY_ASSIGN(const Answer answer, Wire(client).fetch(call, ctx));
  return parse_warehouse(*answer.body);
}

}  // namespace lakecode::databricks
