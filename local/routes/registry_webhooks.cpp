// Webhooks of the workspace's own model registry: made, listed, changed, deleted. They are kept; nothing is ever sent,
// and a test says so. Stored: registry_webhook (id): RegistryWebhook, without secrets.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/json.h"
#include "local/routes/answer.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"
#include "local/routes/workspace_models.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kWebhook = "registry_webhook";
constexpr std::string_view kEvents[] = {"COMMENT_CREATED",
                                        "MODEL_VERSION_CREATED",
                                        "MODEL_VERSION_TAG_SET",
                                        "MODEL_VERSION_TRANSITIONED_STAGE",
                                        "MODEL_VERSION_TRANSITIONED_TO_ARCHIVED",
                                        "MODEL_VERSION_TRANSITIONED_TO_PRODUCTION",
                                        "MODEL_VERSION_TRANSITIONED_TO_STAGING",
                                        "REGISTERED_MODEL_CREATED",
                                        "TRANSITION_REQUEST_CREATED",
                                        "TRANSITION_REQUEST_TO_ARCHIVED_CREATED",
                                        "TRANSITION_REQUEST_TO_PRODUCTION_CREATED",
                                        "TRANSITION_REQUEST_TO_STAGING_CREATED"};

/// Without the secret of an address and the token of a job.
JsonObject spec_without_secrets(const JsonValue& body, std::string_view member) {
  JsonObject spec = json::object_at(body, member);
  for (const char* secret : {"secret", "authorization", "access_token"}) spec.stable_erase(secret);
  return spec;
}

/// Lays what the body says over `hook`, and checks what comes of it.
Result<void> fill_hook(const Workspace& workspace, JsonObject& hook, const JsonValue& body) {
  copy_members(hook, body, {"description", "events", "model_name", "status"});
  for (const char* member : {"http_url_spec", "job_spec"}) {
    if (json::find(body, member) != nullptr) hook[member] = spec_without_secrets(body, member);
  }
  const JsonArray& events = json::array_at(hook, "events");
  if (events.empty()) return refusal(ErrorCode::InvalidArgument, "Missing required field: events");
  for (const JsonValue& event : events) {
    const std::string name = json::as_string(event).value_or("");
    if (std::find(std::begin(kEvents), std::end(kEvents), name) == std::end(kEvents))
      return refusal(ErrorCode::InvalidArgument, fmt::format("'{}' is no event of the model registry", name));
  }
  if (hook.contains("http_url_spec") == hook.contains("job_spec"))
    return refusal(ErrorCode::InvalidArgument, "Exactly one of http_url_spec and job_spec must be given");
  const std::string status = json::string_at(hook, "status");
  if (status != "ACTIVE" && status != "DISABLED" && status != "TEST_MODE")
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("status must be ACTIVE, DISABLED or TEST_MODE, got {}", status));
  const std::string model = json::string_at(hook, "model_name");
  if (!model.empty()) TRY_VOID(find_workspace_model(workspace, model));
  hook["last_updated_timestamp"] = now_ms(workspace);
  return {};
}

Result<JsonObject> hook_of(const Workspace& workspace, const std::string& id) {
  auto hook = find_body(workspace.store, kWebhook, id);
  if (!hook) return refusal(ErrorCode::NotFound, fmt::format("Webhook {} does not exist.", id));
  return std::move(*hook);
}

Result<net::ServerResponse> create_hook(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  const std::string id = workspace.random.hex(16);
  JsonObject hook{{"id", id}, {"status", "ACTIVE"}, {"creation_timestamp", now_ms(workspace)}};
  TRY_VOID(fill_hook(workspace, hook, *body));
  TRY_VOID(put_body(workspace, kWebhook, id, hook));
  return json_answer(JsonObject{{"webhook", std::move(hook)}});
}

Result<net::ServerResponse> list_hooks(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(ListQuery query, page_query(call, kWebhook, {"", "max_results", 100, 1000}));
  const std::string model = call.text_query("model_name");
  const std::vector<std::string> events = call.all_query("events");
  query.filter = [model, events](const Record& record) {
    const JsonObject hook = body_of(record);
    if (!model.empty() && json::string_at(hook, "model_name") != model) return false;
    const JsonArray& own = json::array_at(hook, "events");
    return std::all_of(events.begin(), events.end(), [&](const std::string& event) {
      return std::any_of(own.begin(), own.end(), [&](const JsonValue& e) { return json::as_string(e) == event; });
    });
  };
  return page_answer(workspace, query, "webhooks");
}

Result<net::ServerResponse> update_hook(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string id, need_text(*body, "id"));
  TRY_ASSIGN(JsonObject hook, hook_of(workspace, id));
  TRY_VOID(fill_hook(workspace, hook, *body));
  TRY_VOID(put_body(workspace, kWebhook, id, hook));
  return json_answer(JsonObject{{"webhook", std::move(hook)}});
}

Result<net::ServerResponse> delete_hook(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string id, need_query(call, "id"));
  TRY_VOID(hook_of(workspace, id));
  TRY_VOID(erase_body(workspace, kWebhook, id));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> test_hook(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string id, need_text(*body, "id"));
  TRY_VOID(hook_of(workspace, id));
  return refusal(ErrorCode::Unsupported, "The embedded workspace keeps webhooks and sends nothing to them");
}

}  // namespace

std::vector<Route> registry_webhooks_routes() {
  return {{"POST", "/api/2.*/mlflow/registry-webhooks/create", answered<create_hook>},
          {"GET", "/api/2.*/mlflow/registry-webhooks/list", answered<list_hooks>},
          {"PATCH", "/api/2.*/mlflow/registry-webhooks/update", answered<update_hook>},
          {"DELETE", "/api/2.*/mlflow/registry-webhooks/delete", answered<delete_hook>},
          {"POST", "/api/2.*/mlflow/registry-webhooks/test", answered<test_hook>}};
}

}  // namespace lakecode::local
