#include "local/routes/access_token.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kTokenBytes = 24;
constexpr std::size_t kPersonalBytes = 16;

std::optional<std::string> bearer_of(const net::ServerRequest& request) {
  const auto header = request.headers.find("Authorization");
  constexpr std::string_view kScheme = "Bearer ";
  if (!header || !text::equals_ignore_case(std::string_view(*header).substr(0, kScheme.size()), kScheme))
    return std::nullopt;
  return std::string(text::trim(std::string_view(*header).substr(kScheme.size())));
}

}  // namespace

std::string token_key(std::string_view token) {
  return crypto::sha256_hex(token);
}

std::optional<JsonBox> find_token(const Workspace& workspace, std::string_view kind, std::string_view token) {
  const RecordPointer record = workspace.store.find(kind, token_key(token));
  if (record == nullptr) return std::nullopt;
  auto body = json::parse(record->text, "stored token");
  if (!body) return std::nullopt;
  const auto expires = json::int_at(*body, "expires_at");
  if (expires && *expires <= to_epoch_ms(workspace.clock.now())) return std::nullopt;
  return JsonBox(std::move(*body));
}

bool is_active(const Workspace& workspace, const Caller& identity) {
  if (identity.id.empty()) return true;
  const RecordPointer record = workspace.store.find(identity.kind, identity.id);
  if (record == nullptr) return false;
  const auto body = json::parse(record->text, "stored identity");
  return body && json::bool_at(*body, "active").value_or(true);
}

std::optional<Caller> identify(const Workspace& workspace, const net::ServerRequest& request) {
  const auto token = bearer_of(request);
  if (!token) return std::nullopt;
  if (workspace.token.matches(*token)) return Caller();
  const auto body = find_token(workspace, "access_token", *token);
  if (!body) return std::nullopt;
  Caller identity{json::string_at(**body, "identity_kind"), json::string_at(**body, "identity_id")};
  if (!is_active(workspace, identity)) return std::nullopt;
  return identity;
}

Result<std::string> issue_token(Workspace& workspace, std::string_view kind, const TokenOrder& order) {
  const bool personal = order.extra->is_object() && json::bool_at(*order.extra, "personal").value_or(false);
  const std::string token =
      personal ? "dapi" + workspace.random.hex(kPersonalBytes) : workspace.random.hex(kTokenBytes);
  const std::int64_t now = to_epoch_ms(workspace.clock.now());
  JsonObject body{{"identity_kind", order.identity.kind}, {"identity_id", order.identity.id}, {"created_at", now}};
  if (order.life) body["expires_at"] = now + order.life->count() * 1000;
  if (order.extra->is_object()) {
    for (const auto& member : order.extra->as_object()) body[member.key()] = member.value();
  }
  TRY_VOID(workspace.store.put({std::string(kind), token_key(token), JsonBox(std::move(body))}));
  return token;
}

}  // namespace lakecode::local
