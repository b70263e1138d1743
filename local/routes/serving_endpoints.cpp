// Model serving endpoints (API reference 3.12): what they are. They are ready at the first look. Queries:
// serving_query.cpp. Stored: serving_endpoint (name): ServingEndpointDetailed.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

Error missing_endpoint(const std::string& name) {
  return refusal(ErrorCode::NotFound, fmt::format("Endpoint with name '{}' does not exist.", name));
}

Result<JsonObject> endpoint_at(const Workspace& workspace, const std::string& name) {
  auto body = find_body(workspace.store, "serving_endpoint", name);
  if (!body) return missing_endpoint(name);
  return std::move(*body);
}

/// What is said of an external model, but for its keys.
JsonValue without_keys(const JsonValue& value) {
  if (!value.is_object()) return value;
  JsonObject out;
  for (const auto& member : value.as_object()) {
    const bool key = text::contains_ignore_case(member.key(), "plaintext");
    if (!key) out[member.key()] = without_keys(member.value());
  }
  return out;
}

/// One served entity as the answer shows it.
Result<JsonObject> served_entity(const Workspace& workspace, const std::string& me, const JsonValue& given) {
  JsonObject entity;
  if (given.is_object()) {
    for (const auto& member : given.as_object()) entity[member.key()] = without_keys(member.value());
  }
  std::string name = json::string_at(entity, "name");
  if (name.empty()) {
    const std::string model = json::string_at(entity, "entity_name");
    name = model.empty()
               ? json::string_at_path(given, {"external_model", "name"})
               : fmt::format("{}-{}", model.substr(model.rfind('.') + 1), json::string_at(entity, "entity_version"));
  }
  if (name.empty())
    return refusal(ErrorCode::InvalidArgument, "Each served entity needs entity_name or external_model");
  entity["name"] = name;
  entity["creator"] = me;
  entity["creation_timestamp"] = now_ms(workspace);
  entity["state"] = JsonObject{{"deployment", "DEPLOYMENT_READY"}, {"deployment_state_message", ""}};
  return entity;
}

/// Every route goes to a served entity, and together they carry all of the traffic.
Result<void> check_traffic(const JsonArray& routes, const JsonArray& entities) {
  std::int64_t sum = 0;
  for (const JsonValue& route : routes) {
    std::string name = json::string_at(route, "served_entity_name");
    if (name.empty()) name = json::string_at(route, "served_model_name");
    const bool known = std::any_of(entities.begin(), entities.end(),
                                   [&](const JsonValue& entity) { return json::string_at(entity, "name") == name; });
    if (!known)
      return refusal(ErrorCode::InvalidArgument, fmt::format("traffic_config: no served entity is named '{}'", name));
    sum += json::int_at(route, "traffic_percentage").value_or(0);
  }
  if (routes.empty() || sum == 100) return {};
  return refusal(ErrorCode::InvalidArgument,
                 fmt::format("traffic_config: the traffic percentages must add up to 100, not {}", sum));
}

Result<JsonObject> make_config(const Workspace& workspace, const std::string& me, const JsonValue& given,
                               std::int64_t version) {
  JsonArray entities;
  const bool models = !json::array_at(given, "served_models").empty();
  for (const JsonValue& entry : json::array_at(given, models ? "served_models" : "served_entities")) {
    JsonObject renamed = entry.is_object() ? entry.as_object() : JsonObject();
    if (models) {
      copy_members(renamed,
                   JsonObject{{"entity_name", json::string_at(entry, "model_name")},
                              {"entity_version", json::string_at(entry, "model_version")}},
                   {"entity_name", "entity_version"});
      renamed.stable_erase("model_name");
      renamed.stable_erase("model_version");
    }
    TRY_ASSIGN(JsonObject entity, served_entity(workspace, me, JsonValue(std::move(renamed))));
    entities.push_back(std::move(entity));
  }
  JsonObject config;
  JsonArray routes = json::array_at(json::object_at(given, "traffic_config"), "routes");
  if (routes.empty() && !entities.empty()) {
    const std::string name = json::string_at(entities.front(), "name");
    routes.push_back(
        JsonObject{{"served_model_name", name}, {"served_entity_name", name}, {"traffic_percentage", 100}});
  }
  TRY_VOID(check_traffic(routes, entities));
  if (!entities.empty()) config["served_entities"] = std::move(entities);
  if (!routes.empty()) config["traffic_config"] = JsonObject{{"routes", std::move(routes)}};
  copy_members(config, given, {"auto_capture_config"});
  config["config_version"] = version;
  return config;
}

