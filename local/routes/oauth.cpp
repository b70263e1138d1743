// OAuth of the workspace (API reference 1.5, 1.6): discovery, authorization code with PKCE, client credentials,
// refresh. Whoever asks for a code must already hold the workspace's token or be the user who runs this server: there
// is no login page. A service principal proves itself by one of its secrets, or by the workspace's own token as its
// secret.

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/routes/access_token.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/records.h"
#include "local/routes/same_user.h"
#include "net/url.h"

namespace lakecode::local {
namespace {

constexpr std::chrono::seconds kTokenLife{3600};
constexpr std::chrono::seconds kCodeLife{300};
constexpr std::chrono::seconds kRefreshLife{90L * 24 * 3600};
constexpr std::string_view kUsualScope = "all-apis";

net::ServerResponse discovery(Workspace& workspace, const Call& /*call*/) {
  const std::string base = workspace.origin + "/oidc";
  return json_answer(JsonObject{
      {"issuer", base},
      {"authorization_endpoint", base + "/v1/authorize"},
      {"token_endpoint", base + "/v1/token"},
      {"jwks_uri", base + "/jwks.json"},
      {"scopes_supported", JsonArray{"all-apis", "sql", "offline_access", "openid", "profile", "email"}},
      {"response_types_supported", JsonArray{"code"}},
      {"response_modes_supported", JsonArray{"query"}},
      {"grant_types_supported", JsonArray{"client_credentials", "authorization_code", "refresh_token"}},
      {"code_challenge_methods_supported", JsonArray{"S256"}},
      {"token_endpoint_auth_methods_supported", JsonArray{"client_secret_basic", "client_secret_post", "none"}}});
}

/// Tokens of this workspace are looked up, not signed: there is no key to check one with.
net::ServerResponse show_keys(Workspace& /*workspace*/, const Call& /*call*/) {
  return json_answer(JsonObject{{"keys", JsonArray{}}});
}

net::ServerResponse oauth_error(int status, std::string_view error, std::string_view description) {
  net::ServerResponse response = json_answer(JsonObject{{"error", error}, {"error_description", description}});
  response.status = status;
  if (status == 401) response.headers.add("WWW-Authenticate", "Basic realm=\"oidc\"");
  return response;
}

/// The first value of a form field; "" when absent.
std::string field(const net::QueryParameters& form, std::string_view name) {
  for (const auto& entry : form) {
    if (entry.first == name) return entry.second;
  }
  return "";
}

net::ServerResponse redirect(const std::string& target, const net::QueryParameters& parameters) {
  net::ServerResponse response;
  response.status = 302;
  response.headers.add("Location",
                       target + (target.find('?') == std::string::npos ? "?" : "&") + net::encode_query(parameters));
  response.headers.add("Content-Type", "application/json");
  response.body = "{}";
  return response;
}

net::ServerResponse authorize(Workspace& workspace, const Call& call) {
  const std::string target = call.text_query("redirect_uri");
  const auto url = net::parse_url(target);
  if (!url || !net::is_loopback_host(url->host))
    return oauth_error(400, "invalid_request",
                       "redirect_uri must be an address of this machine (localhost or 127.0.0.1).");
  if (call.text_query("client_id").empty()) return oauth_error(400, "invalid_request", "client_id is missing.");
  const std::string state = call.text_query("state");
  if (call.text_query("response_type") != "code")
    return redirect(target, {{"error", "unsupported_response_type"}, {"state", state}});
  if (call.text_query("code_challenge").empty() || call.text_query("code_challenge_method") != "S256") {
    return redirect(target, {{"error", "invalid_request"},
                             {"error_description", "PKCE with code_challenge_method S256 is needed."},
                             {"state", state}});
  }
  auto identity = identify(workspace, call.request);
  // A page of a foreign site must not fetch a code through the user's browser.
  const std::string site = call.request.headers.find("Sec-Fetch-Site").value_or("none");
  if (!identity && site == "none" && is_same_user(call.request)) identity = Caller();
  if (!identity)
    return error_answer(401, "UNAUTHENTICATED", "Send the workspace's access token to get an authorization code.");
  TokenOrder order{*identity, kCodeLife,
                   JsonBox(JsonObject{{"use", "code"},
                                      {"client_id", call.text_query("client_id")},
                                      {"redirect_uri", target},
                                      {"challenge", call.text_query("code_challenge")},
                                      {"scope", call.text_query("scope")}})};
  const auto code = issue_token(workspace, "oauth_grant", order);
  if (!code) return error_answer(code.error());
  return redirect(target, {{"code", *code}, {"state", state}});
}

bool asks_for_refresh(std::string_view scope) {
  return scope.find("offline_access") != std::string_view::npos;
}

net::ServerResponse give_tokens(Workspace& workspace, const Caller& identity, const std::string& asked_scope,
                                const std::string& client_id) {
  const std::string scope = asked_scope.empty() ? std::string(kUsualScope) : asked_scope;
  const auto token =
      issue_token(workspace, "access_token", {identity, kTokenLife, JsonBox(JsonObject{{"scope", scope}})});
  if (!token) return error_answer(token.error());
  JsonObject answer{
      {"access_token", *token}, {"token_type", "Bearer"}, {"expires_in", kTokenLife.count()}, {"scope", scope}};
  if (asks_for_refresh(scope)) {
    const auto refresh = issue_token(
        workspace, "oauth_grant",
        {identity, kRefreshLife, JsonBox(JsonObject{{"use", "refresh"}, {"client_id", client_id}, {"scope", scope}})});
    if (!refresh) return error_answer(refresh.error());
    answer["refresh_token"] = *refresh;
  }
  net::ServerResponse response = json_answer(answer);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

struct Client {
  std::string id;
  std::string secret;
};

/// From HTTP Basic, else from the form.
Client client_of(const Call& call, const net::QueryParameters& form) {
  const auto header = call.request.headers.find("Authorization");
  if (header && text::equals_ignore_case(std::string_view(*header).substr(0, 6), "Basic ")) {
    const auto plain = crypto::base64_decode(text::trim(std::string_view(*header).substr(6)));
    const std::size_t colon = plain ? plain->find(':') : std::string::npos;
    if (colon != std::string::npos)
      return {net::decode_component(plain->substr(0, colon)), net::decode_component(plain->substr(colon + 1))};
  }
  return {field(form, "client_id"), field(form, "client_secret")};
}

std::string principal_id_of(const Workspace& workspace, const std::string& application_id) {
  ListQuery query;
  query.kind = "service_principal";
  query.limit = 1;
  query.filter = [&](const Record& record) {
    const JsonObject body = body_of(record);
    return text::equals_ignore_case(json::string_at(body, "applicationId"), application_id);
  };
  const auto page = workspace.store.list(query);
  return page && !page->records.empty() ? page->records.front()->id : "";
}

bool has_secret(const Workspace& workspace, const std::string& principal_id, const std::string& secret) {
  const RecordPointer record = workspace.store.find("client_secret_digest", token_key(secret));
  return record != nullptr && json::string_at(body_of(*record), "principal_id") == principal_id;
}

net::ServerResponse client_credentials(Workspace& workspace, const Client& client, const std::string& scope) {
  if (client.id.empty() || client.secret.empty())
    return oauth_error(401, "invalid_client", "Client id and secret are needed.");
  const std::string principal = principal_id_of(workspace, client.id);
  const bool by_token = workspace.token.matches(client.secret);
  if (!by_token && (principal.empty() || !has_secret(workspace, principal, client.secret)))
    return oauth_error(401, "invalid_client", "Client authentication failed");
  if (!principal.empty() && !is_active(workspace, {"service_principal", principal}))
    return oauth_error(401, "invalid_client", "The service principal is not active");
  const Caller identity = principal.empty() ? Caller() : Caller{"service_principal", principal};
  return give_tokens(workspace, identity, scope, client.id);
}

net::ServerResponse use_grant(Workspace& workspace, const net::QueryParameters& form, std::string_view use) {
  const bool code = use == "code";
  const std::string word = field(form, code ? "code" : "refresh_token");
  const auto grant = find_token(workspace, "oauth_grant", word);
  const std::string_view gone = code ? "Authorization code is invalid" : "Refresh token is invalid";
  if (!grant || json::string_at(**grant, "use") != use) return oauth_error(400, "invalid_grant", gone);
  if (json::string_at(**grant, "client_id") != field(form, "client_id"))
    return oauth_error(400, "invalid_grant", "The grant was made for another client.");
  // Both are single-use: a code that is shown twice, or a refresh token that was already turned in, is worth nothing.
  if (const auto erased = erase_body(workspace, "oauth_grant", token_key(word)); !erased)
    return error_answer(erased.error());
  if (code && json::string_at(**grant, "redirect_uri") != field(form, "redirect_uri"))
    return oauth_error(400, "invalid_grant", "redirect_uri is not the one that the code was made for.");
  if (code) {
    const crypto::Digest digest = crypto::sha256(field(form, "code_verifier"));
    const std::string challenge =
        crypto::base64url_encode(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
    if (challenge != json::string_at(**grant, "challenge"))
      return oauth_error(400, "invalid_grant", "code_verifier does not match the code_challenge.");
  }
  const Caller identity{json::string_at(**grant, "identity_kind"), json::string_at(**grant, "identity_id")};
  if (!is_active(workspace, identity)) return oauth_error(400, "invalid_grant", gone);
  return give_tokens(workspace, identity, json::string_at(**grant, "scope"), field(form, "client_id"));
}

net::ServerResponse give_token(Workspace& workspace, const Call& call) {
  const net::QueryParameters form = net::decode_query(call.request.body);
  const std::string grant = field(form, "grant_type");
  if (grant == "client_credentials") return client_credentials(workspace, client_of(call, form), field(form, "scope"));
  if (grant == "authorization_code") return use_grant(workspace, form, "code");
  if (grant == "refresh_token") return use_grant(workspace, form, "refresh");
  if (grant == "urn:ietf:params:oauth:grant-type:token-exchange") {
    if (field(form, "subject_token").empty()) return oauth_error(400, "invalid_request", "subject_token is missing.");
    return oauth_error(400, "invalid_grant",
                       "No federation policy of this workspace accepts the subject token; it has none.");
  }
  if (grant.empty()) return oauth_error(400, "invalid_request", "grant_type is missing.");
  return oauth_error(400, "unsupported_grant_type", fmt::format("The grant type '{}' is not supported.", grant));
}

}  // namespace

std::vector<Route> oauth_routes() {
  return {{"GET", "/oidc/.well-known/oauth-authorization-server", discovery, Access::Open},
          {"GET", "/oidc/.well-known/openid-configuration", discovery, Access::Open},
          {"GET", "/oidc/jwks.json", show_keys, Access::Open},
          {"GET", "/oidc/v1/authorize", authorize, Access::Open},
          {"POST", "/oidc/v1/token", give_token, Access::Open}};
}

}  // namespace lakecode::local
