#pragma once
// The one URL parser of the product. http and https only. Pure.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace lakecode::net {

struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< lower case, without brackets for IPv6
  int port = 0;        ///< always filled: 80/443 by scheme
  std::string path;    ///< starts with "/", still percent-encoded
  std::string query;   ///< without "?", still encoded; may be empty

  /// "https://host[:port]", the port left out when it is the scheme's own.
  [[nodiscard]] std::string origin() const;
  [[nodiscard]] std::string to_string() const;
};

/// InvalidArgument for other schemes, user info, control characters, blanks, backslashes, bad hosts and ports, and more
/// than 64 KiB. A fragment is dropped; bytes beyond ASCII in path and query are percent-encoded, in the host refused.
Result<Url> parse_url(std::string_view text);
bool same_origin(const Url& a, const Url& b);
/// What `reference` (absolute, "//host", "/path", "?query" or relative) means on a page at `base`; RFC 3986 5.2,
/// without the fragment. Errors as parse_url.
Result<Url> resolve_url(const Url& base, std::string_view reference);
/// "localhost", 127.0.0.0/8 as dotted numbers, and "::1". Nothing is looked up.
bool is_loopback_host(std::string_view host);
/// Percent-encodes all but RFC 3986 unreserved characters.
std::string encode_component(std::string_view text);
/// Percent-decodes; `plus_is_space` for query parts. Malformed escapes stay as they are.
std::string decode_component(std::string_view text, bool plus_is_space = false);
using QueryParameters = std::vector<std::pair<std::string, std::string>>;
std::string encode_query(const QueryParameters& parameters);  ///< without "?"
QueryParameters decode_query(std::string_view query);

}  // namespace lakecode::net
