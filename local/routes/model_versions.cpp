// Versions of the workspace's own models, with their stages.
// Stored: workspace_model_version (model/number): ModelVersion.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/mlflow_filter.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"
#include "local/routes/workspace_models.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kKind = "workspace_model_version";
constexpr std::string_view kStages[] = {"None", "Staging", "Production", "Archived"};

std::string version_key(const std::string& name, const std::string& number) {
  return name + "/" + number;
}

Result<JsonObject> version_in(const Workspace& workspace, const JsonValue& body) {
  TRY_ASSIGN(const std::string name, need_text(body, "name"));
  TRY_ASSIGN(const std::string number, need_text(body, "version"));
  return find_workspace_version(workspace, name, number);
}

Result<JsonObject> version_asked(const Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string name, need_query(call, "name"));
  TRY_ASSIGN(const std::string number, need_query(call, "version"));
  return find_workspace_version(workspace, name, number);
}

std::string key_of(const JsonObject& version) {
  return version_key(json::string_at(version, "name"), json::string_at(version, "version"));
}

Result<void> store_version(Workspace& workspace, JsonObject version) {
  version["last_updated_timestamp"] = now_ms(workspace);
  const std::string key = key_of(version);
  return put_body(workspace, kKind, key, std::move(version));
}

Result<net::ServerResponse> create_version(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "name"));
  TRY_ASSIGN(JsonObject model, find_workspace_model(workspace, name));
  TRY_VOID(need_text(*body, "source"));
  const std::int64_t number = json::int_at(model, "lakecode_versions").value_or(0) + 1;
  const std::int64_t now = now_ms(workspace);
  JsonObject version{{"name", name},
                     {"version", std::to_string(number)},
                     {"creation_timestamp", now},
                     {"last_updated_timestamp", now},
                     {"user_id", me_of(workspace.store, call.identity).user_name},
                     {"current_stage", "None"}};
  copy_members(version, *body, {"description", "source", "run_id", "run_link", "tags"});
  version["status"] = "READY";
  version["lakecode_parent"] = name;
  version["lakecode_order"] = number;
  model["lakecode_versions"] = number;  // a number is never given twice
  Store::Change change;
  change.puts.push_back({"workspace_model", name, JsonBox(std::move(model))});
  change.puts.push_back({std::string(kKind), key_of(version), JsonBox(version)});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{{"model_version", public_part(std::move(version))}});
}

Result<net::ServerResponse> show_version(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject version, version_asked(workspace, call));
  return json_answer(JsonObject{{"model_version", public_part(std::move(version))}});
}

Result<net::ServerResponse> show_uri(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject version, version_asked(workspace, call));
  return json_answer(JsonObject{{"artifact_uri", json::string_at(version, "source")}});
}

Result<net::ServerResponse> update_version(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject version, version_in(workspace, *body));
  copy_members(version, *body, {"description"});
  TRY_VOID(store_version(workspace, version));
  return json_answer(JsonObject{{"model_version", public_part(std::move(version))}});
}

Result<net::ServerResponse> delete_version(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject version, version_asked(workspace, call));
  TRY_VOID(erase_body(workspace, kKind, key_of(version)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> search_versions(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(ListQuery query, page_query(call, kKind, {"", "max_results", 10'000, 200'000}));
  TRY_ASSIGN(const std::vector<MlflowClause> clauses, parse_mlflow_filter(call.text_query("filter")));
  query.newest_first = true;
  query.filter = [&](const Record& record) {
    const JsonObject version = body_of(record);
    return holds(clauses, [&](std::string_view scope, std::string_view key) {
      if (scope == "tag") return listed_value(json::array_at(version, "tags"), key);
      const JsonValue* value = json::find(version, key);
      return value != nullptr ? *value : JsonValue();
    });
  };
  return page_answer(workspace, query, "model_versions");
}

Result<net::ServerResponse> move_version(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "name"));
  TRY_ASSIGN(const std::string number, need_text(*body, "version"));
  TRY_VOID(find_workspace_version(workspace, name, number));
  TRY_ASSIGN(const std::string stage, model_stage_in(*body));
  TRY_ASSIGN(const bool archive, flag_member(*body, "archive_existing_versions"));
  Store::Change change;
  TRY_ASSIGN(JsonObject version, add_stage_move(workspace, {name, number}, {stage, archive}, change));
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{{"model_version_databricks", public_part(std::move(version))}});
}

