// Endpoints of vector search, ONLINE as soon as they are made. Stored: vector_endpoint (name): EndpointInfo.

#include <fmt/format.h>

#include "base/json.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

Result<JsonObject> endpoint_at(const Workspace& workspace, const std::string& name) {
  auto endpoint = find_body(workspace.store, "vector_endpoint", name);
  if (!endpoint)
    return refusal(ErrorCode::NotFound, fmt::format("Vector search endpoint with name '{}' does not exist.", name));
  return std::move(*endpoint);
}

std::size_t count_indexes(const Workspace& workspace, const std::string& endpoint) {
  ListQuery query;
  query.kind = "vector_index";
  query.parent = endpoint;
  query.limit = SIZE_MAX;
  const auto page = workspace.store.list(query);
  return page ? page->records.size() : 0;
}

JsonObject shown(const Workspace& workspace, JsonObject endpoint) {
  endpoint["num_indexes"] = count_indexes(workspace, json::string_at(endpoint, "name"));
  return public_part(std::move(endpoint));
}

Result<JsonObject> store_endpoint(Workspace& workspace, const Call& call, JsonObject endpoint) {
  endpoint["last_updated_timestamp"] = now_ms(workspace);
  endpoint["last_updated_user"] = me_of(workspace.store, call.identity).user_name;
  TRY_VOID(put_body(workspace, "vector_endpoint", json::string_at(endpoint, "name"), endpoint));
  return shown(workspace, std::move(endpoint));
}

Result<net::ServerResponse> create_vector_endpoint(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "name"));
  TRY_ASSIGN(const std::string type, need_text(*body, "endpoint_type"));
  if (type != "STANDARD" && type != "STORAGE_OPTIMIZED")
    return refusal(ErrorCode::InvalidArgument, fmt::format("Unknown endpoint_type '{}'", type));
  if (workspace.store.find("vector_endpoint", name) != nullptr)
    return refusal(ErrorCode::AlreadyExists, fmt::format("Vector search endpoint '{}' already exists.", name));
  JsonObject endpoint{{"name", name},
                      {"id", new_uuid(workspace)},
                      {"creator", me_of(workspace.store, call.identity).user_name},
                      {"creation_timestamp", now_ms(workspace)},
                      {"endpoint_type", type},
                      {"endpoint_status", JsonObject{{"state", "ONLINE"}}}};
  copy_members(endpoint, *body, {"budget_policy_id", "usage_policy_id"});
  TRY_ASSIGN(const JsonObject stored, store_endpoint(workspace, call, std::move(endpoint)));
  return json_answer(stored);
}

Result<net::ServerResponse> show_vector_endpoint(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject endpoint, endpoint_at(workspace, call.captures[0]));
  return json_answer(shown(workspace, std::move(endpoint)));
}

Result<net::ServerResponse> list_vector_endpoints(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const ListQuery query, page_query(call, "vector_endpoint", {"", "page_size", 100, 1000}));
  return page_answer(workspace, query, "endpoints",
                     [&](JsonObject endpoint) { return shown(workspace, std::move(endpoint)); });
}

Result<net::ServerResponse> delete_vector_endpoint(Workspace& workspace, const Call& call) {
  TRY_VOID(endpoint_at(workspace, call.captures[0]));
  if (count_indexes(workspace, call.captures[0]) != 0) {
    return refusal(ErrorCode::InvalidArgument, "BAD_REQUEST",
                   fmt::format("Vector search endpoint '{}' still has indexes; delete them first.", call.captures[0]));
  }
  TRY_VOID(erase_body(workspace, "vector_endpoint", call.captures[0]));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> set_budget_policy(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject endpoint, endpoint_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string policy, need_text(*body, "budget_policy_id"));
  endpoint["effective_budget_policy_id"] = policy;
  TRY_VOID(store_endpoint(workspace, call, std::move(endpoint)));
  return json_answer(JsonObject{{"effective_budget_policy_id", policy}});
}

Result<net::ServerResponse> set_vector_tags(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject endpoint, endpoint_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  const JsonArray tags = json::array_at(*body, "custom_tags");
  endpoint["custom_tags"] = tags;
  TRY_VOID(store_endpoint(workspace, call, std::move(endpoint)));
  return json_answer(JsonObject{{"name", call.captures[0]}, {"custom_tags", tags}});
}

}  // namespace

std::vector<Route> vector_search_routes() {
  return {{"GET", "/api/2.*/vector-search/endpoints", answered<list_vector_endpoints>},
          {"POST", "/api/2.*/vector-search/endpoints", answered<create_vector_endpoint>},
          {"GET", "/api/2.*/vector-search/endpoints/{}", answered<show_vector_endpoint>},
          {"DELETE", "/api/2.*/vector-search/endpoints/{}", answered<delete_vector_endpoint>},
          {"PATCH", "/api/2.*/vector-search/endpoints/{}/budget-policy", answered<set_budget_policy>},
          {"PATCH", "/api/2.*/vector-search/endpoints/{}/tags", answered<set_vector_tags>}};
}

}  // namespace lakecode::local
