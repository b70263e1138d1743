// The metastore and its assignment (API reference 3.7), and which workspaces a catalog or location is bound to.
// Stored: bindings (id "type name"): {"bindings":[{workspace_id, binding_type}]}.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/engine/table_info.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

std::int64_t workspace_number(const Workspace& workspace) {
  return text::parse_int(workspace.workspace_id).value_or(0);
}

Result<net::ServerResponse> show_assignment(Workspace& workspace, const Call& /*call*/) {
  return json_answer(JsonObject{{"metastore_id", workspace.metastore_id},
                                {"workspace_id", workspace_number(workspace)},
                                {"default_catalog_name", default_catalog(workspace.store)}});
}

JsonObject metastore_info(const Workspace& workspace) {
  return {{"metastore_id", workspace.metastore_id},
          {"name", kMetastoreName},
          {"cloud", "aws"},
          {"region", "eu-west-1"},
          {"global_metastore_id", "aws:eu-west-1:" + workspace.metastore_id},
          {"owner", me_of(workspace.store).user_name},
          {"privilege_model_version", "1.0"}};
}

Result<net::ServerResponse> show_summary(Workspace& workspace, const Call& /*call*/) {
  return json_answer(metastore_info(workspace));
}

Result<net::ServerResponse> list_metastores(Workspace& workspace, const Call& /*call*/) {
  return json_answer(JsonObject{{"metastores", JsonArray{metastore_info(workspace)}}});
}

Result<net::ServerResponse> show_metastore(Workspace& workspace, const Call& call) {
  TRY_VOID(find_securable(workspace, "metastore", call.captures[0]));
  return json_answer(metastore_info(workspace));
}

Result<net::ServerResponse> list_system_schemas(Workspace& workspace, const Call& call) {
  TRY_VOID(find_securable(workspace, "metastore", call.captures[0]));
  ListQuery query;
  query.kind = "schema";
  query.parent = "system";
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  JsonArray schemas;
  for (const RecordPointer& record : page.records) {
    const std::string name = record->id.substr(7);
    const auto switched = find_body(workspace.store, "system_schema", name);
    schemas.push_back(JsonObject{
        {"schema", name}, {"state", switched ? json::string_at(*switched, "state") : std::string("ENABLE_COMPLETED")}});
  }
  return json_answer(JsonObject{{"schemas", std::move(schemas)}});
}

/// The schemas of `system` are always there; what is switched off is only shown as available. Stored: system_schema
/// (name): {"state"}.
Result<net::ServerResponse> switch_system_schema(Workspace& workspace, const Call& call, std::string_view state) {
  TRY_VOID(find_securable(workspace, "metastore", call.captures[0]));
  const std::string& name = call.captures[1];
  if (workspace.store.find("schema", "system." + name) == nullptr)
    return refusal(ErrorCode::NotFound, fmt::format("System schema '{}' does not exist.", name));
  TRY_VOID(put_body(workspace, "system_schema", name, {{"state", state}}));
  return json_answer(JsonObject{});
}
Result<net::ServerResponse> enable_system_schema(Workspace& workspace, const Call& call) {
  return switch_system_schema(workspace, call, "ENABLE_COMPLETED");
}
Result<net::ServerResponse> disable_system_schema(Workspace& workspace, const Call& call) {
  return switch_system_schema(workspace, call, "AVAILABLE");
}

JsonArray bindings_of(const Workspace& workspace, const Securable& securable) {
  const auto body = find_body(workspace.store, "bindings", securable_key(securable));
  return body ? json::array_at(*body, "bindings") : JsonArray();
}

Result<net::ServerResponse> show_bindings(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable found, find_securable(workspace, call.captures[0], call.captures[1]));
  return json_answer(JsonObject{{"bindings", bindings_of(workspace, found)}});
}

/// `add` after `remove`, by workspace.
Result<void> change_bindings(Workspace& workspace, const Securable& securable, const JsonArray& add,
                             const JsonArray& remove) {
  JsonArray kept;
  for (const JsonValue& known : bindings_of(workspace, securable)) {
    const auto id = json::int_at(known, "workspace_id");
    bool stays = true;
    for (const JsonArray* list : {&add, &remove}) {
      for (const JsonValue& other : *list) stays = stays && json::int_at(other, "workspace_id") != id;
    }
    if (stays) kept.push_back(known);
  }
  for (const JsonValue& binding : add) {
    const auto id = json::int_at(binding, "workspace_id");
    if (!id) return refusal(ErrorCode::InvalidArgument, "Missing required field: workspace_id");
    const std::string type = json::string_at(binding, "binding_type");
    kept.push_back(
        JsonObject{{"workspace_id", *id}, {"binding_type", type.empty() ? "BINDING_TYPE_READ_WRITE" : type}});
  }
  return put_body(workspace, "bindings", securable_key(securable), {{"bindings", std::move(kept)}});
}

Result<net::ServerResponse> update_bindings(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable found, find_securable(workspace, call.captures[0], call.captures[1]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_VOID(change_bindings(workspace, found, json::array_at(*body, "add"), json::array_at(*body, "remove")));
  return json_answer(JsonObject{{"bindings", bindings_of(workspace, found)}});
}

net::ServerResponse workspaces_answer(const Workspace& workspace, const Securable& catalog) {
  JsonArray ids;
  for (const JsonValue& binding : bindings_of(workspace, catalog))
    ids.emplace_back(json::int_at(binding, "workspace_id").value_or(0));
  return json_answer(JsonObject{{"workspaces", std::move(ids)}});
}

Result<net::ServerResponse> show_catalog_workspaces(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable catalog, find_securable(workspace, "catalog", call.captures[0]));
  return workspaces_answer(workspace, catalog);
}

Result<net::ServerResponse> update_catalog_workspaces(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable catalog, find_securable(workspace, "catalog", call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  const auto as_bindings = [&](std::string_view name) {
    JsonArray list;
    for (const JsonValue& id : json::array_at(*body, name)) list.push_back(JsonObject{{"workspace_id", id}});
    return list;
  };
  TRY_VOID(change_bindings(workspace, catalog, as_bindings("assign_workspaces"), as_bindings("unassign_workspaces")));
  return workspaces_answer(workspace, catalog);
}

}  // namespace

std::vector<Route> metastores_routes() {
  return {{"GET", "/api/2.*/unity-catalog/current-metastore-assignment", answered<show_assignment>},
          {"GET", "/api/2.*/unity-catalog/metastore_summary", answered<show_summary>},
          {"GET", "/api/2.*/unity-catalog/metastores", answered<list_metastores>},
          {"GET", "/api/2.*/unity-catalog/metastores/{}", answered<show_metastore>},
          {"GET", "/api/2.*/unity-catalog/metastores/{}/systemschemas", answered<list_system_schemas>},
          {"PUT", "/api/2.*/unity-catalog/metastores/{}/systemschemas/{}", answered<enable_system_schema>},
          {"DELETE", "/api/2.*/unity-catalog/metastores/{}/systemschemas/{}", answered<disable_system_schema>},
          {"GET", "/api/2.*/unity-catalog/bindings/{}/{}", answered<show_bindings>},
          {"PATCH", "/api/2.*/unity-catalog/bindings/{}/{}", answered<update_bindings>},
          {"GET", "/api/2.*/unity-catalog/workspace-bindings/catalogs/{}", answered<show_catalog_workspaces>},
          {"PATCH", "/api/2.*/unity-catalog/workspace-bindings/catalogs/{}", answered<update_catalog_workspaces>}};
}

}  // namespace lakecode::local
