// Runs of MLflow experiments: status, parameters, metrics with their history, tags. Artifacts are not stored.
// Stored: experiment_run (run id): Run; its member lakecode_history has every metric as it was logged.

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

Result<JsonObject> find_run(const Workspace& workspace, const std::string& id) {
  auto run = find_body(workspace.store, "experiment_run", id);
  if (!run) return refusal(ErrorCode::NotFound, fmt::format("Run '{}' not found.", id));
  return std::move(*run);
}

/// The run that the body names, by run_id or the older run_uuid.
Result<JsonObject> run_in(const Workspace& workspace, const JsonValue& body) {
  TRY_ASSIGN(std::string id, text_member(body, "run_id"));
  if (id.empty()) {
    TRY_ASSIGN(id, need_text(body, "run_uuid"));
  }
  return find_run(workspace, id);
}

JsonObject& info_of(JsonObject& run) {
  return run["info"].as_object();
}

JsonArray& list_of(JsonObject& run, std::string_view name) {
  return run["data"].as_object()[name].as_array();
}

Result<void> store_run(Workspace& workspace, JsonObject run) {
  const std::string id = json::string_at(run.at("info"), "run_id");
  return put_body(workspace, "experiment_run", id, std::move(run));
}

Result<net::ServerResponse> create_run(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string experiment_id, need_text(*body, "experiment_id"));
  TRY_ASSIGN(const JsonObject experiment, find_experiment(workspace, experiment_id));
  if (json::string_at(experiment, "lifecycle_stage") != "active")
    return refusal(ErrorCode::InvalidArgument, fmt::format("Experiment {} is deleted", experiment_id));
  const std::string id = workspace.random.hex(16);
  TRY_ASSIGN(std::string name, text_member(*body, "run_name"));
  if (name.empty()) name = "run-" + id.substr(0, 8);
  TRY_ASSIGN(const auto started, int_member(*body, "start_time"));
  const std::int64_t start = started.value_or(now_ms(workspace));
  JsonArray tags = json::array_at(*body, "tags");
  set_listed_value(tags, "mlflow.runName", name);
  set_listed_value(tags, "mlflow.user", me_of(workspace.store, call.identity).user_name);
  const JsonObject info{
      {"run_id", id},
      {"run_uuid", id},
      {"run_name", name},
      {"experiment_id", experiment_id},
      {"user_id", me_of(workspace.store, call.identity).user_name},
      {"status", "RUNNING"},
      {"start_time", start},
      {"artifact_uri", fmt::format("{}/{}/artifacts", json::string_at(experiment, "artifact_location"), id)},
      {"lifecycle_stage", "active"}};
  JsonObject run{{"info", info},
                 {"data", JsonObject{{"metrics", JsonArray()}, {"params", JsonArray()}, {"tags", std::move(tags)}}},
                 {"inputs", JsonObject()},
                 {"lakecode_parent", experiment_id},
                 {"lakecode_order", -start}};
  TRY_VOID(store_run(workspace, run));
  return json_answer(JsonObject{{"run", public_part(std::move(run))}});
}

Result<net::ServerResponse> show_run(Workspace& workspace, const Call& call) {
  const std::string old = call.text_query("run_uuid");
  const std::string id = call.text_query("run_id");
  if (id.empty() && old.empty()) return refusal(ErrorCode::InvalidArgument, "Missing required field: run_id");
  TRY_ASSIGN(JsonObject run, find_run(workspace, id.empty() ? old : id));
  return json_answer(JsonObject{{"run", public_part(std::move(run))}});
}

Result<net::ServerResponse> update_run(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject run, run_in(workspace, *body));
  copy_members(info_of(run), *body, {"status", "end_time", "run_name"});
  if (const auto name = json::optional_string_at(*body, "run_name"))
    set_listed_value(list_of(run, "tags"), "mlflow.runName", *name);
  const JsonObject info = info_of(run);
  TRY_VOID(store_run(workspace, std::move(run)));
  return json_answer(JsonObject{{"run_info", info}});
}

template <bool Active>
Result<net::ServerResponse> move_run(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject run, run_in(workspace, *body));
  info_of(run)["lifecycle_stage"] = Active ? "active" : "deleted";
  TRY_VOID(store_run(workspace, std::move(run)));
  return json_answer(JsonObject{});
}

