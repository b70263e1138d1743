// Experiments of MLflow. Stored: experiment (id): Experiment.

#include "local/routes/experiments.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/mlflow_filter.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kSource = "mlflow.experiment.sourceName";

/// As a path of the workspace, without the /Workspace in front.
Result<std::string> experiment_name(const std::string& given) {
  std::string_view name = given;
  if (name.starts_with("//")) name.remove_prefix(1);
  if (name.starts_with("/Workspace/")) name.remove_prefix(std::string_view("/Workspace").size());
  if (name.starts_with('/') && name.size() > 1) return std::string(name);
  return refusal(
      ErrorCode::InvalidArgument,
      fmt::format("Got an invalid experiment name '{}'. It must be an absolute path of the workspace, such as "
                  "'/Users/<user name>/my-experiment'.",
                  given));
}

std::optional<JsonObject> find_by_name(const Workspace& workspace, const std::string& name, std::string_view stage) {
  ListQuery query;
  query.kind = "experiment";
  query.limit = 1;
  query.filter = [&](const Record& record) {
    const JsonObject experiment = body_of(record);
    return json::string_at(experiment, "name") == name && json::string_at(experiment, "lifecycle_stage") == stage;
  };
  const auto page = workspace.store.list(query);
  if (!page || page->records.empty()) return std::nullopt;
  return body_of(*page->records.front());
}

/// A deleted experiment leaves its name to others.
Result<void> check_free(const Workspace& workspace, const std::string& name) {
  const auto other = find_by_name(workspace, name, "active");
  if (!other) return {};
  Error taken =
      refusal(ErrorCode::AlreadyExists, "RESOURCE_ALREADY_EXISTS", fmt::format("Node named '{}' already exists", name));
  taken.http_status = 400;
  return taken;
}

Result<void> store_experiment(Workspace& workspace, JsonObject experiment) {
  experiment["last_update_time"] = now_ms(workspace);
  const std::string id = json::string_at(experiment, "experiment_id");
  return put_body(workspace, "experiment", id, std::move(experiment));
}

Result<net::ServerResponse> create_experiment(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string given, need_text(*body, "name"));
  TRY_ASSIGN(const std::string name, experiment_name(given));
  TRY_VOID(check_free(workspace, name));
  TRY_ASSIGN(const std::string location, text_member(*body, "artifact_location"));
  const std::string id = std::to_string(new_number(workspace, "experiment"));
  const Me me = me_of(workspace.store, call.identity);
  JsonArray tags = json::array_at(*body, "tags");
  set_listed_value(tags, kSource, name);
  set_listed_value(tags, "mlflow.ownerId", std::to_string(me.user_id));
  set_listed_value(tags, "mlflow.ownerEmail", me.user_name);
  set_listed_value(tags, "mlflow.experimentType", "MLFLOW_EXPERIMENT");
  const std::int64_t now = now_ms(workspace);
  JsonObject experiment{{"experiment_id", id},
                        {"name", name},
                        {"artifact_location", location.empty() ? "dbfs:/databricks/mlflow-tracking/" + id : location},
                        {"lifecycle_stage", "active"},
                        {"last_update_time", now},
                        {"creation_time", now},
                        {"tags", std::move(tags)}};
  copy_members(experiment, *body, {"trace_location"});
  TRY_VOID(put_body(workspace, "experiment", id, std::move(experiment)));
  return json_answer(JsonObject{{"experiment_id", id}});
}

Result<net::ServerResponse> show_experiment(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string id, need_query(call, "experiment_id"));
  TRY_ASSIGN(const JsonObject experiment, find_experiment(workspace, id));
  return json_answer(JsonObject{{"experiment", public_part(experiment)}});
}

Result<net::ServerResponse> show_by_name(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string given, need_query(call, "experiment_name"));
  TRY_ASSIGN(const std::string name, experiment_name(given));
  auto experiment = find_by_name(workspace, name, "active");
  if (!experiment) experiment = find_by_name(workspace, name, "deleted");
  if (experiment) return json_answer(JsonObject{{"experiment", public_part(*experiment)}});
  return refusal(ErrorCode::NotFound, fmt::format("Node {} does not exist", name));
}

JsonValue attribute_of(const JsonObject& experiment, std::string_view scope, std::string_view key) {
  if (scope == "tag") return listed_value(json::array_at(experiment, "tags"), key);
  const JsonValue* value = scope == "attribute" ? json::find(experiment, key) : nullptr;
  return value != nullptr ? *value : JsonValue();
}

