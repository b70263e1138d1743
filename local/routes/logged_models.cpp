// Logged models of MLflow: what a run or a notebook made, under an experiment. Stored: logged_model (model_id):
// LoggedModel. Their artifacts are not kept, and they have no metrics.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/experiments.h"
#include "local/routes/me.h"
#include "local/routes/mlflow_filter.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kLogged = "logged_model";

Result<JsonObject> logged_model_of(const Workspace& workspace, const Call& call) {
  auto model = find_body(workspace.store, kLogged, call.captures[0]);
  if (!model) return refusal(ErrorCode::NotFound, fmt::format("Logged model with ID {} not found", call.captures[0]));
  return std::move(*model);
}

/// The list `name` of the model's `part` ("info", "data"), made when it is not there.
JsonArray& list_in(JsonObject& model, std::string_view part, std::string_view name) {
  JsonValue& holder = model[part];
  if (!holder.is_object()) holder = JsonObject();
  JsonValue& list = holder.as_object()[name];
  if (!list.is_array()) list = JsonArray();
  return list.as_array();
}

/// Sets the {key, value} entries of `given` in `list`.
Result<void> set_all(JsonArray& list, const JsonArray& given) {
  for (const JsonValue& entry : given) {
    TRY_ASSIGN(const std::string key, need_text(entry, "key"));
    TRY_ASSIGN(const std::string value, text_member(entry, "value"));
    set_listed_value(list, key, value);
  }
  return {};
}

Result<net::ServerResponse> store_and_show(Workspace& workspace, JsonObject model) {
  JsonObject& info = model["info"].as_object();
  info["last_updated_timestamp_ms"] = now_ms(workspace);
  const std::string id = json::string_at(info, "model_id");
  TRY_VOID(put_body(workspace, kLogged, id, model));
  return json_answer(JsonObject{{"model", public_part(std::move(model))}});
}

Result<net::ServerResponse> create_logged_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string experiment_id, need_text(*body, "experiment_id"));
  TRY_ASSIGN(const JsonObject experiment, find_experiment(workspace, experiment_id));
  const std::string id = "m-" + workspace.random.hex(16);
  const std::int64_t now = now_ms(workspace);
  JsonObject info{{"model_id", id},
                  {"experiment_id", experiment_id},
                  {"name", id},
                  {"creation_timestamp_ms", now},
                  {"last_updated_timestamp_ms", now},
                  {"artifact_uri", json::string_at(experiment, "artifact_location") + "/models/" + id + "/artifacts"},
                  {"status", "LOGGED_MODEL_PENDING"},
                  {"creator_id", me_of(workspace.store, call.identity).user_id}};
  copy_members(info, *body, {"name", "model_type", "source_run_id"});
  JsonObject model{{"info", std::move(info)}, {"lakecode_parent", experiment_id}, {"lakecode_order", now}};
  TRY_VOID(set_all(list_in(model, "info", "tags"), json::array_at(*body, "tags")));
  TRY_VOID(set_all(list_in(model, "data", "params"), json::array_at(*body, "params")));
  return store_and_show(workspace, std::move(model));
}

Result<net::ServerResponse> show_logged_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject model, logged_model_of(workspace, call));
  return json_answer(JsonObject{{"model", public_part(std::move(model))}});
}

Result<net::ServerResponse> finalize_logged_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject model, logged_model_of(workspace, call));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string status, need_text(*body, "status"));
  if (status != "LOGGED_MODEL_READY" && status != "LOGGED_MODEL_UPLOAD_FAILED") {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("status must be LOGGED_MODEL_READY or LOGGED_MODEL_UPLOAD_FAILED, got {}", status));
  }
  model["info"].as_object()["status"] = status;
  return store_and_show(workspace, std::move(model));
}

Result<net::ServerResponse> set_logged_model_tags(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject model, logged_model_of(workspace, call));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_VOID(set_all(list_in(model, "info", "tags"), json::array_at(*body, "tags")));
  return store_and_show(workspace, std::move(model));
}

Result<net::ServerResponse> delete_logged_model_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject model, logged_model_of(workspace, call));
  if (!erase_listed_value(list_in(model, "info", "tags"), call.captures[1]))
    return refusal(ErrorCode::NotFound, fmt::format("No tag with name: {}", call.captures[1]));
  TRY_VOID(store_and_show(workspace, std::move(model)));
  return json_answer(JsonObject{});
}