Result<void> add_metric(const Workspace& workspace, JsonObject& run, const JsonValue& given) {
  TRY_ASSIGN(const std::string key, need_text(given, "key"));
  const JsonValue* value = json::find(given, "value");
  if (value == nullptr || !(value->is_number() || value->is_string()))
    return refusal(ErrorCode::InvalidArgument, fmt::format("Metric '{}' needs a number as value", key));
  TRY_ASSIGN(const auto time, int_member(given, "timestamp"));
  TRY_ASSIGN(const auto step, int_member(given, "step"));
  const JsonObject metric{
      {"key", key}, {"value", *value}, {"timestamp", time.value_or(now_ms(workspace))}, {"step", step.value_or(0)}};
  JsonValue& history = run["lakecode_history"];
  if (!history.is_array()) history.emplace_array();
  history.as_array().push_back(metric);
  // The newest step counts, then the newest time; of equals the last one logged.
  JsonArray& metrics = list_of(run, "metrics");
  const auto newer = [](const JsonValue& a, const JsonValue& b) {
    return std::pair(json::int_at(a, "step"), json::int_at(a, "timestamp")) <
           std::pair(json::int_at(b, "step"), json::int_at(b, "timestamp"));
  };
  for (JsonValue& known : metrics) {
    if (json::string_at(known, "key") != key) continue;
    if (!newer(JsonValue(metric), known)) known = metric;
    return {};
  }
  metrics.push_back(metric);
  return {};
}

/// A parameter is written once.
Result<void> add_param(JsonObject& run, const JsonValue& given) {
  TRY_ASSIGN(const std::string key, need_text(given, "key"));
  TRY_ASSIGN(const std::string value, text_member(given, "value"));
  JsonArray& params = list_of(run, "params");
  const JsonValue known = listed_value(params, key);
  if (!known.is_null() && known != JsonValue(value)) {
    return refusal(
        ErrorCode::InvalidArgument,
        fmt::format("Changing param values is not allowed. Param with key='{}' was already logged with "
                    "value='{}' for run '{}'. Attempted logging new value '{}'.",
                    key, json::as_string(known).value_or(""), json::string_at(run.at("info"), "run_id"), value));
  }
  set_listed_value(params, key, value);
  return {};
}

Result<void> add_tag(JsonObject& run, const JsonValue& given) {
  TRY_ASSIGN(const std::string key, need_text(given, "key"));
  TRY_ASSIGN(const std::string value, text_member(given, "value"));
  set_listed_value(list_of(run, "tags"), key, value);
  return {};
}

