// OAuth secrets of service principals, through the workspace. A secret is told once; what is kept is its digest.
// Stored: client_secret (id principal/secret): what lists show; client_secret_digest (digest): {principal_id}.

#include <fmt/format.h>

#include "base/json.h"
#include "base/time_format.h"
#include "local/routes/access_token.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMostSecrets = 5;

Error no_principal(const std::string& id) {
  return refusal(ErrorCode::NotFound, fmt::format("Service principal {} does not exist.", id));
}

Result<net::ServerResponse> create_secret(Workspace& workspace, const Call& call) {
  const std::string& principal = call.captures[0];
  if (workspace.store.find("service_principal", principal) == nullptr) return no_principal(principal);
  ListQuery own;
  own.kind = "client_secret";
  own.parent = principal;
  TRY_ASSIGN(const RecordPage page, workspace.store.list(own));
  if (page.records.size() >= kMostSecrets) {
    return refusal(
        ErrorCode::InvalidArgument,
        fmt::format("Service principal {} already has {} secrets, the most there may be.", principal, kMostSecrets));
  }
  const std::string id = new_uuid(workspace);
  const std::string secret = "dose" + workspace.random.hex(20);
  const std::string now = format_rfc3339(workspace.clock.now());
  JsonObject body{{"id", id},           {"secret_hash", token_key(secret)}, {"create_time", now}, {"update_time", now},
                  {"status", "ACTIVE"}, {"lakecode_parent", principal}};
  Store::Change change;
  change.puts.push_back({"client_secret", principal + "/" + id, JsonBox(body)});
  change.puts.push_back({"client_secret_digest", token_key(secret), JsonBox(JsonObject{{"principal_id", principal}})});
  TRY_VOID(workspace.store.commit(change));
  JsonObject answer = public_part(std::move(body));
  answer["secret"] = secret;
  return json_answer(answer);
}

Result<net::ServerResponse> list_secrets(Workspace& workspace, const Call& call) {
  if (workspace.store.find("service_principal", call.captures[0]) == nullptr) return no_principal(call.captures[0]);
  TRY_ASSIGN(ListQuery query, page_query(call, "client_secret", {"secrets", "page_size"}));
  query.parent = call.captures[0];
  return page_answer(workspace, query, "secrets");
}

Result<net::ServerResponse> delete_secret(Workspace& workspace, const Call& call) {
  const std::string id = call.captures[0] + "/" + call.captures[1];
  const auto body = find_body(workspace.store, "client_secret", id);
  if (!body) return refusal(ErrorCode::NotFound, fmt::format("Secret {} does not exist.", call.captures[1]));
  Store::Change change;
  change.erases = {{"client_secret", id}, {"client_secret_digest", json::string_at(*body, "secret_hash")}};
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> client_secrets_routes() {
  constexpr std::string_view kSecrets = "/api/2.*/accounts/servicePrincipals/{}/credentials/secrets";
  return {{"POST", kSecrets, answered<create_secret>},
          {"GET", kSecrets, answered<list_secrets>},
          {"DELETE", "/api/2.*/accounts/servicePrincipals/{}/credentials/secrets/{}", answered<delete_secret>}};
}

}  // namespace lakecode::local
