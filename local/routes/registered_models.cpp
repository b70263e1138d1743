// Registered models of Unity Catalog, their versions and aliases. Versions are made as MLflow makes them.
// Stored: registered_model (full name), with lakecode_next_version; model_version (full name/number).

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

constexpr PageShape kPages{"", "max_results", 100, 1000};

Error missing_model(std::string_view name) {
  return refusal(ErrorCode::NotFound, fmt::format("Registered model '{}' does not exist.", name));
}

Result<JsonObject> model_at(const Workspace& workspace, const std::string& name) {
  auto body = find_body(workspace.store, "registered_model", text::to_lower(name));
  if (!body) return missing_model(name);
  return std::move(*body);
}

std::string version_key(const JsonObject& model, std::string_view version) {
  return fmt::format("{}/{}", json::string_at(model, "full_name"), version);
}

Result<JsonObject> version_at(const Workspace& workspace, const JsonObject& model, const std::string& version) {
  auto body = find_body(workspace.store, "model_version", version_key(model, version));
  if (!body) {
    return refusal(ErrorCode::NotFound, fmt::format("Version {} of registered model '{}' does not exist.", version,
                                                    json::string_at(model, "full_name")));
  }
  return std::move(*body);
}

Result<net::ServerResponse> list_models(Workspace& workspace, const Call& call) {
  const std::string catalog = text::to_lower(call.text_query("catalog_name"));
  const std::string schema = text::to_lower(call.text_query("schema_name"));
  if (catalog.empty() != schema.empty())
    return refusal(ErrorCode::InvalidArgument, "catalog_name and schema_name must be given together");
  TRY_ASSIGN(ListQuery query, page_query(call, "registered_model", kPages));
  if (!catalog.empty()) {
    TRY_ASSIGN(const Securable parent, find_securable(workspace, "schema", catalog + "." + schema));
    query.parent = parent.name;
  }
  return page_answer(workspace, query, "registered_models", [](JsonObject stored) {
    JsonObject info = public_part(std::move(stored));
    info.stable_erase("aliases");
    return info;
  });
}

Result<net::ServerResponse> create_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string catalog, need_text(*body, "catalog_name"));
  TRY_ASSIGN(const std::string schema, need_text(*body, "schema_name"));
  TRY_ASSIGN(const std::string name, uc_name(*body, "name"));
  TRY_VOID(find_securable(workspace, "catalog", catalog));
  TRY_ASSIGN(const Securable parent, find_securable(workspace, "schema", catalog + "." + schema));
  const std::string full = parent.name + "." + name;
  if (workspace.store.find("registered_model", full) != nullptr)
    return refusal(ErrorCode::AlreadyExists, fmt::format("Registered model '{}' already exists", full));
  const std::size_t dot = parent.name.find('.');
  JsonObject info{
      {"name", name},
      {"catalog_name", parent.name.substr(0, dot)},
      {"schema_name", parent.name.substr(dot + 1)},
      {"full_name", full},
      {"storage_location", fmt::format("s3://lakecode-local/metastore/{}/models/{}", workspace.metastore_id, full)}};
  copy_members(info, *body, {"comment", "storage_location"});
  stamp_created(workspace, call, info);
  TRY_VOID(put_body(workspace, "registered_model", full, info));
  return json_answer(info);
}

Result<net::ServerResponse> show_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject model, model_at(workspace, call.captures[0]));
  JsonObject info = public_part(std::move(model));
  if (!call.flag_query("include_aliases")) info.stable_erase("aliases");
  return json_answer(info);
}

Result<std::vector<RecordPointer>> versions_of(const Workspace& workspace, const std::string& full_name) {
  ListQuery query;
  query.kind = "model_version";
  query.parent = full_name;
  query.limit = SIZE_MAX;
  TRY_ASSIGN(RecordPage page, workspace.store.list(query));
  return std::move(page.records);
}

/// Moves a document whose id changes.
void move_document(Store::Change& change, const Workspace& workspace, std::string_view kind, const std::string& from,
                   const std::string& to) {
  auto body = find_body(workspace.store, kind, from);
  if (!body) return;
  change.erases.push_back({std::string(kind), from});
  change.puts.push_back({std::string(kind), to, JsonBox(std::move(*body))});
}

