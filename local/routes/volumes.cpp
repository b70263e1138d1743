// Volumes and functions of Unity Catalog (API reference 3.7). Both are documents; the files of a volume are served by
// volume_files.cpp. A function that is registered here is described, not callable, unless SQL defined it.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/file_tree.h"
#include "local/routes/groups.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

constexpr PageShape kPages{"", "max_results", 100, 1000};

const SecurableType& volume_type() {
  return *securable_type("volume");
}
const SecurableType& function_type() {
  return *securable_type("function");
}

Result<net::ServerResponse> list_in_schema(Workspace& workspace, const Call& call, std::string_view kind,
                                           std::string_view array) {
  TRY_ASSIGN(const std::string catalog, need_query(call, "catalog_name"));
  TRY_ASSIGN(const std::string schema, need_query(call, "schema_name"));
  TRY_VOID(find_securable(workspace, "catalog", catalog));
  TRY_ASSIGN(const Securable parent, find_securable(workspace, "schema", catalog + "." + schema));
  TRY_ASSIGN(ListQuery query, page_query(call, kind, kPages));
  query.parent = parent.name;
  return page_answer(workspace, query, array);
}

Result<net::ServerResponse> list_volumes(Workspace& workspace, const Call& call) {
  return list_in_schema(workspace, call, "volume", "volumes");
}

Result<net::ServerResponse> list_functions(Workspace& workspace, const Call& call) {
  return list_in_schema(workspace, call, "function", "functions");
}

/// catalog, schema and name of a new object in an existing schema.
Result<JsonObject> start_info(const Workspace& workspace, const JsonValue& body, const SecurableType& type) {
  TRY_ASSIGN(const std::string catalog, need_text(body, "catalog_name"));
  TRY_ASSIGN(const std::string schema, need_text(body, "schema_name"));
  TRY_ASSIGN(const std::string name, uc_name(body, "name"));
  TRY_VOID(find_securable(workspace, "catalog", catalog));
  TRY_ASSIGN(const Securable parent, find_securable(workspace, "schema", catalog + "." + schema));
  const std::string full = parent.name + "." + name;
  if (workspace.store.find(type.kind, full) != nullptr) return existing_securable(type, full);
  const std::size_t dot = parent.name.find('.');
  return JsonObject{{"name", name},
                    {"catalog_name", parent.name.substr(0, dot)},
                    {"schema_name", parent.name.substr(dot + 1)},
                    {"full_name", full}};
}

Result<net::ServerResponse> create_volume(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string type, need_text(*body, "volume_type"));
  TRY_ASSIGN(const std::string location, text_member(*body, "storage_location"));
  if (type != "MANAGED" && type != "EXTERNAL")
    return refusal(ErrorCode::InvalidArgument, fmt::format("volume_type must be MANAGED or EXTERNAL, got {}", type));
  if (type == "EXTERNAL" && location.empty())
    return refusal(ErrorCode::InvalidArgument,
                   "Missing required field: storage_location (an external volume needs it)");
  TRY_ASSIGN(JsonObject info, start_info(workspace, *body, volume_type()));
  const std::string id = new_uuid(workspace);
  info["volume_type"] = type;
  info["volume_id"] = id;
  info["storage_location"] =
      location.empty() ? fmt::format("s3://lakecode-local/metastore/{}/volumes/{}", workspace.metastore_id, id)
                       : location;
  copy_members(info, *body, {"comment"});
  stamp_created(workspace, call, info);
  const std::string full = json::string_at(info, "full_name");
  TRY_VOID(FileTree(workspace.files / "volumes").make_folders(text::replace_all(full, ".", "/")));
  TRY_VOID(put_body(workspace, "volume", full, info));
  return json_answer(info);
}

Result<net::ServerResponse> show(Workspace& workspace, const Call& call, const SecurableType& type) {
  auto body = find_body(workspace.store, type.kind, text::to_lower(call.captures[0]));
  if (!body) return missing_securable(type, call.captures[0]);
  return json_answer(public_part(std::move(*body)));
}

Result<net::ServerResponse> show_volume(Workspace& workspace, const Call& call) {
  return show(workspace, call, volume_type());
}

Result<net::ServerResponse> show_function(Workspace& workspace, const Call& call) {
  return show(workspace, call, function_type());
}

Result<net::ServerResponse> update_volume(Workspace& workspace, const Call& call) {
  const std::string known = text::to_lower(call.captures[0]);
  auto info = find_body(workspace.store, "volume", known);
  if (!info) return missing_securable(volume_type(), call.captures[0]);
  TRY_ASSIGN(const JsonBox body, call.body());
  copy_members(*info, *body, {"comment", "owner"});
  stamp_updated(workspace, call, *info);
  std::string full = known;
  if (const JsonValue* given = json::find(*body, "new_name"); given != nullptr && !given->is_null()) {
    TRY_ASSIGN(const std::string name, uc_name(*body, "new_name"));
    full = known.substr(0, known.rfind('.') + 1) + name;
    if (full != known && workspace.store.find("volume", full) != nullptr)
      return existing_securable(volume_type(), full);
    (*info)["name"] = name;
    (*info)["full_name"] = full;
  }
  Store::Change change;
  if (full != known) {
    FileTree tree(workspace.files / "volumes");
    const std::string from = text::replace_all(known, ".", "/");
    if (tree.find(from)) TRY_VOID(tree.move(from, text::replace_all(full, ".", "/")));
    change.erases.push_back({"volume", known});
    for (const char* kind : {"grants", "tags"}) {
      if (auto attached = find_body(workspace.store, kind, "volume " + known)) {
        change.erases.push_back({kind, "volume " + known});
        change.puts.push_back({kind, "volume " + full, JsonBox(std::move(*attached))});
      }
    }
  }
  change.puts.push_back({"volume", full, JsonBox(*info)});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(public_part(std::move(*info)));
}

