// Personal access tokens. The text of a token is told once; stored is its digest (see access_token.h).

#include <fmt/format.h>

#include "base/json.h"
#include "local/routes/access_token.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

/// PublicTokenInfo: times in epoch ms, -1 for one that never expires.
JsonObject token_info(const JsonObject& stored) {
  return {{"token_id", json::string_at(stored, "token_id")},
          {"creation_time", json::int_at(stored, "created_at").value_or(0)},
          {"expiry_time", json::int_at(stored, "expires_at").value_or(-1)},
          {"comment", json::string_at(stored, "comment")}};
}

Result<net::ServerResponse> create_token(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string comment, text_member(*body, "comment"));
  TRY_ASSIGN(const auto life, int_member(*body, "lifetime_seconds"));
  if (life && *life < 1) return refusal(ErrorCode::InvalidArgument, "lifetime_seconds must be positive");
  TokenOrder order{call.identity, std::nullopt,
                   JsonBox(JsonObject{{"token_id", new_uuid(workspace)}, {"comment", comment}, {"personal", true}})};
  if (life) order.life = std::chrono::seconds(*life);
  TRY_ASSIGN(const std::string token, issue_token(workspace, "access_token", order));
  const auto stored = find_body(workspace.store, "access_token", token_key(token));
  return json_answer(JsonObject{{"token_value", token}, {"token_info", token_info(*stored)}});
}

/// The personal tokens, oldest first.
std::vector<JsonObject> personal_tokens(const Workspace& workspace) {
  ListQuery query;
  query.kind = "access_token";
  query.limit = 10'000;
  query.filter = [](const Record& record) { return record.text.find("\"personal\":true") != std::string::npos; };
  std::vector<JsonObject> tokens;
  const auto page = workspace.store.list(query);
  if (page) {
    for (const RecordPointer& record : page->records) {
      tokens.push_back(body_of(*record));
      tokens.back()["lakecode_key"] = record->id;
    }
  }
  return tokens;
}

Result<net::ServerResponse> list_tokens(Workspace& workspace, const Call& /*call*/) {
  JsonArray infos;
  for (const JsonObject& token : personal_tokens(workspace)) infos.push_back(token_info(token));
  return json_answer(JsonObject{{"token_infos", std::move(infos)}});
}

Result<net::ServerResponse> delete_token(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string id, need_text(*body, "token_id"));
  for (const JsonObject& token : personal_tokens(workspace)) {
    if (json::string_at(token, "token_id") != id) continue;
    TRY_VOID(erase_body(workspace, "access_token", json::string_at(token, "lakecode_key")));
    return json_answer(JsonObject{});
  }
  return refusal(ErrorCode::NotFound, fmt::format("Token with ID {} does not exist!", id));
}

/// TokenInfo of token management: the same tokens with who made them.
JsonObject managed_info(const Workspace& workspace, const JsonObject& stored) {
  JsonObject info = token_info(stored);
  const Me me =
      me_of(workspace.store, {json::string_at(stored, "identity_kind"), json::string_at(stored, "identity_id")});
  info["created_by_id"] = me.user_id;
  info["created_by_username"] = me.user_name;
  info["owner_id"] = me.user_id;
  return info;
}

Result<net::ServerResponse> list_managed(Workspace& workspace, const Call& /*call*/) {
  JsonArray infos;
  for (const JsonObject& token : personal_tokens(workspace)) infos.push_back(managed_info(workspace, token));
  return json_answer(JsonObject{{"token_infos", std::move(infos)}});
}

Result<net::ServerResponse> show_managed(Workspace& workspace, const Call& call) {
  for (const JsonObject& token : personal_tokens(workspace)) {
    if (json::string_at(token, "token_id") == call.captures[0])
      return json_answer(JsonObject{{"token_info", managed_info(workspace, token)}});
  }
  return refusal(ErrorCode::NotFound, fmt::format("Token with ID {} does not exist!", call.captures[0]));
}

Result<net::ServerResponse> delete_managed(Workspace& workspace, const Call& call) {
  for (const JsonObject& token : personal_tokens(workspace)) {
    if (json::string_at(token, "token_id") != call.captures[0]) continue;
    TRY_VOID(erase_body(workspace, "access_token", json::string_at(token, "lakecode_key")));
    return json_answer(JsonObject{});
  }
  return refusal(ErrorCode::NotFound, fmt::format("Token with ID {} does not exist!", call.captures[0]));
}

/// A token of a service principal, made by an admin.
Result<net::ServerResponse> create_on_behalf(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string application, need_text(*body, "application_id"));
  TRY_ASSIGN(const std::string comment, text_member(*body, "comment"));
  TRY_ASSIGN(const auto life, int_member(*body, "lifetime_seconds"));
  if (life && *life < 1) return refusal(ErrorCode::InvalidArgument, "lifetime_seconds must be positive");
  ListQuery query;
  query.kind = "service_principal";
  query.limit = 1;
  query.filter = [&](const Record& record) { return json::string_at(body_of(record), "applicationId") == application; };
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  if (page.records.empty()) {
    return refusal(ErrorCode::NotFound,
                   fmt::format("Service principal with application ID {} does not exist.", application));
  }
  TokenOrder order{Caller{"service_principal", page.records.front()->id}, std::nullopt,
                   JsonBox(JsonObject{{"token_id", new_uuid(workspace)}, {"comment", comment}, {"personal", true}})};
  if (life) order.life = std::chrono::seconds(*life);
  TRY_ASSIGN(const std::string token, issue_token(workspace, "access_token", order));
  const auto stored = find_body(workspace.store, "access_token", token_key(token));
  return json_answer(JsonObject{{"token_value", token}, {"token_info", managed_info(workspace, *stored)}});
}

/// A new comment.
Result<net::ServerResponse> update_token(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  for (JsonObject token : personal_tokens(workspace)) {
    if (json::string_at(token, "token_id") != call.captures[0]) continue;
    const std::string key = json::string_at(token, "lakecode_key");
    token.stable_erase("lakecode_key");
    if (const auto comment = json::optional_string_at(json::object_at(*body, "token"), "comment"))
      token["comment"] = *comment;
    TRY_VOID(put_body(workspace, "access_token", key, std::move(token)));
    return json_answer(JsonObject{});
  }
  return refusal(ErrorCode::NotFound, fmt::format("Token with ID {} does not exist!", call.captures[0]));
}

}  // namespace

std::vector<Route> tokens_routes() {
  return {{"POST", "/api/2.*/token/create", answered<create_token>},
          {"GET", "/api/2.*/token/list", answered<list_tokens>},
          {"POST", "/api/2.*/token/delete", answered<delete_token>},
          {"PATCH", "/api/2.*/token/{}", answered<update_token>},
          {"POST", "/api/2.*/token-management/on-behalf-of/tokens", answered<create_on_behalf>},
          {"GET", "/api/2.*/token-management/tokens", answered<list_managed>},
          {"GET", "/api/2.*/token-management/tokens/{}", answered<show_managed>},
          {"DELETE", "/api/2.*/token-management/tokens/{}", answered<delete_managed>}};
}

}  // namespace lakecode::local