Result<net::ServerResponse> answer_experiments(const Workspace& workspace, ListQuery query, const std::string& view,
                                               const std::string& filter) {
  TRY_ASSIGN(const std::vector<MlflowClause> clauses, parse_mlflow_filter(filter));
  query.filter = [&](const Record& record) {
    const JsonObject experiment = body_of(record);
    return is_in_view(json::string_at(experiment, "lifecycle_stage"), view) &&
           holds(clauses,
                 [&](std::string_view scope, std::string_view key) { return attribute_of(experiment, scope, key); });
  };
  return page_answer(workspace, query, "experiments");
}

Result<net::ServerResponse> list_experiments(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const ListQuery query, page_query(call, "experiment", {"", "max_results", 1000, 50'000}));
  return answer_experiments(workspace, query, call.text_query("view_type"), "");
}

Result<net::ServerResponse> search_experiments(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string filter, text_member(*body, "filter"));
  TRY_ASSIGN(const std::string view, text_member(*body, "view_type"));
  TRY_ASSIGN(const auto most, int_member(*body, "max_results"));
  ListQuery query;
  query.kind = "experiment";
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(most.value_or(1000), 1, 50'000));
  TRY_ASSIGN(query.page_token, text_member(*body, "page_token"));
  return answer_experiments(workspace, query, view, filter);
}

/// The experiment that the body's experiment_id names.
Result<JsonObject> named_in(const Workspace& workspace, const JsonValue& body) {
  TRY_ASSIGN(const std::string id, need_text(body, "experiment_id"));
  return find_experiment(workspace, id);
}

Result<net::ServerResponse> update_experiment(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject experiment, named_in(workspace, *body));
  TRY_ASSIGN(const std::string given, text_member(*body, "new_name"));
  if (!given.empty()) {
    TRY_ASSIGN(const std::string name, experiment_name(given));
    if (name != json::string_at(experiment, "name")) TRY_VOID(check_free(workspace, name));
    experiment["name"] = name;
    set_listed_value(experiment["tags"].as_array(), kSource, name);
  }
  TRY_VOID(store_experiment(workspace, std::move(experiment)));
  return json_answer(JsonObject{});
}

template <bool Active>
Result<net::ServerResponse> move_experiment(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject experiment, named_in(workspace, *body));
  const std::string stage = Active ? "active" : "deleted";
  if (!Active && json::string_at(experiment, "lifecycle_stage") == stage) {
    return refusal(ErrorCode::NotFound,
                   fmt::format("Experiment {} is deleted already", json::string_at(experiment, "experiment_id")));
  }
  if (Active && json::string_at(experiment, "lifecycle_stage") != stage)
    TRY_VOID(check_free(workspace, json::string_at(experiment, "name")));
  experiment["lifecycle_stage"] = stage;
  TRY_VOID(store_experiment(workspace, std::move(experiment)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> set_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject experiment, named_in(workspace, *body));
  TRY_ASSIGN(const std::string key, need_text(*body, "key"));
  TRY_ASSIGN(const std::string value, text_member(*body, "value"));
  set_listed_value(experiment["tags"].as_array(), key, value);
  TRY_VOID(store_experiment(workspace, std::move(experiment)));
  return json_answer(JsonObject{});
}

}  // namespace

Result<JsonObject> find_experiment(const Workspace& workspace, const std::string& id) {
  auto experiment = find_body(workspace.store, "experiment", id);
  if (!experiment) return refusal(ErrorCode::NotFound, fmt::format("No experiment was found with the ID {}", id));
  return std::move(*experiment);
}

bool is_in_view(const std::string& stage, const std::string& view) {
  return view == "ALL" || stage == (view == "DELETED_ONLY" ? "deleted" : "active");
}

std::vector<Route> experiments_routes() {
  return {{"POST", "/api/2.*/mlflow/experiments/create", answered<create_experiment>},
          {"GET", "/api/2.*/mlflow/experiments/get", answered<show_experiment>},
          {"GET", "/api/2.*/mlflow/experiments/get-by-name", answered<show_by_name>},
          {"GET", "/api/2.*/mlflow/experiments/list", answered<list_experiments>},
          {"POST", "/api/2.*/mlflow/experiments/search", answered<search_experiments>, Access::Token, Locking::None},
          {"POST", "/api/2.*/mlflow/experiments/update", answered<update_experiment>},
          {"POST", "/api/2.*/mlflow/experiments/delete", answered<move_experiment<false>>},
          {"POST", "/api/2.*/mlflow/experiments/restore", answered<move_experiment<true>>},
          {"POST", "/api/2.*/mlflow/experiments/set-experiment-tag", answered<set_tag>}};
}

}  // namespace lakecode::local