std::string task_of(const JsonObject& config) {
  for (const JsonValue& entity : json::array_at(config, "served_entities")) {
    std::string task = json::string_at_path(entity, {"external_model", "task"});
    if (!task.empty()) return task;
    if (json::find(entity, "foundation_model") != nullptr) return "llm/v1/chat";
  }
  return "";
}

Result<net::ServerResponse> create_endpoint(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "name"));
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  if (name.size() > 63 || name.find_first_not_of(kAllowed) != std::string::npos) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("Endpoint name '{}' must have up to 63 letters, digits, dashes and underscores", name));
  }
  if (workspace.store.find("serving_endpoint", name) != nullptr)
    return refusal(ErrorCode::AlreadyExists, fmt::format("Endpoint with name '{}' already exists.", name));
  const std::string me = me_of(workspace.store, call.identity).user_name;
  const JsonValue* given = json::find(*body, "config");
  TRY_ASSIGN(JsonObject config, make_config(workspace, me, given == nullptr ? JsonValue() : *given, 1));
  const std::int64_t now = now_ms(workspace);
  JsonObject endpoint{
      {"name", name},
      {"id", workspace.random.hex(16)},
      {"creator", me},
      {"creation_timestamp", now},
      {"last_updated_timestamp", now},
      {"description", ""},
      {"route_optimized", false},
      {"state", JsonObject{{"ready", given == nullptr ? "NOT_READY" : "READY"}, {"config_update", "NOT_UPDATING"}}}};
  if (const std::string task = task_of(config); !task.empty()) endpoint["task"] = task;
  if (given != nullptr) endpoint["config"] = std::move(config);
  copy_members(endpoint, *body,
               {"tags", "ai_gateway", "budget_policy_id", "description", "route_optimized", "email_notifications"});
  endpoint["permission_level"] = "CAN_MANAGE";
  TRY_VOID(put_body(workspace, "serving_endpoint", name, endpoint));
  return json_answer(public_part(std::move(endpoint)));
}

Result<net::ServerResponse> show_endpoint(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject endpoint, endpoint_at(workspace, call.captures[0]));
  return json_answer(public_part(std::move(endpoint)));
}

Result<net::ServerResponse> list_endpoints(Workspace& workspace, const Call& /*call*/) {
  ListQuery query;
  query.kind = "serving_endpoint";
  query.limit = SIZE_MAX;
  return page_answer(workspace, query, "endpoints", [](JsonObject stored) {
    JsonObject shown = public_part(std::move(stored));
    for (const char* detail : {"permission_level", "route_optimized", "email_notifications", "pending_config"})
      shown.stable_erase(detail);
    return shown;
  });
}

Result<net::ServerResponse> delete_endpoint(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject endpoint, endpoint_at(workspace, call.captures[0]));
  Store::Change change;
  change.erases = {{"serving_endpoint", call.captures[0]},
                   {"permissions", "serving-endpoint/" + json::string_at(endpoint, "id")}};
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

Result<JsonObject> store_endpoint(Workspace& workspace, JsonObject endpoint) {
  endpoint["last_updated_timestamp"] = now_ms(workspace);
  TRY_VOID(put_body(workspace, "serving_endpoint", json::string_at(endpoint, "name"), endpoint));
  return public_part(std::move(endpoint));
}

Result<net::ServerResponse> update_config(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject endpoint, endpoint_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  const std::int64_t version = json::int_at(json::object_at(endpoint, "config"), "config_version").value_or(0) + 1;
  TRY_ASSIGN(JsonObject config,
             make_config(workspace, me_of(workspace.store, call.identity).user_name, *body, version));
  endpoint["config"] = std::move(config);
  endpoint["state"].as_object()["ready"] = "READY";
  TRY_ASSIGN(const JsonObject shown, store_endpoint(workspace, std::move(endpoint)));
  return json_answer(shown);
}

/// add_tags and delete_tags, by key.
Result<net::ServerResponse> patch_tags(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject endpoint, endpoint_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  JsonArray tags;
  const auto named = [](const JsonArray& list, const std::string& key) {
    for (const JsonValue& entry : list) {
      if (json::as_string(entry) == key || json::string_at(entry, "key") == key) return true;
    }
    return false;
  };
  const JsonArray& add = json::array_at(*body, "add_tags");
  const JsonArray& drop = json::array_at(*body, "delete_tags");
  for (const JsonValue& tag : json::array_at(endpoint, "tags")) {
    const std::string key = json::string_at(tag, "key");
    if (!named(add, key) && !named(drop, key)) tags.push_back(tag);
  }
  tags.insert(tags.end(), add.begin(), add.end());
  endpoint["tags"] = tags;
  TRY_VOID(store_endpoint(workspace, std::move(endpoint)));
  return json_answer(JsonObject{{"tags", std::move(tags)}});
}

