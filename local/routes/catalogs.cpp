// Catalogs and schemas of Unity Catalog (API reference 3.7): they live in the engine; the documents say more about
// them.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

constexpr PageShape kPages{"", "max_results", 100, 1000};

const SecurableType& catalog_type() {
  return *securable_type("catalog");
}
const SecurableType& schema_type() {
  return *securable_type("schema");
}

Result<net::ServerResponse> list_catalogs(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const ListQuery query, page_query(call, "catalog", kPages));
  return page_answer(workspace, query, "catalogs");
}

Result<net::ServerResponse> list_schemas(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string given, need_query(call, "catalog_name"));
  TRY_ASSIGN(const Securable catalog, find_securable(workspace, "catalog", given));
  TRY_ASSIGN(ListQuery query, page_query(call, "schema", kPages));
  query.parent = catalog.name;
  return page_answer(workspace, query, "schemas");
}

Result<net::ServerResponse> show(Workspace& workspace, const Call& call, std::string_view type) {
  TRY_ASSIGN(const Securable found, find_securable(workspace, type, call.captures[0]));
  return json_answer(public_part(*find_body(workspace.store, found.type->kind, found.name)));
}

Result<net::ServerResponse> show_catalog(Workspace& workspace, const Call& call) {
  return show(workspace, call, "catalog");
}

Result<net::ServerResponse> show_schema(Workspace& workspace, const Call& call) {
  return show(workspace, call, "schema");
}

/// Lays `fields` of the request over the document that the engine made.
Result<net::ServerResponse> finish(Workspace& workspace, const Call& call, const Securable& securable,
                                   const std::vector<std::string_view>& fields, const JsonValue& body) {
  auto info = find_body(workspace.store, securable.type->kind, securable.name);
  if (!info) return missing_securable(*securable.type, securable.name);
  copy_members(*info, body, fields);
  if (info->contains("connection_name")) (*info)["catalog_type"] = "FOREIGN_CATALOG";
  if (info->contains("share_name")) (*info)["catalog_type"] = "DELTASHARING_CATALOG";
  stamp_updated(workspace, call, *info);
  TRY_VOID(put_body(workspace, securable.type->kind, securable.name, *info));
  return json_answer(public_part(std::move(*info)));
}

Result<net::ServerResponse> create_catalog(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, uc_name(*body, "name"));
  TRY_ASSIGN(const std::string connection, text_member(*body, "connection_name"));
  if (workspace.store.find("catalog", name) != nullptr) return existing_securable(catalog_type(), name);
  if (!connection.empty() && workspace.store.find("connection", text::to_lower(connection)) == nullptr)
    return missing_securable(*securable_type("connection"), connection);
  TRY_VOID(run_definition(workspace, call, "CREATE CATALOG " + quote_names(name)));
  TRY_VOID(run_definition(workspace, call, "CREATE SCHEMA IF NOT EXISTS " + quote_names(name + ".default")));
  return finish(workspace, call, {&catalog_type(), name},
                {"comment", "properties", "storage_root", "isolation_mode", "connection_name", "options",
                 "provider_name", "share_name", "custom_max_retention_hours"},
                *body);
}

Result<net::ServerResponse> create_schema(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string catalog_name, need_text(*body, "catalog_name"));
  TRY_ASSIGN(const std::string name, uc_name(*body, "name"));
  TRY_ASSIGN(const Securable catalog, find_securable(workspace, "catalog", catalog_name));
  const std::string full = catalog.name + "." + name;
  if (workspace.store.find("schema", full) != nullptr) return existing_securable(schema_type(), full);
  TRY_VOID(run_definition(workspace, call, "CREATE SCHEMA " + quote_names(full)));
  return finish(workspace, call, {&schema_type(), full},
                {"comment", "properties", "storage_root", "custom_max_retention_hours"}, *body);
}

/// Something of `kinds` directly under `parent`.
bool has_children(const Store& store, const std::string& parent, const std::vector<std::string_view>& kinds) {
  for (const std::string_view kind : kinds) {
    ListQuery query;
    query.kind = kind;
    query.parent = parent;
    query.limit = 1;
    const auto page = store.list(query);
    if (page && !page->records.empty()) return true;
  }
  return false;
}

const std::vector<std::string_view> kInSchema{"table", "volume", "function", "registered_model"};

/// The schemas of a catalog that are somebody's, by full name; of a schema, itself.
Result<std::vector<std::string>> schemas_in(const Workspace& workspace, const Securable& of) {
  if (of.type->type == "schema") return std::vector<std::string>{of.name};
  ListQuery query;
  query.kind = "schema";
  query.parent = of.name;
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  std::vector<std::string> names;
  for (const RecordPointer& record : page.records) {
    if (!record->id.ends_with(".information_schema")) names.push_back(record->id);
  }
  return names;
}

/// What is said of one object and hangs on it, under its new name.
void carry_over(const Workspace& workspace, const Securable& from, const Securable& to, Store::Change& change) {
  JsonObject info = find_body(workspace.store, to.type->kind, to.name).value_or(JsonObject());
  const JsonObject made = info;
  lay_over(info, find_body(workspace.store, from.type->kind, from.name).value_or(JsonObject()));
  for (const char* place : {"name", "full_name", "catalog_name", "lakecode_parent"}) {
    if (const JsonValue* value = json::find(made, place)) info[place] = *value;
  }
  change.puts.push_back({std::string(to.type->kind), to.name, JsonBox(std::move(info))});
  for (const char* kind : {"grants", "tags", "bindings"}) {
    if (auto attached = find_body(workspace.store, kind, securable_key(from)))
      change.puts.push_back({kind, securable_key(to), JsonBox(std::move(*attached))});
  }
}

