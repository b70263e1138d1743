// SQL warehouses (API reference 3.4). They have no machine behind them: start and stop take effect at once.

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/warehouse_state.h"

namespace lakecode::local {
namespace {

net::ServerResponse not_found(const std::string& id) {
  return error_answer(404, "RESOURCE_DOES_NOT_EXIST", fmt::format("SQL warehouse {} does not exist.", id));
}

net::ServerResponse show_warehouse(Workspace& workspace, const Call& call) {
  const RecordPointer record = workspace.store.find("warehouse", call.captures[0]);
  return record == nullptr ? not_found(call.captures[0]) : text_answer(record->text);
}

net::ServerResponse list_warehouses(Workspace& workspace, const Call& call) {
  const auto size = call.int_query("page_size");
  if (!size) return error_answer(size.error());
  ListQuery query;
  query.kind = "warehouse";
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(size->value_or(1000), 1, 1000));
  query.page_token = call.text_query("page_token");
  const auto page = workspace.store.list(query);
  if (!page) return error_answer(page.error());
  std::string body = R"({"warehouses":[)";
  for (const RecordPointer& record : page->records) body += (body.back() == '[' ? "" : ",") + record->text;
  body += "]";
  if (!page->next_page_token.empty()) body += fmt::format(R"(,"next_page_token":"{}")", page->next_page_token);
  return text_answer(body + "}");
}

net::ServerResponse change_state(Workspace& workspace, const Call& call, std::string_view state) {
  if (workspace.store.find("warehouse", call.captures[0]) == nullptr) return not_found(call.captures[0]);
  const auto changed = set_warehouse_state(workspace, call.captures[0], state);
  return changed ? json_answer(JsonObject{}) : error_answer(changed.error());
}

net::ServerResponse start_warehouse(Workspace& workspace, const Call& call) {
  return change_state(workspace, call, "RUNNING");
}

net::ServerResponse stop_warehouse(Workspace& workspace, const Call& call) {
  return change_state(workspace, call, "STOPPED");
}

}  // namespace

Result<void> set_warehouse_state(Workspace& workspace, const std::string& id, std::string_view state) {
  const RecordPointer record = workspace.store.find("warehouse", id);
  if (record == nullptr) {
    return Error{.code = ErrorCode::NotFound,
                 .action = "change SQL warehouse",
                 .subject = id,
                 .reason = "it does not exist",
                 .advice = ""};
  }
  TRY_ASSIGN(JsonValue body, json::parse(record->text, "stored warehouse"));
  if (json::string_at(body, "state") == state) return {};
  body.as_object()["state"] = state;
  body.as_object()["num_clusters"] = state == "RUNNING" ? 1 : 0;
  return workspace.store.put({"warehouse", id, JsonBox(std::move(body))});
}

bool wake_warehouse(Workspace& workspace, const std::string& id) {
  return set_warehouse_state(workspace, id, "RUNNING").has_value();
}

std::vector<Route> warehouses_routes() {
  return {{"GET", "/api/2.*/sql/warehouses", list_warehouses},
          {"GET", "/api/2.*/sql/warehouses/{}", show_warehouse},
          {"POST", "/api/2.*/sql/warehouses/{}/start", start_warehouse},
          {"POST", "/api/2.*/sql/warehouses/{}/stop", stop_warehouse}};
}

}  // namespace lakecode::local