/// A parameter that was logged keeps its value.
Result<net::ServerResponse> log_logged_model_params(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject model, logged_model_of(workspace, call));
  TRY_ASSIGN(const JsonBox body, call.body());
  JsonArray& params = list_in(model, "data", "params");
  for (const JsonValue& entry : json::array_at(*body, "params")) {
    TRY_ASSIGN(const std::string key, need_text(entry, "key"));
    const JsonValue known = listed_value(params, key);
    if (!known.is_null() && json::as_string(known) != json::string_at(entry, "value")) {
      return refusal(ErrorCode::InvalidArgument,
                     fmt::format("The parameter {} of model {} has another value already", key, call.captures[0]));
    }
  }
  TRY_VOID(set_all(params, json::array_at(*body, "params")));
  TRY_VOID(store_and_show(workspace, std::move(model)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_logged_model(Workspace& workspace, const Call& call) {
  TRY_VOID(logged_model_of(workspace, call));
  TRY_VOID(erase_body(workspace, kLogged, call.captures[0]));
  return json_answer(JsonObject{});
}

JsonValue value_of_model(const JsonObject& model, std::string_view scope, std::string_view key) {
  const JsonObject& info = json::object_at(model, "info");
  if (scope == "tag") return listed_value(json::array_at(info, "tags"), key);
  if (scope == "param") return listed_value(json::array_at(json::object_at(model, "data"), "params"), key);
  const JsonValue* value = scope == "attribute" ? json::find(info, key) : nullptr;
  return value == nullptr ? JsonValue() : *value;
}

/// By the first field of order_by; newest first without one.
void sort_models(std::vector<JsonObject>& models, const JsonArray& order_by) {
  std::string field = order_by.empty() ? "" : json::string_at(order_by.front(), "field_name");
  const bool ascending = !order_by.empty() && json::bool_at(order_by.front(), "ascending").value_or(true);
  if (field.empty()) field = "creation_timestamp_ms";
  if (const std::size_t dot = field.find('.'); dot != std::string::npos) field.erase(0, dot + 1);
  if (!field.ends_with("_ms") && field.ends_with("_timestamp")) field += "_ms";
  const auto before = [&](const JsonObject& a, const JsonObject& b) {
    const JsonObject& first = json::object_at(a, "info");
    const JsonObject& second = json::object_at(b, "info");
    const auto x = json::int_at(first, field);
    const auto y = json::int_at(second, field);
    return x && y ? *x < *y : json::string_at(first, field) < json::string_at(second, field);
  };
  std::stable_sort(models.begin(), models.end(),
                   [&](const JsonObject& a, const JsonObject& b) { return ascending ? before(a, b) : before(b, a); });
}

Result<net::ServerResponse> search_logged_models(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string filter, text_member(*body, "filter"));
  TRY_ASSIGN(const std::string token, text_member(*body, "page_token"));
  TRY_ASSIGN(const auto most, int_member(*body, "max_results"));
  TRY_ASSIGN(const std::vector<MlflowClause> clauses, parse_mlflow_filter(filter));
  std::vector<JsonObject> models;
  for (const JsonValue& experiment : json::array_at(*body, "experiment_ids")) {
    ListQuery query;
    query.kind = kLogged;
    query.parent = json::as_string(experiment).value_or("");
    query.limit = SIZE_MAX;
    TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
    for (const RecordPointer& record : page.records) {
      JsonObject model = body_of(*record);
      const bool wanted = holds(
          clauses, [&](std::string_view scope, std::string_view key) { return value_of_model(model, scope, key); });
      if (wanted) models.push_back(std::move(model));
    }
  }
  sort_models(models, json::array_at(*body, "order_by"));
  const auto place = text::parse_int(token.empty() ? "0" : token);
  if (!place || *place < 0) return refusal(ErrorCode::InvalidArgument, "Invalid page_token: start again without it");
  const std::size_t begin = std::min(static_cast<std::size_t>(*place), models.size());
  const std::size_t size = static_cast<std::size_t>(std::clamp<std::int64_t>(most.value_or(50), 1, 50));
  JsonArray shown;
  for (std::size_t i = begin; i < std::min(begin + size, models.size()); ++i)
    shown.push_back(public_part(std::move(models[i])));
  JsonObject answer{{"models", std::move(shown)}};
  if (begin + size < models.size()) answer["next_page_token"] = std::to_string(begin + size);
  return json_answer(answer);
}

}  // namespace

std::vector<Route> logged_models_routes() {
  constexpr std::string_view kOne = "/api/2.*/mlflow/logged-models/{}";
  return {
      {"POST", "/api/2.*/mlflow/logged-models", answered<create_logged_model>},
      {"POST", "/api/2.*/mlflow/logged-models/search", answered<search_logged_models>, Access::Token, Locking::None},
      {"GET", kOne, answered<show_logged_model>},
      {"PATCH", kOne, answered<finalize_logged_model>},
      {"DELETE", kOne, answered<delete_logged_model>},
      {"PATCH", "/api/2.*/mlflow/logged-models/{}/tags", answered<set_logged_model_tags>},
      {"DELETE", "/api/2.*/mlflow/logged-models/{}/tags/{}", answered<delete_logged_model_tag>},
      {"POST", "/api/2.*/mlflow/logged-models/{}/params", answered<log_logged_model_params>}};
}

}  // namespace lakecode::local