Result<net::ServerResponse> set_version_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(JsonObject version, version_in(workspace, *body));
  TRY_ASSIGN(const std::string key, need_text(*body, "key"));
  TRY_ASSIGN(const std::string value, text_member(*body, "value"));
  JsonArray tags = json::array_at(version, "tags");
  set_listed_value(tags, key, value);
  version["tags"] = std::move(tags);
  TRY_VOID(store_version(workspace, std::move(version)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_version_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject version, version_asked(workspace, call));
  TRY_ASSIGN(const std::string key, need_query(call, "key"));
  JsonArray tags = json::array_at(version, "tags");
  erase_listed_value(tags, key);
  version["tags"] = std::move(tags);
  TRY_VOID(store_version(workspace, std::move(version)));
  return json_answer(JsonObject{});
}

}  // namespace

Result<JsonObject> find_workspace_version(const Workspace& workspace, const std::string& name,
                                          const std::string& number) {
  auto version = find_body(workspace.store, kKind, version_key(name, number));
  if (!version)
    return refusal(ErrorCode::NotFound, fmt::format("Model Version (name={}, version={}) not found", name, number));
  return std::move(*version);
}

Result<std::string> model_stage_in(const JsonValue& body) {
  TRY_ASSIGN(const std::string given, need_text(body, "stage"));
  for (const std::string_view stage : kStages) {
    if (text::equals_ignore_case(stage, given)) return std::string(stage);
  }
  return refusal(ErrorCode::InvalidArgument,
                 fmt::format("Invalid Model Version stage '{}': one of None, Staging, Production, Archived", given));
}

Result<JsonObject> add_stage_move(const Workspace& workspace, const ModelVersionName& named, const StageMove& move,
                                  Store::Change& change) {
  TRY_ASSIGN(JsonObject version, find_workspace_version(workspace, named.model, named.number));
  TRY_ASSIGN(std::vector<JsonObject> others, workspace_versions_of(workspace, named.model));
  for (JsonObject& other : others) {
    if (!move.archive_others || key_of(other) == key_of(version)) continue;
    if (json::string_at(other, "current_stage") != move.stage) continue;
    other["current_stage"] = "Archived";
    const std::string key = key_of(other);
    change.puts.push_back({std::string(kKind), key, JsonBox(std::move(other))});
  }
  version["current_stage"] = move.stage;
  version["last_updated_timestamp"] = now_ms(workspace);
  change.puts.push_back({std::string(kKind), key_of(version), JsonBox(version)});
  return version;
}

std::vector<Route> model_versions_routes() {
  return {{"POST", "/api/2.*/mlflow/model-versions/create", answered<create_version>},
          {"GET", "/api/2.*/mlflow/model-versions/get", answered<show_version>},
          {"GET", "/api/2.*/mlflow/model-versions/get-download-uri", answered<show_uri>},
          {"GET", "/api/2.*/mlflow/model-versions/search", answered<search_versions>},
          {"PATCH", "/api/2.*/mlflow/model-versions/update", answered<update_version>},
          {"DELETE", "/api/2.*/mlflow/model-versions/delete", answered<delete_version>},
          {"POST", "/api/2.*/mlflow/databricks/model-versions/transition-stage", answered<move_version>},
          {"POST", "/api/2.*/mlflow/model-versions/set-tag", answered<set_version_tag>},
          {"DELETE", "/api/2.*/mlflow/model-versions/delete-tag", answered<delete_version_tag>}};
}

}  // namespace lakecode::local