Result<net::ServerResponse> remove(Workspace& workspace, const Call& call, const SecurableType& type) {
  const std::string name = text::to_lower(call.captures[0]);
  if (workspace.store.find(type.kind, name) == nullptr) return missing_securable(type, call.captures[0]);
  TRY_VOID(erase_body(workspace, type.kind, name));
  TRY_VOID(forget_securable(workspace, {&type, name}));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_volume(Workspace& workspace, const Call& call) {
  return remove(workspace, call, volume_type());
}

/// The parameters as CREATE FUNCTION takes them.
Result<std::string> parameters_of(const JsonValue& info, std::string_view list) {
  std::string out;
  const JsonObject& wrapped = json::object_at(info, list);
  for (const JsonValue& parameter : json::array_at(wrapped, "parameters")) {
    TRY_ASSIGN(const std::string name, need_text(parameter, "name"));
    TRY_ASSIGN(const std::string type, need_text(parameter, "type_text"));
    const std::string usual = json::string_at(parameter, "parameter_default");
    out += fmt::format("{}{} {}{}", out.empty() ? "" : ", ", quote_names(name), type,
                       usual.empty() ? "" : " DEFAULT " + usual);
  }
  return out;
}

/// The statement that makes the function callable.
Result<std::string> definition_of(const JsonObject& info) {
  TRY_ASSIGN(const std::string parameters, parameters_of(info, "input_params"));
  TRY_ASSIGN(const std::string columns, parameters_of(info, "return_params"));
  const bool table = json::string_at(info, "data_type") == "TABLE_TYPE";
  std::string returns = json::string_at(info, "full_data_type");
  if (table) returns = columns.empty() ? "TABLE" : fmt::format("TABLE ({})", columns);
  return fmt::format("CREATE FUNCTION {}({}) RETURNS {} RETURN {}", quote_names(json::string_at(info, "full_name")),
                     parameters, returns, json::string_at(info, "routine_definition"));
}

Result<net::ServerResponse> create_function(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  const JsonValue* given = json::find(*body, "function_info");
  if (given == nullptr || !given->is_object())
    return refusal(ErrorCode::InvalidArgument, "Missing required field: function_info");
  TRY_VOID(need_text(*given, "routine_definition"));
  TRY_ASSIGN(const std::string language, need_text(*given, "routine_body"));
  if (language != "SQL" && language != "EXTERNAL")
    return refusal(ErrorCode::InvalidArgument, fmt::format("routine_body must be SQL or EXTERNAL, got {}", language));
  TRY_ASSIGN(JsonObject info, start_info(workspace, *given, function_type()));
  JsonObject whole = given->as_object();
  lay_over(whole, info);
  whole["function_id"] = new_uuid(workspace);
  stamp_created(workspace, call, whole);
  if (language == "SQL" && workspace.engine != nullptr) {
    TRY_ASSIGN(const std::string definition, definition_of(whole));
    TRY_VOID(run_definition(workspace, call, definition));
  }
  TRY_VOID(put_body(workspace, "function", json::string_at(info, "full_name"), whole));
  return json_answer(public_part(std::move(whole)));
}

Result<net::ServerResponse> update_function(Workspace& workspace, const Call& call) {
  const std::string name = text::to_lower(call.captures[0]);
  auto info = find_body(workspace.store, "function", name);
  if (!info) return missing_securable(function_type(), call.captures[0]);
  TRY_ASSIGN(const JsonBox body, call.body());
  copy_members(*info, *body, {"owner"});
  stamp_updated(workspace, call, *info);
  TRY_VOID(put_body(workspace, "function", name, *info));
  return json_answer(public_part(std::move(*info)));
}

Result<net::ServerResponse> delete_function(Workspace& workspace, const Call& call) {
  const std::string name = text::to_lower(call.captures[0]);
  const auto info = find_body(workspace.store, "function", name);
  if (info && json::string_at(*info, "routine_body") == "SQL" && workspace.engine != nullptr) {
    TRY_VOID(run_definition(workspace, call, "DROP FUNCTION " + quote_names(name)));
    TRY_VOID(forget_securable(workspace, {&function_type(), name}));
    return json_answer(JsonObject{});
  }
  return remove(workspace, call, function_type());
}

}  // namespace

std::vector<Route> volumes_routes() {
  return {{"GET", "/api/2.*/unity-catalog/volumes", answered<list_volumes>},
          {"POST", "/api/2.*/unity-catalog/volumes", answered<create_volume>},
          {"GET", "/api/2.*/unity-catalog/volumes/{}", answered<show_volume>},
          {"PATCH", "/api/2.*/unity-catalog/volumes/{}", answered<update_volume>},
          {"DELETE", "/api/2.*/unity-catalog/volumes/{}", answered<delete_volume>},
          {"GET", "/api/2.*/unity-catalog/functions", answered<list_functions>},
          {"POST", "/api/2.*/unity-catalog/functions", answered<create_function>},
          {"GET", "/api/2.*/unity-catalog/functions/{}", answered<show_function>},
          {"PATCH", "/api/2.*/unity-catalog/functions/{}", answered<update_function>},
          {"DELETE", "/api/2.*/unity-catalog/functions/{}", answered<delete_function>}};
}

}  // namespace lakecode::local
