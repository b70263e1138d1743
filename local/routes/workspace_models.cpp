// Models of the workspace's own registry (those of Unity Catalog are in registered_models.cpp).
// Stored: workspace_model (name): Model.

#include "local/routes/workspace_models.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/mlflow_filter.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kKind = "workspace_model";

Result<void> store_model(Workspace& workspace, JsonObject model) {
  model["last_updated_timestamp"] = now_ms(workspace);
  const std::string name = json::string_at(model, "name");
  return put_body(workspace, kKind, name, std::move(model));
}

/// As the answers show it: with the newest version of every stage, without our id.
Result<JsonObject> shown(const Workspace& workspace, JsonObject model) {
  TRY_ASSIGN(JsonArray latest, latest_versions(workspace, json::string_at(model, "name"), {}));
  if (!latest.empty()) model["latest_versions"] = std::move(latest);
  return public_part(std::move(model));
}

Result<net::ServerResponse> answer_model(const Workspace& workspace, JsonObject model) {
  TRY_ASSIGN(JsonObject visible, shown(workspace, std::move(model)));
  return json_answer(JsonObject{{"registered_model", std::move(visible)}});
}

Result<JsonObject> model_in(const Workspace& workspace, const JsonValue& body) {
  TRY_ASSIGN(const std::string name, need_text(body, "name"));
  return find_workspace_model(workspace, name);
}

Result<void> check_free(const Workspace& workspace, const std::string& name) {
  if (workspace.store.find(kKind, name) == nullptr) return {};
  Error taken = refusal(ErrorCode::AlreadyExists, "RESOURCE_ALREADY_EXISTS",
                        fmt::format("Registered Model (name={}) already exists.", name));
  taken.http_status = 400;
  return taken;
}

Result<net::ServerResponse> create_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "name"));
  TRY_VOID(check_free(workspace, name));
  const std::int64_t now = now_ms(workspace);
  JsonObject model{{"name", name},
                   {"creation_timestamp", now},
                   {"last_updated_timestamp", now},
                   {"user_id", me_of(workspace.store, call.identity).user_name}};
  copy_members(model, *body, {"description", "tags"});
  model["lakecode_id"] = workspace.random.hex(16);
  TRY_VOID(put_body(workspace, kKind, name, model));
  return answer_model(workspace, std::move(model));
}

Result<net::ServerResponse> show_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string name, need_query(call, "name"));
  TRY_ASSIGN(const JsonObject model, find_workspace_model(workspace, name));
  TRY_ASSIGN(JsonObject visible, shown(workspace, model));
  visible["id"] = json::string_at(model, "lakecode_id");
  visible["permission_level"] = "CAN_MANAGE";
  return json_answer(JsonObject{{"registered_model_databricks", std::move(visible)}});
}

Result<net::ServerResponse> answer_models(const Workspace& workspace, const Call& call, const std::string& filter) {
  TRY_ASSIGN(ListQuery query, page_query(call, kKind, {"", "max_results", 100, 1000}));
  TRY_ASSIGN(const std::vector<MlflowClause> clauses, parse_mlflow_filter(filter));
  query.filter = [&](const Record& record) {
    const JsonObject model = body_of(record);
    return holds(clauses, [&](std::string_view scope, std::string_view key) {
      if (scope == "tag") return listed_value(json::array_at(model, "tags"), key);
      const JsonValue* value = json::find(model, key);
      return value != nullptr ? *value : JsonValue();
    });
  };
  return page_answer(workspace, query, "registered_models", [&](JsonObject model) {
    auto visible = shown(workspace, model);
    return visible ? std::move(*visible) : public_part(std::move(model));
  });
}

Result<net::ServerResponse> list_models(Workspace& workspace, const Call& call) {
  return answer_models(workspace, call, "");
}

Result<net::ServerResponse> search_models(Workspace& workspace, const Call& call) {
  return answer_models(workspace, call, call.text_query("filter"));
}

Result<net::ServerResponse> update_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject model, model_in(workspace, *body));
  copy_members(model, *body, {"description"});
  TRY_VOID(store_model(workspace, model));
  return answer_model(workspace, std::move(model));
}

Result<net::ServerResponse> rename_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject model, model_in(workspace, *body));
  TRY_ASSIGN(const std::string name, need_text(*body, "new_name"));
  TRY_VOID(check_free(workspace, name));
  const std::string old = json::string_at(model, "name");
  model["name"] = name;
  model["last_updated_timestamp"] = now_ms(workspace);
  Store::Change change;
  TRY_ASSIGN(std::vector<JsonObject> versions, workspace_versions_of(workspace, old));
  for (JsonObject& version : versions) {
    const std::string number = json::string_at(version, "version");
    version["name"] = name;
    version["lakecode_parent"] = name;
    change.erases.push_back({"workspace_model_version", old + "/" + number});
    change.puts.push_back({"workspace_model_version", name + "/" + number, JsonBox(std::move(version))});
  }
  change.erases.push_back({std::string(kKind), old});
  change.puts.push_back({std::string(kKind), name, JsonBox(model)});
  TRY_VOID(workspace.store.commit(change));
  return answer_model(workspace, std::move(model));
}