/// Made anew under the new name, with all that is said of it, and dropped under the old one: while nothing is in it.
Result<Securable> rename(Workspace& workspace, const Call& call, const Securable& from, const JsonValue& body) {
  TRY_ASSIGN(const std::string name, uc_name(body, "new_name"));
  const Securable to{from.type, from.name.substr(0, from.name.rfind('.') + 1) + name};
  if (to.name == from.name) return to;
  if (workspace.store.find(to.type->kind, to.name) != nullptr) return existing_securable(*to.type, to.name);
  TRY_ASSIGN(const std::vector<std::string> schemas, schemas_in(workspace, from));
  for (const std::string& schema : schemas) {
    if (has_children(workspace.store, schema, kInSchema)) {
      return refusal(ErrorCode::Unsupported,
                     fmt::format("The embedded workspace renames a {} only while it is empty; '{}' is not",
                                 from.type->type, schema));
    }
  }
  TRY_VOID(run_definition(workspace, call, fmt::format("CREATE {} {}", to.type->wire, quote_names(to.name))));
  Store::Change change;
  carry_over(workspace, from, to, change);
  for (const std::string& schema : schemas) {
    if (schema == from.name) continue;
    const Securable moved{&schema_type(), to.name + schema.substr(from.name.size())};
    TRY_VOID(run_definition(workspace, call, "CREATE SCHEMA IF NOT EXISTS " + quote_names(moved.name)));
    carry_over(workspace, {&schema_type(), schema}, moved, change);
  }
  TRY_VOID(workspace.store.commit(change));
  TRY_VOID(run_definition(workspace, call, fmt::format("DROP {} {} CASCADE", from.type->wire, quote_names(from.name))));
  TRY_VOID(forget_securable(workspace, from));
  return to;
}

Result<net::ServerResponse> update(Workspace& workspace, const Call& call, std::string_view type) {
  TRY_ASSIGN(Securable found, find_securable(workspace, type, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string new_name, text_member(*body, "new_name"));
  if (!new_name.empty()) {
    TRY_ASSIGN(found, rename(workspace, call, found, *body));
  }
  return finish(workspace, call, found,
                {"comment", "owner", "properties", "isolation_mode", "options", "enable_predictive_optimization",
                 "custom_max_retention_hours"},
                *body);
}

Result<net::ServerResponse> update_catalog(Workspace& workspace, const Call& call) {
  return update(workspace, call, "catalog");
}

Result<net::ServerResponse> update_schema(Workspace& workspace, const Call& call) {
  return update(workspace, call, "schema");
}

/// Every catalog has a schema "default" from the start: an empty one does not count.
bool is_empty_catalog(const Store& store, const std::string& catalog) {
  ListQuery query;
  query.kind = "schema";
  query.parent = catalog;
  query.limit = 1;
  query.filter = [&](const Record& record) {
    if (record.id.ends_with(".information_schema")) return false;
    return record.id != catalog + ".default";
  };
  const auto page = store.list(query);
  return page && page->records.empty() && !has_children(store, catalog + ".default", kInSchema);
}

Error not_empty(const Securable& securable) {
  return refusal(ErrorCode::InvalidArgument,
                 fmt::format("{} '{}' is not empty. Delete what it holds first, or use force.", securable.type->words,
                             securable.name));
}

Result<net::ServerResponse> drop(Workspace& workspace, const Call& call, const Securable& securable, bool empty) {
  if (!empty && !call.flag_query("force")) return not_empty(securable);
  if (securable.name == "system" || securable.name.starts_with("system.") ||
      securable.name.ends_with(".information_schema"))
    return refusal(ErrorCode::PermissionDenied, fmt::format("'{}' belongs to the system", securable.name));
  TRY_VOID(run_definition(workspace, call,
                          fmt::format("DROP {} {} CASCADE", securable.type->wire, quote_names(securable.name))));
  TRY_VOID(forget_securable(workspace, securable));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_catalog(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable catalog, find_securable(workspace, "catalog", call.captures[0]));
  return drop(workspace, call, catalog, is_empty_catalog(workspace.store, catalog.name));
}

Result<net::ServerResponse> delete_schema(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable schema, find_securable(workspace, "schema", call.captures[0]));
  return drop(workspace, call, schema, !has_children(workspace.store, schema.name, kInSchema));
}

}  // namespace

std::vector<Route> catalogs_routes() {
  return {{"GET", "/api/2.*/unity-catalog/catalogs", answered<list_catalogs>},
          {"POST", "/api/2.*/unity-catalog/catalogs", answered<create_catalog>},
          {"GET", "/api/2.*/unity-catalog/catalogs/{}", answered<show_catalog>},
          {"PATCH", "/api/2.*/unity-catalog/catalogs/{}", answered<update_catalog>},
          {"DELETE", "/api/2.*/unity-catalog/catalogs/{}", answered<delete_catalog>},
          {"GET", "/api/2.*/unity-catalog/schemas", answered<list_schemas>},
          {"POST", "/api/2.*/unity-catalog/schemas", answered<create_schema>},
          {"GET", "/api/2.*/unity-catalog/schemas/{}", answered<show_schema>},
          {"PATCH", "/api/2.*/unity-catalog/schemas/{}", answered<update_schema>},
          {"DELETE", "/api/2.*/unity-catalog/schemas/{}", answered<delete_schema>}};
}

}  // namespace lakecode::local