/// The model under new_name, with its versions, grants and tags. `model` becomes what it is then.
Result<void> rename_model(Workspace& workspace, const JsonValue& body, JsonObject& model) {
  TRY_ASSIGN(const std::string name, uc_name(body, "new_name"));
  const std::string from = json::string_at(model, "full_name");
  const std::string to = from.substr(0, from.rfind('.') + 1) + name;
  if (from == to) return put_body(workspace, "registered_model", from, model);
  if (workspace.store.find("registered_model", to) != nullptr)
    return refusal(ErrorCode::AlreadyExists, fmt::format("Registered model '{}' already exists", to));
  model["name"] = name;
  model["full_name"] = to;
  Store::Change change;
  TRY_ASSIGN(const auto versions, versions_of(workspace, from));
  for (const RecordPointer& record : versions) {
    JsonObject version = body_of(*record);
    version["model_name"] = name;
    version["lakecode_parent"] = to;
    change.erases.push_back({"model_version", record->id});
    change.puts.push_back({"model_version", to + record->id.substr(from.size()), JsonBox(std::move(version))});
  }
  for (const char* kind : {"grants", "tags"})
    move_document(change, workspace, kind, securable_key({securable_type("function"), from}),
                  securable_key({securable_type("function"), to}));
  change.erases.push_back({"registered_model", from});
  change.puts.push_back({"registered_model", to, JsonBox(model)});
  return workspace.store.commit(change);
}

Result<net::ServerResponse> update_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject model, model_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string new_name, text_member(*body, "new_name"));
  copy_members(model, *body, {"comment", "owner"});
  stamp_updated(workspace, call, model);
  if (!new_name.empty()) {
    TRY_VOID(rename_model(workspace, *body, model));
  } else {
    TRY_VOID(put_body(workspace, "registered_model", json::string_at(model, "full_name"), model));
  }
  return json_answer(public_part(std::move(model)));
}

Result<net::ServerResponse> delete_model(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject model, model_at(workspace, call.captures[0]));
  const std::string full = json::string_at(model, "full_name");
  Store::Change change;
  change.erases.push_back({"registered_model", full});
  TRY_ASSIGN(const auto versions, versions_of(workspace, full));
  for (const RecordPointer& version : versions) change.erases.push_back({"model_version", version->id});
  TRY_VOID(workspace.store.commit(change));
  TRY_VOID(forget_securable(workspace, {securable_type("function"), full}));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> list_versions(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject model, model_at(workspace, call.captures[0]));
  TRY_ASSIGN(ListQuery query, page_query(call, "model_version", kPages));
  query.parent = json::string_at(model, "full_name");
  query.newest_first = true;
  return page_answer(workspace, query, "model_versions");
}

/// The aliases of one version.
JsonObject with_aliases(const JsonObject& model, JsonObject version) {
  JsonArray aliases;
  for (const JsonValue& alias : json::array_at(model, "aliases")) {
    if (json::int_at(alias, "version_num") == json::int_at(version, "version")) aliases.push_back(alias);
  }
  JsonObject info = public_part(std::move(version));
  if (!aliases.empty()) info["aliases"] = std::move(aliases);
  return info;
}

Result<net::ServerResponse> show_version(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject model, model_at(workspace, call.captures[0]));
  TRY_ASSIGN(JsonObject version, version_at(workspace, model, call.captures[1]));
  return json_answer(with_aliases(model, std::move(version)));
}

Result<net::ServerResponse> update_version(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject model, model_at(workspace, call.captures[0]));
  TRY_ASSIGN(JsonObject version, version_at(workspace, model, call.captures[1]));
  TRY_ASSIGN(const JsonBox body, call.body());
  copy_members(version, *body, {"comment"});
  stamp_updated(workspace, call, version);
  TRY_VOID(put_body(workspace, "model_version", version_key(model, call.captures[1]), version));
  return json_answer(with_aliases(model, std::move(version)));
}

/// The model without the aliases that `goes` picks.
Result<void> drop_aliases(Workspace& workspace, JsonObject model, const std::function<bool(const JsonValue&)>& goes) {
  JsonArray kept;
  for (const JsonValue& alias : json::array_at(model, "aliases")) {
    if (!goes(alias)) kept.push_back(alias);
  }
  model["aliases"] = std::move(kept);
  const std::string full = json::string_at(model, "full_name");
  return put_body(workspace, "registered_model", full, std::move(model));
}

Result<net::ServerResponse> delete_version(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject model, model_at(workspace, call.captures[0]));
  TRY_VOID(version_at(workspace, model, call.captures[1]));
  TRY_VOID(erase_body(workspace, "model_version", version_key(model, call.captures[1])));
  TRY_VOID(drop_aliases(workspace, std::move(model), [&](const JsonValue& alias) {
    return std::to_string(json::int_at(alias, "version_num").value_or(0)) == call.captures[1];
  }));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> set_alias(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject model, model_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const auto number, int_member(*body, "version_num"));
  if (!number) return refusal(ErrorCode::InvalidArgument, "Missing required field: version_num");
  TRY_VOID(version_at(workspace, model, std::to_string(*number)));
  const std::string& name = call.captures[1];
  JsonObject alias{{"alias_name", name}, {"version_num", *number}};
  JsonArray aliases;
  for (const JsonValue& known : json::array_at(model, "aliases")) {
    if (json::string_at(known, "alias_name") != name) aliases.push_back(known);
  }
  aliases.push_back(alias);
  model["aliases"] = std::move(aliases);
  TRY_VOID(put_body(workspace, "registered_model", json::string_at(model, "full_name"), model));
  return json_answer(alias);
}

