// Secret scopes, the names of their secrets, and who may use them (authorization.cpp asks the ACLs). The values are
// thrown away: nothing here can show them. Stored: secret_scope (name); secret (scope/key): {key,
// last_updated_timestamp}; secret_acl (scope/principal).

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/principals.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMostName = 128;
constexpr std::size_t kMostValue = 128UL * 1024;

Result<std::string> checked_name(const JsonValue& body, std::string_view member) {
  TRY_ASSIGN(std::string name, need_text(body, member));
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@/ ";
  if (name.size() > kMostName || name.find_first_not_of(kAllowed) != std::string::npos) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("Invalid {}: it has up to {} letters, digits, dashes, underscores, @ and periods",
                               member, kMostName));
  }
  return name;
}

Error missing_scope(const std::string& scope) {
  return refusal(ErrorCode::NotFound, fmt::format("Scope {} does not exist!", scope));
}

Result<void> need_scope(const Workspace& workspace, const std::string& scope) {
  return workspace.store.find("secret_scope", scope) == nullptr ? missing_scope(scope) : Result<void>();
}

Result<std::string> scope_of(const Workspace& workspace, const JsonValue& body) {
  TRY_ASSIGN(std::string scope, need_text(body, "scope"));
  TRY_VOID(need_scope(workspace, scope));
  return scope;
}

Result<std::string> queried_scope(const Workspace& workspace, const Call& call) {
  TRY_ASSIGN(std::string scope, need_query(call, "scope"));
  TRY_VOID(need_scope(workspace, scope));
  return scope;
}

Result<net::ServerResponse> create_scope(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string scope, checked_name(*body, "scope"));
  TRY_ASSIGN(const std::string backend, text_member(*body, "scope_backend_type"));
  TRY_ASSIGN(const std::string principal, text_member(*body, "initial_manage_principal"));
  if (!backend.empty() && backend != "DATABRICKS") {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("The embedded workspace has scopes of the backend DATABRICKS only, not {}", backend));
  }
  if (!principal.empty() && principal != "users") {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("initial_manage_principal can be the group users only, got {}", principal));
  }
  if (workspace.store.find("secret_scope", scope) != nullptr) {
    Error error = refusal(ErrorCode::AlreadyExists, fmt::format("Scope {} already exists!", scope));
    error.http_status = 400;
    return error;
  }
  const std::string manager = principal.empty() ? me_of(workspace.store, call.identity).user_name : principal;
  Store::Change change;
  change.puts.push_back({"secret_scope", scope, JsonBox(JsonObject{{"name", scope}, {"backend_type", "DATABRICKS"}})});
  change.puts.push_back(
      {"secret_acl", scope + "/" + manager,
       JsonBox(JsonObject{{"principal", manager}, {"permission", "MANAGE"}, {"lakecode_parent", scope}})});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

Result<std::vector<RecordPointer>> records_in(const Workspace& workspace, std::string_view kind,
                                              const std::string& scope) {
  ListQuery query;
  query.kind = kind;
  query.limit = SIZE_MAX;
  if (!scope.empty()) query.parent = scope;
  TRY_ASSIGN(RecordPage page, workspace.store.list(query));
  return std::move(page.records);
}

Result<net::ServerResponse> list_all(const Workspace& workspace, std::string_view kind, const std::string& scope,
                                     std::string_view array) {
  TRY_ASSIGN(const auto records, records_in(workspace, kind, scope));
  JsonArray elements;
  for (const RecordPointer& record : records) elements.push_back(public_part(body_of(*record)));
  JsonObject answer;
  if (!elements.empty()) answer[array] = std::move(elements);
  return json_answer(answer);
}

Result<net::ServerResponse> list_scopes(Workspace& workspace, const Call& /*call*/) {
  return list_all(workspace, "secret_scope", "", "scopes");
}

Result<net::ServerResponse> delete_scope(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string scope, scope_of(workspace, *body));
  Store::Change change;
  change.erases.push_back({"secret_scope", scope});
  for (const char* kind : {"secret", "secret_acl"}) {
    TRY_ASSIGN(const auto records, records_in(workspace, kind, scope));
    for (const RecordPointer& record : records) change.erases.push_back({kind, record->id});
  }
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

/// A value, given as text or as base64, is one that the platform would take.
Result<void> check_value(const JsonValue& body) {
  const bool text = json::find(body, "string_value") != nullptr;
  if (text == (json::find(body, "bytes_value") != nullptr))
    return refusal(ErrorCode::InvalidArgument, "Exactly one of string_value and bytes_value must be given");
  TRY_ASSIGN(std::string value, text_member(body, text ? "string_value" : "bytes_value"));
  if (!text) {
    auto bytes = crypto::base64_decode(value);
    if (!bytes) return refusal(ErrorCode::InvalidArgument, "bytes_value must be base64");
    value = std::move(*bytes);
  }
  if (value.size() > kMostValue)
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("The secret has {} bytes; it may have {}", value.size(), kMostValue));
  return {};
}

