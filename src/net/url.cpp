#include "net/url.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace lakecode::net {
namespace {

constexpr std::size_t kMaxUrlBytes = 64U << 10U;
constexpr std::size_t kMaxHostBytes = 253;  // RFC 1035 2.3.4, less the dots' overhead
constexpr std::string_view kHexDigits = "0123456789ABCDEF";

int default_port(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_unreserved(char c) {
  return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

std::optional<int> hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

void append_escape(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHexDigits[byte >> 4U];
  out += kHexDigits[byte & 15U];
}

Error bad_url(std::string reason) {
  // The text itself stays out of the message: it may hold a signed query.
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "use the URL",
               .reason = std::move(reason),
               .advice = "write it as https://HOST[:PORT]/PATH"};
}

/// Nothing here may mean one thing to us and another to the library that connects.
Result<void> check_bytes(std::string_view text) {
  if (text.size() > kMaxUrlBytes) return bad_url("it is longer than 64 KiB");
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F) return bad_url("it holds a blank or a control character");
    if (c == '\\') return bad_url("it holds a backslash");
  }
  return {};
}

std::string encode_beyond_ascii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x80) {
      out += c;
    } else {
      append_escape(out, c);
    }
  }
  return out;
}

bool is_host_name(std::string_view host) {
  return !host.empty() && host.size() <= kMaxHostBytes && std::all_of(host.begin(), host.end(), [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
  });
}

bool is_dotted_quad(std::string_view host) {
  const auto parts = text::split(host, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           const auto number = text::parse_int(part);
           return number && *number >= 0 && *number <= 255 && (part.size() == 1 || part.front() != '0');
         });
}

/// Names like 2130706433, 0x7f.1 or 127.1, which resolvers read as numbers of an address, each in its own way.
bool is_other_number(std::string_view host) {
  const auto name = host.substr(0, host.size() - (host.ends_with('.') ? 1 : 0));
  const auto last = text::to_lower(name.substr(name.rfind('.') + 1));
  const bool decimal = last.find_first_not_of("0123456789") == std::string::npos;
  const bool hex = last.starts_with("0x") && last.find_first_not_of("0123456789abcdef", 2) == std::string::npos;
  return (decimal || hex) && !is_dotted_quad(host);
}

bool is_ipv6(std::string_view host) {
  return host.size() >= 2 && host.size() <= 45 && host.find(':') != std::string_view::npos &&
         std::all_of(host.begin(), host.end(), [](char c) { return hex_value(c).has_value() || c == ':' || c == '.'; });
}

struct HostAndPort {
  std::string_view host;
  std::optional<std::string_view> port;
};

Result<HostAndPort> split_authority(std::string_view authority) {
  if (authority.find('@') != std::string_view::npos) return bad_url("it holds a user name or password");
  HostAndPort parts;
  std::string_view rest;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return bad_url("the bracket of its address is not closed");
    parts.host = authority.substr(1, end - 1);
    rest = authority.substr(end + 1);
    if (!is_ipv6(parts.host)) return bad_url("the address in brackets is not IPv6");
  } else {
    const auto colon = authority.find(':');
    parts.host = authority.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view() : authority.substr(colon);
    if (!is_host_name(parts.host)) return bad_url("its host name is missing or not valid");
    if (is_other_number(parts.host)) return bad_url("its host is a number but not of the form 127.0.0.1");
  }
  if (rest.empty()) return parts;
  if (rest.front() != ':') return bad_url("something other than a port follows its host");
  parts.port = rest.substr(1);
  return parts;
}

Result<int> read_port(std::string_view digits, std::string_view scheme) {
  if (digits.empty()) return default_port(scheme);
  const bool all_digits = std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto port = all_digits && digits.size() <= 5 ? text::parse_int(digits) : std::nullopt;
  if (!port || *port < 1 || *port > 65535) return bad_url("its port is not a number from 1 to 65535");
  return static_cast<int>(*port);
}