Result<net::ServerResponse> log_metric(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject run, run_in(workspace, *body));
  TRY_VOID(add_metric(workspace, run, *body));
  TRY_VOID(store_run(workspace, std::move(run)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> log_param(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject run, run_in(workspace, *body));
  TRY_VOID(add_param(run, *body));
  TRY_VOID(store_run(workspace, std::move(run)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> set_run_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject run, run_in(workspace, *body));
  TRY_VOID(add_tag(run, *body));
  TRY_VOID(store_run(workspace, std::move(run)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_run_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject run, run_in(workspace, *body));
  TRY_ASSIGN(const std::string key, need_text(*body, "key"));
  if (!erase_listed_value(list_of(run, "tags"), key))
    return refusal(ErrorCode::NotFound, fmt::format("No tag with name: {}", key));
  TRY_VOID(store_run(workspace, std::move(run)));
  return json_answer(JsonObject{});
}

/// All of it or nothing.
Result<net::ServerResponse> log_batch(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject run, run_in(workspace, *body));
  for (const JsonValue& param : json::array_at(*body, "params")) TRY_VOID(add_param(run, param));
  for (const JsonValue& metric : json::array_at(*body, "metrics")) TRY_VOID(add_metric(workspace, run, metric));
  for (const JsonValue& tag : json::array_at(*body, "tags")) TRY_VOID(add_tag(run, tag));
  TRY_VOID(store_run(workspace, std::move(run)));
  return json_answer(JsonObject{});
}

JsonValue value_of(const JsonObject& run, std::string_view scope, std::string_view key) {
  if (scope == "attribute") {
    const JsonValue* value = json::find(run.at("info"), key == "id" ? "run_id" : key);
    return value != nullptr ? *value : JsonValue();
  }
  const JsonObject& data = json::object_at(run, "data");
  return listed_value(json::array_at(data, scope == "metric" ? "metrics" : scope == "param" ? "params" : "tags"), key);
}

bool comes_before(const JsonValue& a, const JsonValue& b) {
  if (a.is_number() && b.is_number()) return a.to_number<double>() < b.to_number<double>();
  return json::as_string(a).value_or("") < json::as_string(b).value_or("");
}

/// Sorted by each of `orders`, the first one first; what has no value comes last.
Result<void> sort_runs(std::vector<JsonObject>& runs, const JsonArray& orders) {
  std::vector<MlflowOrder> by;
  for (const JsonValue& text : orders) {
    TRY_ASSIGN(MlflowOrder order, parse_mlflow_order(json::as_string(text).value_or("")));
    by.push_back(std::move(order));
  }
  std::stable_sort(runs.begin(), runs.end(), [&](const JsonObject& a, const JsonObject& b) {
    for (const MlflowOrder& order : by) {
      const JsonValue left = value_of(a, order.scope, order.key);
      const JsonValue right = value_of(b, order.scope, order.key);
      if (left == right) continue;
      if (left.is_null() || right.is_null()) return right.is_null();
      return order.descending ? comes_before(right, left) : comes_before(left, right);
    }
    return false;
  });
  return {};
}

Result<std::vector<JsonObject>> runs_of(const Workspace& workspace, const JsonArray& experiments,
                                        const std::vector<MlflowClause>& clauses, const std::string& view) {
  std::vector<JsonObject> runs;
  for (const JsonValue& experiment : experiments) {
    ListQuery query;
    query.kind = "experiment_run";
    query.parent = json::as_string(experiment).value_or("");
    query.limit = SIZE_MAX;
    TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
    for (const RecordPointer& record : page.records) {
      JsonObject run = body_of(*record);
      const auto lookup = [&](std::string_view scope, std::string_view key) { return value_of(run, scope, key); };
      if (is_in_view(json::string_at(run.at("info"), "lifecycle_stage"), view) && holds(clauses, lookup))
        runs.push_back(std::move(run));
    }
  }
  return runs;
}

Result<net::ServerResponse> search_runs(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string filter, text_member(*body, "filter"));
  TRY_ASSIGN(const std::string view, text_member(*body, "run_view_type"));
  TRY_ASSIGN(const std::string token, text_member(*body, "page_token"));
  TRY_ASSIGN(const auto most, int_member(*body, "max_results"));
  TRY_ASSIGN(const std::vector<MlflowClause> clauses, parse_mlflow_filter(filter));
  TRY_ASSIGN(std::vector<JsonObject> runs, runs_of(workspace, json::array_at(*body, "experiment_ids"), clauses, view));
  TRY_VOID(sort_runs(runs, json::array_at(*body, "order_by")));
  const auto place = token.empty() ? text::parse_int("0") : text::parse_int(token);
  if (!place || *place < 0) return refusal(ErrorCode::InvalidArgument, "Invalid page_token: start again without it");
  const std::size_t begin = std::min(static_cast<std::size_t>(*place), runs.size());
  const auto size = static_cast<std::size_t>(std::clamp<std::int64_t>(most.value_or(1000), 1, 50'000));
  JsonArray shown;
  for (std::size_t i = begin; i < std::min(begin + size, runs.size()); ++i)
    shown.push_back(public_part(std::move(runs[i])));
  JsonObject answer{{"runs", std::move(shown)}};
  if (begin + size < runs.size()) answer["next_page_token"] = std::to_string(begin + size);
  return json_answer(answer);
}

Result<net::ServerResponse> show_history(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string id, need_query(call, "run_id"));
  TRY_ASSIGN(const std::string key, need_query(call, "metric_key"));
  TRY_ASSIGN(const JsonObject run, find_run(workspace, id));
  JsonArray metrics;
  for (const JsonValue& metric : json::array_at(run, "lakecode_history")) {
    if (json::string_at(metric, "key") == key) metrics.push_back(metric);
  }
  return json_answer(JsonObject{{"metrics", std::move(metrics)}});
}

Result<net::ServerResponse> list_artifacts(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string id, need_query(call, "run_id"));
  TRY_ASSIGN(const JsonObject run, find_run(workspace, id));
  return json_answer(JsonObject{{"root_uri", json::string_at(run.at("info"), "artifact_uri")}, {"files", JsonArray()}});
}

}  // namespace

std::vector<Route> experiment_runs_routes() {
  return {{"POST", "/api/2.*/mlflow/runs/create", answered<create_run>},
          {"GET", "/api/2.*/mlflow/runs/get", answered<show_run>},
          {"POST", "/api/2.*/mlflow/runs/update", answered<update_run>},
          {"POST", "/api/2.*/mlflow/runs/delete", answered<move_run<false>>},
          {"POST", "/api/2.*/mlflow/runs/restore", answered<move_run<true>>},
          {"POST", "/api/2.*/mlflow/runs/log-metric", answered<log_metric>},
          {"POST", "/api/2.*/mlflow/runs/log-parameter", answered<log_param>},
          {"POST", "/api/2.*/mlflow/runs/log-batch", answered<log_batch>},
          {"POST", "/api/2.*/mlflow/runs/set-tag", answered<set_run_tag>},
          {"POST", "/api/2.*/mlflow/runs/delete-tag", answered<delete_run_tag>},
          {"POST", "/api/2.*/mlflow/runs/search", answered<search_runs>, Access::Token, Locking::None},
          {"GET", "/api/2.*/mlflow/metrics/get-history", answered<show_history>},
          {"GET", "/api/2.*/mlflow/artifacts/list", answered<list_artifacts>}};
}

}  // namespace lakecode::local