Result<net::ServerResponse> delete_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string name, need_query(call, "name"));
  TRY_VOID(find_workspace_model(workspace, name));
  TRY_ASSIGN(const std::vector<JsonObject> versions, workspace_versions_of(workspace, name));
  Store::Change change;
  change.erases.push_back({std::string(kKind), name});
  for (const JsonObject& version : versions) {
    const std::string stage = json::string_at(version, "current_stage");
    if (stage == "Staging" || stage == "Production") {
      return refusal(ErrorCode::InvalidArgument,
                     fmt::format("Model {} has versions in stage {}; archive or delete them first.", name, stage));
    }
    change.erases.push_back({"workspace_model_version", name + "/" + json::string_at(version, "version")});
  }
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> set_model_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject model, model_in(workspace, *body));
  TRY_ASSIGN(const std::string key, need_text(*body, "key"));
  TRY_ASSIGN(const std::string value, text_member(*body, "value"));
  JsonArray tags = json::array_at(model, "tags");
  set_listed_value(tags, key, value);
  model["tags"] = std::move(tags);
  TRY_VOID(store_model(workspace, std::move(model)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_model_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string name, need_query(call, "name"));
  TRY_ASSIGN(const std::string key, need_query(call, "key"));
  TRY_ASSIGN(JsonObject model, find_workspace_model(workspace, name));
  JsonArray tags = json::array_at(model, "tags");
  erase_listed_value(tags, key);
  model["tags"] = std::move(tags);
  TRY_VOID(store_model(workspace, std::move(model)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> get_latest(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const JsonObject model, model_in(workspace, *body));
  TRY_ASSIGN(JsonArray latest,
             latest_versions(workspace, json::string_at(model, "name"), json::array_at(*body, "stages")));
  return json_answer(JsonObject{{"model_versions", std::move(latest)}});
}

}  // namespace

Result<JsonObject> find_workspace_model(const Workspace& workspace, const std::string& name) {
  auto model = find_body(workspace.store, kKind, name);
  if (!model) return refusal(ErrorCode::NotFound, fmt::format("Registered Model with name={} not found", name));
  return std::move(*model);
}

Result<std::vector<JsonObject>> workspace_versions_of(const Workspace& workspace, const std::string& model) {
  ListQuery query;
  query.kind = "workspace_model_version";
  query.parent = model;
  query.limit = SIZE_MAX;
  query.newest_first = true;
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  std::vector<JsonObject> versions;
  for (const RecordPointer& record : page.records) versions.push_back(body_of(*record));
  return versions;
}

Result<JsonArray> latest_versions(const Workspace& workspace, const std::string& model, const JsonArray& stages) {
  TRY_ASSIGN(std::vector<JsonObject> versions, workspace_versions_of(workspace, model));
  JsonArray latest;
  std::set<std::string> seen;
  for (JsonObject& version : versions) {
    const std::string stage = json::string_at(version, "current_stage");
    const bool wanted = stages.empty() || std::any_of(stages.begin(), stages.end(), [&](const JsonValue& name) {
                          return text::equals_ignore_case(json::as_string(name).value_or(""), stage);
                        });
    if (wanted && seen.insert(stage).second) latest.push_back(public_part(std::move(version)));
  }
  return latest;
}

std::vector<Route> workspace_models_routes() {
  return {{"POST", "/api/2.*/mlflow/registered-models/create", answered<create_model>},
          {"GET", "/api/2.*/mlflow/databricks/registered-models/get", answered<show_model>},
          {"GET", "/api/2.*/mlflow/registered-models/list", answered<list_models>},
          {"GET", "/api/2.*/mlflow/registered-models/search", answered<search_models>},
          {"PATCH", "/api/2.*/mlflow/registered-models/update", answered<update_model>},
          {"POST", "/api/2.*/mlflow/registered-models/rename", answered<rename_model>},
          {"DELETE", "/api/2.*/mlflow/registered-models/delete", answered<delete_model>},
          {"POST", "/api/2.*/mlflow/registered-models/set-tag", answered<set_model_tag>},
          {"DELETE", "/api/2.*/mlflow/registered-models/delete-tag", answered<delete_model_tag>},
          {"POST", "/api/2.*/mlflow/registered-models/get-latest-versions", answered<get_latest>}};
}

}  // namespace lakecode::local
