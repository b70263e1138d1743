#pragma once
// Tokens besides the workspace's own: those of OAuth and personal ones. Stored as digests only, kind "access_token":
// {identity_kind, identity_id, scope, created_at, expires_at (epoch ms, absent: never), token_id?, comment?}; refresh
// tokens and authorization codes are kind "oauth_grant" with what they may be exchanged for. Thread-safe as the store.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/route.h"

namespace lakecode::local {

/// Who the request's Authorization header stands for; nullopt when it is absent, unknown or expired.
std::optional<Caller> identify(const Workspace& workspace, const net::ServerRequest& request);

/// False for an identity that was deleted or set inactive: its tokens are worth nothing.
bool is_active(const Workspace& workspace, const Caller& identity);

/// Where a token of this text is stored.
std::string token_key(std::string_view token);

struct TokenOrder {
  Caller identity;
  std::optional<std::chrono::seconds> life;
  JsonBox extra;  ///< an object, or null: more members of the stored document
};
/// A new token, stored by its digest; its text is told only here. Personal ones begin as on the platform.
Result<std::string> issue_token(Workspace& workspace, std::string_view kind, const TokenOrder& order);

/// The stored document of a token of `kind` that has not expired.
std::optional<JsonBox> find_token(const Workspace& workspace, std::string_view kind, std::string_view token);

}  // namespace lakecode::local
