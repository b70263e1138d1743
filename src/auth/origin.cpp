#include "auth/origin.h"

#include <algorithm>

namespace lakecode::auth {

Result<net::Url> own_origin(const config::ResolvedProfile& profile) {
  if (!profile.host.empty()) return net::parse_url(profile.host);
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "authenticate",
               .subject = profile.name.empty() ? "" : "profile " + profile.name,
               .reason = "there are credentials, but no host. " + config::describe_used(profile),
               .advice = "set DATABRICKS_HOST or the profile's host"};
}

Result<void> check_origin(const net::HttpRequest& request, const net::Url& origin) {
  TRY_ASSIGN(const net::Url target, net::parse_url(request.url));
  if (net::same_origin(target, origin)) return {};
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "send credentials to",
               .subject = target.origin(),
               .reason = "they belong to " + origin.origin(),
               .advice = "use the profile of that workspace"};
}

Result<void> check_header_text(const config::Attribute& attribute, std::string_view key) {
  const std::string_view text = attribute.reveal();
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  if (is_plain && !text.empty() && text.size() <= 16'384) return {};
  return Error{
      .code = ErrorCode::InvalidArgument,
      .action = "use",
      .subject = std::string(key) + " of " + attribute.source,
      .reason = "it is empty, longer than 16 KiB, or holds a blank, a line break or another byte that no token has",
      .advice = "copy it again"};
}

}  // namespace lakecode::auth
