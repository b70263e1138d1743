#pragma once
// The ways that lakecode speaks, one file each. chain.cpp puts them in order.

#include <memory>

#include "auth/token_source.h"
#include "base/result.h"
#include "config/profiles.h"

namespace lakecode::auth {

/// A personal access token: "Authorization: Bearer TOKEN". http:// hosts are accepted.
Result<std::unique_ptr<TokenSource>> make_pat(const config::ResolvedProfile& profile);

/// User name and password: "Authorization: Basic …". Old workspaces only.
Result<std::unique_ptr<TokenSource>> make_basic(const config::ResolvedProfile& profile);

}  // namespace lakecode::auth