Error missing_alias(const std::string& name) {
  return refusal(ErrorCode::NotFound, fmt::format("Alias '{}' does not exist.", name));
}

Result<net::ServerResponse> delete_alias(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject model, model_at(workspace, call.captures[0]));
  const auto is_it = [&](const JsonValue& alias) { return json::string_at(alias, "alias_name") == call.captures[1]; };
  const JsonArray& aliases = json::array_at(model, "aliases");
  if (std::none_of(aliases.begin(), aliases.end(), is_it)) return missing_alias(call.captures[1]);
  TRY_VOID(drop_aliases(workspace, std::move(model), is_it));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> show_by_alias(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject model, model_at(workspace, call.captures[0]));
  for (const JsonValue& alias : json::array_at(model, "aliases")) {
    if (json::string_at(alias, "alias_name") != call.captures[1]) continue;
    const std::string number = std::to_string(json::int_at(alias, "version_num").value_or(0));
    TRY_ASSIGN(JsonObject version, version_at(workspace, model, number));
    return json_answer(with_aliases(model, std::move(version)));
  }
  return missing_alias(call.captures[1]);
}

/// What the MLflow client asks for when it registers a version in Unity Catalog.
Result<net::ServerResponse> register_version(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, need_text(*body, "name"));
  TRY_ASSIGN(const std::string source, need_text(*body, "source"));
  TRY_ASSIGN(JsonObject model, model_at(workspace, name));
  const std::int64_t number = json::int_at(model, "lakecode_next_version").value_or(1);
  const std::string full = json::string_at(model, "full_name");
  JsonObject version{
      {"model_name", json::string_at(model, "name")},
      {"catalog_name", json::string_at(model, "catalog_name")},
      {"schema_name", json::string_at(model, "schema_name")},
      {"version", number},
      {"source", source},
      {"status", "READY"},
      {"id", new_uuid(workspace)},
      {"storage_location", fmt::format("{}/versions/{}", json::string_at(model, "storage_location"), number)},
      {"lakecode_parent", full},
      {"lakecode_order", number}};
  copy_members(version, *body, {"run_id"});
  if (const std::string comment = json::string_at(*body, "description"); !comment.empty()) version["comment"] = comment;
  stamp_created(workspace, call, version);
  version.stable_erase("owner");
  model["lakecode_next_version"] = number + 1;
  Store::Change change;
  change.puts.push_back({"model_version", version_key(model, std::to_string(number)), JsonBox(version)});
  change.puts.push_back({"registered_model", full, JsonBox(std::move(model))});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{
      {"model_version",
       JsonObject{{"name", full}, {"version", std::to_string(number)}, {"source", source}, {"status", "READY"}}}});
}

}  // namespace

std::vector<Route> registered_models_routes() {
  return {{"GET", "/api/2.*/unity-catalog/models", answered<list_models>},
          {"POST", "/api/2.*/unity-catalog/models", answered<create_model>},
          {"GET", "/api/2.*/unity-catalog/models/{}", answered<show_model>},
          {"PATCH", "/api/2.*/unity-catalog/models/{}", answered<update_model>},
          {"DELETE", "/api/2.*/unity-catalog/models/{}", answered<delete_model>},
          {"GET", "/api/2.*/unity-catalog/models/{}/versions", answered<list_versions>},
          {"GET", "/api/2.*/unity-catalog/models/{}/versions/{}", answered<show_version>},
          {"PATCH", "/api/2.*/unity-catalog/models/{}/versions/{}", answered<update_version>},
          {"DELETE", "/api/2.*/unity-catalog/models/{}/versions/{}", answered<delete_version>},
          {"PUT", "/api/2.*/unity-catalog/models/{}/aliases/{}", answered<set_alias>},
          {"GET", "/api/2.*/unity-catalog/models/{}/aliases/{}", answered<show_by_alias>},
          {"DELETE", "/api/2.*/unity-catalog/models/{}/aliases/{}", answered<delete_alias>},
          {"POST", "/api/2.*/mlflow/unity-catalog/model-versions/create", answered<register_version>}};
}

}  // namespace lakecode::local