/// RFC 3986 5.2.4, segment by segment. Escaped dots are left alone: they are the server's business.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  const auto segments = text::split(path.substr(1), '/');
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool dots = segments[i] == "." || segments[i] == "..";
    if (segments[i] == ".." && !kept.empty()) kept.pop_back();
    if (!dots) kept.push_back(segments[i]);
    if (dots && i + 1 == segments.size()) kept.emplace_back();
  }
  std::string out;
  for (const auto segment : kept) out.append("/").append(segment);
  return out.empty() ? "/" : out;
}

void set_path_and_query(Url& url, std::string_view target) {
  const auto mark = target.find('?');
  const auto path = target.substr(0, mark);
  url.path = path.empty() ? "/" : encode_beyond_ascii(path);
  url.query = mark == std::string_view::npos ? "" : encode_beyond_ascii(target.substr(mark + 1));
}

}  // namespace

std::string Url::origin() const {
  std::string text = scheme + "://";
  const bool ipv6 = host.find(':') != std::string::npos;
  text += ipv6 ? "[" + host + "]" : host;
  if (port != default_port(scheme)) text += ":" + std::to_string(port);
  return text;
}

std::string Url::to_string() const {
  std::string text = origin() + path;
  if (!query.empty()) text += "?" + query;
  return text;
}

Result<Url> parse_url(std::string_view text) {
  TRY_VOID(check_bytes(text));
  text = text.substr(0, text.find('#'));
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return bad_url("it does not start with https:// or http://");
  Url url;
  url.scheme = text::to_lower(text.substr(0, colon));
  if (url.scheme != "https" && url.scheme != "http") return bad_url("it is neither https nor http");

  const auto rest = text.substr(colon + 3);
  const auto authority_end = std::min(rest.find_first_of("/?"), rest.size());
  TRY_ASSIGN(const auto parts, split_authority(rest.substr(0, authority_end)));
  url.host = text::to_lower(parts.host);
  TRY_ASSIGN(url.port, read_port(parts.port.value_or(""), url.scheme));
  set_path_and_query(url, rest.substr(authority_end));
  return url;
}

bool same_origin(const Url& a, const Url& b) {
  return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

Result<Url> resolve_url(const Url& base, std::string_view reference) {
  TRY_VOID(check_bytes(reference));
  reference = reference.substr(0, reference.find('#'));
  const auto colon = reference.find(':');
  const bool has_scheme = colon != std::string_view::npos && colon < reference.find_first_of("/?");
  if (has_scheme) return parse_url(reference);
  if (reference.starts_with("//")) return parse_url(base.scheme + ":" + std::string(reference));

  Url url = base;
  if (reference.empty()) return url;
  if (reference.front() == '?') {
    url.query = encode_beyond_ascii(reference.substr(1));
    return url;
  }
  const std::string folder = base.path.substr(0, base.path.rfind('/') + 1);
  set_path_and_query(url, reference.front() == '/' ? std::string(reference) : folder + std::string(reference));
  url.path = without_dot_segments(url.path);
  return url;
}

bool is_loopback_host(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  return host.starts_with("127.") && is_dotted_quad(host);
}

std::string encode_component(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      append_escape(out, c);
    }
  }
  return out;
}

std::string decode_component(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size();
    const auto high = escape ? hex_value(text[i + 1]) : std::nullopt;
    const auto low = escape ? hex_value(text[i + 2]) : std::nullopt;
    if (high && low) {
      out += static_cast<char>(*high * 16 + *low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string encode_query(const QueryParameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out += encode_component(name) + "=" + encode_component(value);
  }
  return out;
}

QueryParameters decode_query(std::string_view query) {
  QueryParameters parameters;
  if (query.empty()) return parameters;
  for (const auto part : text::split(query, '&')) {
    if (part.empty()) continue;
    const auto equals = part.find('=');
    const auto value = equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
    parameters.emplace_back(decode_component(part.substr(0, equals), true), decode_component(value, true));
  }
  return parameters;
}

}  // namespace lakecode::net