Result<net::ServerResponse> put_secret(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string scope, scope_of(workspace, *body));
  TRY_ASSIGN(const std::string key, checked_name(*body, "key"));
  TRY_VOID(check_value(*body));
  TRY_VOID(put_body(workspace, "secret", scope + "/" + key,
                    {{"key", key}, {"last_updated_timestamp", now_ms(workspace)}, {"lakecode_parent", scope}}));
  return json_answer(JsonObject{});
}

Error missing_secret(const std::string& scope, const std::string& key) {
  return refusal(ErrorCode::NotFound, fmt::format("Secret does not exist with scope: {} and key: {}", scope, key));
}

Result<net::ServerResponse> get_secret(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string scope, queried_scope(workspace, call));
  TRY_ASSIGN(const std::string key, need_query(call, "key"));
  if (workspace.store.find("secret", scope + "/" + key) == nullptr) return missing_secret(scope, key);
  return refusal(
      ErrorCode::PermissionDenied,
      fmt::format("The embedded workspace keeps the names of secrets, not their values: {}/{} cannot be read", scope,
                  key));
}

Result<net::ServerResponse> list_secrets(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string scope, queried_scope(workspace, call));
  return list_all(workspace, "secret", scope, "secrets");
}

Result<net::ServerResponse> delete_secret(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string scope, scope_of(workspace, *body));
  TRY_ASSIGN(const std::string key, need_text(*body, "key"));
  if (workspace.store.find("secret", scope + "/" + key) == nullptr) return missing_secret(scope, key);
  TRY_VOID(erase_body(workspace, "secret", scope + "/" + key));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> put_acl(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string scope, scope_of(workspace, *body));
  TRY_ASSIGN(const std::string principal, need_text(*body, "principal"));
  TRY_ASSIGN(const std::string permission, need_text(*body, "permission"));
  if (permission != "READ" && permission != "WRITE" && permission != "MANAGE")
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("permission must be READ, WRITE or MANAGE, got {}", permission));
  if (!is_principal(workspace.store, principal))
    return refusal(ErrorCode::NotFound, fmt::format("Principal {} does not exist.", principal));
  TRY_VOID(put_body(workspace, "secret_acl", scope + "/" + principal,
                    {{"principal", principal}, {"permission", permission}, {"lakecode_parent", scope}}));
  return json_answer(JsonObject{});
}

Error missing_acl(const std::string& scope, const std::string& principal) {
  return refusal(ErrorCode::NotFound,
                 fmt::format("Failed to get secret acl for principal {} for scope {}.", principal, scope));
}

Result<net::ServerResponse> get_acl(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string scope, queried_scope(workspace, call));
  TRY_ASSIGN(const std::string principal, need_query(call, "principal"));
  auto acl = find_body(workspace.store, "secret_acl", scope + "/" + principal);
  if (!acl) return missing_acl(scope, principal);
  return json_answer(public_part(std::move(*acl)));
}

Result<net::ServerResponse> list_acls(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string scope, queried_scope(workspace, call));
  return list_all(workspace, "secret_acl", scope, "items");
}

Result<net::ServerResponse> delete_acl(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string scope, scope_of(workspace, *body));
  TRY_ASSIGN(const std::string principal, need_text(*body, "principal"));
  if (workspace.store.find("secret_acl", scope + "/" + principal) == nullptr) return missing_acl(scope, principal);
  TRY_VOID(erase_body(workspace, "secret_acl", scope + "/" + principal));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> secrets_routes() {
  return {{"POST", "/api/2.*/secrets/scopes/create", answered<create_scope>},
          {"GET", "/api/2.*/secrets/scopes/list", answered<list_scopes>},
          {"POST", "/api/2.*/secrets/scopes/delete", answered<delete_scope>},
          {"POST", "/api/2.*/secrets/put", answered<put_secret>},
          {"GET", "/api/2.*/secrets/get", answered<get_secret>},
          {"GET", "/api/2.*/secrets/list", answered<list_secrets>},
          {"POST", "/api/2.*/secrets/delete", answered<delete_secret>},
          {"POST", "/api/2.*/secrets/acls/put", answered<put_acl>},
          {"GET", "/api/2.*/secrets/acls/get", answered<get_acl>},
          {"GET", "/api/2.*/secrets/acls/list", answered<list_acls>},
          {"POST", "/api/2.*/secrets/acls/delete", answered<delete_acl>}};
}

}  // namespace lakecode::local