Result<net::ServerResponse> set_gateway(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject endpoint, endpoint_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  endpoint["ai_gateway"] = *body;
  TRY_VOID(store_endpoint(workspace, std::move(endpoint)));
  return json_answer(*body);
}

Result<net::ServerResponse> show_logs(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject endpoint, endpoint_at(workspace, call.captures[0]));
  const JsonObject& config = json::object_at(endpoint, "config");
  for (const JsonValue& entity : json::array_at(config, "served_entities")) {
    if (json::string_at(entity, "name") == call.captures[1])
      return json_answer(JsonObject{{"logs", fmt::format("{} is ready\n", call.captures[1])}});
  }
  return refusal(ErrorCode::NotFound, fmt::format("Served entity '{}' does not exist.", call.captures[1]));
}

/// In the text form of Prometheus. Nothing is measured: an endpoint that is there is up.
Result<net::ServerResponse> export_metrics(Workspace& workspace, const Call& call) {
  TRY_VOID(endpoint_at(workspace, call.captures[0]));
  net::ServerResponse response =
      text_answer(fmt::format("# HELP endpoint_up 1 when the endpoint is ready\n# TYPE endpoint_up gauge\n"
                              "endpoint_up{{endpoint_name=\"{}\"}} 1\n",
                              call.captures[0]));
  response.headers.set("Content-Type", "text/plain; version=0.0.4");
  return response;
}

Result<net::ServerResponse> show_schema(Workspace& workspace, const Call& call) {
  TRY_VOID(endpoint_at(workspace, call.captures[0]));
  const std::string path = fmt::format("/serving-endpoints/{}/invocations", call.captures[0]);
  return json_answer(JsonObject{
      {"openapi", "3.1.0"},
      {"info", JsonObject{{"title", call.captures[0]}, {"version", "1"}}},
      {"servers", JsonArray{JsonObject{{"url", workspace.origin}}}},
      {"paths",
       JsonObject{{path, JsonObject{{"post", JsonObject{{"responses", JsonObject{{"200", JsonObject{{"description",
                                                                                                     "OK"}}}}}}}}}}}});
}

Result<net::ServerResponse> set_notifications(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject endpoint, endpoint_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  copy_members(endpoint, *body, {"email_notifications"});
  JsonObject answer{{"name", call.captures[0]}};
  copy_members(answer, *body, {"email_notifications"});
  TRY_VOID(store_endpoint(workspace, std::move(endpoint)));
  return json_answer(answer);
}

Result<net::ServerResponse> set_rate_limits(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject endpoint, endpoint_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  const JsonArray limits = json::array_at(*body, "rate_limits");
  JsonObject gateway = json::object_at(endpoint, "ai_gateway");
  gateway["rate_limits"] = limits;
  endpoint["ai_gateway"] = std::move(gateway);
  TRY_VOID(store_endpoint(workspace, std::move(endpoint)));
  return json_answer(JsonObject{{"rate_limits", limits}});
}

}  // namespace

std::vector<Route> serving_endpoints_routes() {
  return {{"GET", "/api/2.*/serving-endpoints", answered<list_endpoints>},
          {"POST", "/api/2.*/serving-endpoints", answered<create_endpoint>},
          {"GET", "/api/2.*/serving-endpoints/{}", answered<show_endpoint>},
          {"DELETE", "/api/2.*/serving-endpoints/{}", answered<delete_endpoint>},
          {"PUT", "/api/2.*/serving-endpoints/{}/config", answered<update_config>},
          {"PATCH", "/api/2.*/serving-endpoints/{}/tags", answered<patch_tags>},
          {"PUT", "/api/2.*/serving-endpoints/{}/ai-gateway", answered<set_gateway>},
          {"GET", "/api/2.*/serving-endpoints/{}/served-models/{}/logs", answered<show_logs>},
          {"GET", "/api/2.*/serving-endpoints/{}/served-models/{}/build-logs", answered<show_logs>},
          {"GET", "/api/2.*/serving-endpoints/{}/metrics", answered<export_metrics>},
          {"GET", "/api/2.*/serving-endpoints/{}/openapi", answered<show_schema>},
          {"PATCH", "/api/2.*/serving-endpoints/{}/notifications", answered<set_notifications>},
          {"PUT", "/api/2.*/serving-endpoints/{}/rate-limits", answered<set_rate_limits>}};
}

}  // namespace lakecode::local
