#pragma once
// Credentials go to the profile's own origin and nowhere else: the one check all methods share. Pure.

#include <string>
#include <string_view>

#include "base/result.h"
#include "config/profiles.h"
#include "net/http_types.h"
#include "net/url.h"

namespace lakecode::auth {

/// The profile's host as a URL. InvalidArgument when it has none.
Result<net::Url> own_origin(const config::ResolvedProfile& profile);

/// InvalidArgument when `request` goes anywhere but to `origin` (scheme, host and port).
Result<void> check_origin(const net::HttpRequest& request, const net::Url& origin);

/// InvalidArgument when a credential could not stand in a header: blanks, control characters, foreign bytes. The text
/// is never repeated; `attribute` says where it came from.
Result<void> check_header_text(const config::Attribute& attribute, std::string_view key);

}  // namespace lakecode::auth
