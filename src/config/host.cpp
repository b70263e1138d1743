// Host texts as people paste them: with or without scheme, with a path, with the workspace id of the browser's address.

#include <algorithm>

#include "base/text.h"
#include "config/profiles.h"

namespace lakecode::config {
namespace {

Error bad_host(std::string_view text, std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "use host",
               .subject = std::string(text.substr(0, 200)),
               .reason = std::move(reason),
               .advice = "give the workspace's address, such as https://adb-1234.5.azuredatabricks.net"};
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/// "host[:port]" in lower case, the scheme's own port left out; nullopt when it is none.
std::optional<std::string> clean_authority(std::string_view authority, bool is_https) {
  std::string host = text::to_lower(authority);
  std::string port;
  const std::size_t bracket = host.rfind(']');
  const std::size_t colon = host.rfind(':');
  if (colon != std::string::npos && (bracket == std::string::npos || colon > bracket)) {
    port = host.substr(colon + 1);
    host.resize(colon);
    const auto number = text::parse_int(port);
    if (!number || *number < 1 || *number > 65535) return std::nullopt;
    port = std::to_string(*number);
  }
  const bool is_literal = host.size() > 2 && host.front() == '[' && host.back() == ']' &&
                          host.find_first_not_of("0123456789abcdef:.", 1) == host.size() - 1;
  if (!is_literal && (host.empty() || !std::all_of(host.begin(), host.end(), is_host_character))) return std::nullopt;
  if (port.empty() || port == (is_https ? "443" : "80")) return host;
  return host + ":" + port;
}

bool is_id(std::string_view value) {
  return !value.empty() && value.size() <= 64 &&
         std::all_of(value.begin(), value.end(), [](char c) { return is_host_character(c) || (c >= 'A' && c <= 'Z'); });
}

void take_ids(std::string_view query, HostParts& parts) {
  for (const std::string_view pair : text::split(query, '&')) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = pair.substr(0, equals);
    const std::string_view value = pair.substr(equals + 1);
    if (!is_id(value)) continue;
    if (key == "o" || key == "w" || key == "workspace_id") parts.workspace_id = value;
    if (key == "a" || key == "account_id") parts.account_id = value;
  }
}

}  // namespace

Result<HostParts> parse_host(std::string_view given) {
  std::string_view rest = text::trim(given);
  const bool has_bad_byte = std::any_of(rest.begin(), rest.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte >= 0x7F || c == '\\' || c == '"';
  });
  if (rest.empty() || rest.size() > 2048) return bad_host(given, "it is empty or too long");
  if (has_bad_byte) return bad_host({}, "it holds a blank, a control character or another byte that no host has");
  std::string scheme = "https";
  if (const std::size_t colon = rest.find("://"); colon != std::string_view::npos) {
    scheme = text::to_lower(rest.substr(0, colon));
    rest.remove_prefix(colon + 3);
  }
  if (scheme != "https" && scheme != "http") return bad_host(given, "only https:// and http:// are spoken");
  rest = rest.substr(0, rest.find('#'));
  const std::size_t end = rest.find_first_of("/?");
  const std::string_view authority = rest.substr(0, end);
  // The text is not repeated: what stands before the @ may be a password.
  if (authority.find('@') != std::string_view::npos) return bad_host({}, "it holds a user name or password");
  const auto cleaned = clean_authority(authority, scheme == "https");
  if (!cleaned) return bad_host(given, "the name or the port is malformed");
  HostParts parts;
  parts.origin = scheme + "://" + *cleaned;
  if (const std::size_t query = rest.find('?'); query != std::string_view::npos)
    take_ids(rest.substr(query + 1), parts);
  return parts;
}

}  // namespace lakecode::config
