#include "safety/classify.h"

// Order: the path must be in normal form; then the exceptions of the rule table; then the method's own class. Reads by
// POST are read only by their exact path. A SQL statement request has the class of its statement.

#include <algorithm>
#include <array>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "safety/rest_rules.h"
#include "safety/strict_json.h"

namespace lakecode::safety {
namespace {

constexpr std::string_view kStatementsPath = "/api/2.0/sql/statements";

bool is_path_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~:!$'()*,+=&%").find(c) != std::string_view::npos;
}

/// The byte behind "%" and two hex digits at the start of `text`; -1 when they do not stand there.
int escaped_byte(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  const auto hex = [](char c) {
    const auto at = std::string_view("0123456789abcdef").find(static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c));
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
  };
  const int high = hex(text[1]);
  const int low = hex(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/// A percent escape may stand for a character that has no meaning in a path: no letter, digit, dot, slash, "%",
/// control.
bool is_harmless_escape(std::string_view text) {
  const int byte = escaped_byte(text);
  if (byte < 0) return false;
  if (byte >= 0x80) return true;
  const char c = static_cast<char>(byte);
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return byte >= 0x20 && byte != 0x7F && !letter && std::string_view("./\\%?#;@").find(c) == std::string_view::npos;
}

bool is_normal_path(std::string_view path) {
  if (!path.starts_with('/') || path.size() > 8192) return false;
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (path[i] == '/') {
      if (path[i - 1] == '/') return false;
    } else if (!is_path_character(path[i]) || (path[i] == '%' && !is_harmless_escape(path.substr(i, 3)))) {
      return false;
    }
  }
  for (const std::string_view segment : text::split(path.substr(1), '/')) {
    if (segment == "." || segment == "..") return false;
  }
  return true;
}

/// "/api/VERSION/AREA" of a path, without a ":verb".
std::string area_of(std::string_view path) {
  const auto parts = text::split(path, '/');
  if (parts.size() < 4) return {};
  return "/" + std::string(parts[1]) + "/" + std::string(parts[2]) + "/" +
         std::string(parts[3].substr(0, parts[3].find(':')));
}

/// Where OAuth tokens are minted, for the workspace or an account.
bool is_token_path(std::string_view path) {
  return path == "/oidc/v1/token" || matches_path("/oidc/accounts/{}/v1/token", path);
}

bool is_known_area(std::string_view path) {
  const auto areas = rest_areas();
  if (path.starts_with("/serving-endpoints/") || path == "/telemetry-ext" || is_token_path(path)) return true;
  return std::find(areas.begin(), areas.end(), area_of(path)) != areas.end();
}

bool is_removal(std::string_view path) {
  const std::string_view last = path.substr(path.rfind('/') + 1);
  static constexpr std::array<std::string_view, 7> kWords = {"delete",   "permanent-delete", "remove", "uninstall",
                                                             "failover", "destroy",          "purge"};
  return std::find(kWords.begin(), kWords.end(), last) != kWords.end() || last.starts_with("delete-") ||
         last.ends_with(":removeData") || last.ends_with(":delete");
}

Verdict verdict_of(EffectClass effect_class, std::string kind, std::string reason) {
  Verdict out;
  out.effect_class = effect_class;
  out.kind = std::move(kind);
  out.parsed = true;
  out.statements.push_back(StatementVerdict{.effect_class = effect_class, .kind = out.kind});
  out.reasons.push_back(std::move(reason));
  return out;
}

Verdict refused(std::string reason) {
  Verdict out;
  out.reasons.push_back("G2: " + std::move(reason));
  return out;
}

Verdict classify_statement_body(const std::string& body) {
  const auto parsed = parse_strict_object(body);
  if (!parsed) return refused("the statement request is not plain JSON");
  const JsonObject& object = (**parsed).as_object();
  for (const auto& member : object) {
    if (text::equals_ignore_case(std::string_view(member.key()), "statement") && member.key() != "statement") {
      return refused("the statement stands under an odd key");
    }
  }
  const JsonValue* statement = object.if_contains("statement");
  if (statement == nullptr || !statement->is_string()) return refused("there is no statement text");
  SqlEffect effect;
  effect.text = json::string_at(**parsed, "statement");
  effect.default_catalog = json::string_at(**parsed, "catalog");
  effect.default_schema = json::string_at(**parsed, "schema");
  return classify_sql(effect);
}

struct Request {
  std::string method;
  std::string path;
  std::string query;
};

/// The strictest matching row; reads count only when nothing stricter matches.
const RestRule* find_rule(const Request& request) {
  const RestRule* found = nullptr;
  const std::string_view method = request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
  for (const RestRule& rule : rest_rules()) {
    if (rule.method != method || !matches_path(rule.path, request.path)) continue;
    if (found == nullptr || rule.effect_class > found->effect_class) found = &rule;
  }
  return found;
}

bool query_forces(std::string_view query) {
  const std::string lower = text::to_lower(query);
  return lower.find("overwrite") != std::string::npos || lower.find("force=t") != std::string::npos ||
         lower.find("recursive=t") != std::string::npos || lower.find('%') != std::string::npos;
}

Verdict classify_change(const Request& request, const std::string& body) {
  const std::string kind = request.method;
  if (request.method == "DELETE") return verdict_of(EffectClass::Destructive, kind, "R5: removes what the path names");
  if (!is_known_area(request.path)) return refused("the area of the API is not known");
  if (is_removal(request.path)) return verdict_of(EffectClass::Destructive, kind, "R5: removes what the path names");
  if (query_forces(request.query))
    return verdict_of(EffectClass::Destructive, kind, "R6: overwrites by a query parameter");
  const bool raw = request.path.starts_with("/api/2.0/fs/files/") || is_token_path(request.path);
  if (!raw && !body.empty()) {
    const auto parsed = parse_strict_object(body);
    if (!parsed) return refused("the body is not one plain JSON object");
    if (sets_any(**parsed, {"full_refresh", "full_refresh_selection", "overwrite", "reset_checkpoint_selection"})) {
      return verdict_of(EffectClass::Destructive, kind, "X7: the body replaces or refreshes everything");
    }
  }
  return verdict_of(EffectClass::WriteRemote, kind, "R4: changes the workspace");
}

/// The text under "method" of a body that names it once and in this spelling; "" when it does not.
std::string named_method(const std::string& body) {
  const auto parsed = parse_strict_object(body);
  if (!parsed) return {};
  for (const auto& member : (**parsed).as_object()) {
    const std::string_view key(member.key());
    if (text::equals_ignore_case(key, "method") && key != "method") return {};
  }
  return json::string_at(**parsed, "method");
}

/// Calls whose body says what they do: the mild ones are known by one plain word, the others keep the class of the row.
std::optional<Verdict> mild_by_body(const Request& request, const std::string& body) {
  if (request.method != "POST") return std::nullopt;
  if (request.path == "/api/2.0/external-function" && named_method(body) == "GET")
    return verdict_of(EffectClass::WriteRemote, request.method, "F2: asks an outside service by GET");
  if (matches_path("/api/2.0/mcp/{+}", request.path) && named_method(body) == "tools/list")
    return verdict_of(EffectClass::ReadOnly, request.method, "R8: lists the tools of a server");
  return std::nullopt;
}

/// The path is a known one but for its case, which some servers read as the same.
bool hides_behind_case(const Request& request) {
  const Request lower{.method = request.method, .path = text::to_lower(request.path), .query = {}};
  if (lower.path == request.path || find_rule(request) != nullptr) return false;
  return lower.path == kStatementsPath || find_rule(lower) != nullptr ||
         (request.method != "GET" && is_removal(lower.path) && !is_removal(request.path));
}

bool is_override_key(std::string_view written) {
  std::string key;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const int byte = escaped_byte(written.substr(i));
    key += byte < 0 ? written[i] : static_cast<char>(byte);
    if (byte >= 0) i += 2;
  }
  static constexpr std::array<std::string_view, 5> kKeys = {"_method", "x-http-method-override", "x-http-method",
                                                            "x-method-override", "http_method_override"};
  return std::any_of(kKeys.begin(), kKeys.end(),
                     [&key](std::string_view other) { return text::equals_ignore_case(key, other); });
}

/// Query or body ask what stands between us and the workspace to take the request for one of another method.
bool overrides_method(const Request& request, const std::string& body) {
  for (const std::string_view part : text::split(request.query, '&')) {
    const std::size_t equals = part.find('=');
    if (!is_override_key(part.substr(0, equals))) continue;
    if (equals == std::string_view::npos || text::to_upper(part.substr(equals + 1)) != request.method) return true;
  }
  if (body.find('\\') == std::string::npos && text::to_lower(body).find("method") == std::string::npos)
    return false;  // the key cannot be there: most bodies are read once
  const auto parsed = parse_strict_object(body);
  if (!parsed) return false;
  const JsonObject& object = (**parsed).as_object();
  return std::any_of(object.begin(), object.end(), [](const auto& member) { return is_override_key(member.key()); });
}

Verdict classify_normal(const Request& request, const std::string& body) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (hides_behind_case(request)) return refused("the path is a known one in other letters");
  if (request.path.starts_with("/driver-proxy-api/"))
    return verdict_of(EffectClass::Destructive, "PROXY", "R8: reaches a program on a cluster");
  if (request.path == kStatementsPath && request.method == "POST") return classify_statement_body(body);
  if (auto mild = mild_by_body(request, body)) return std::move(*mild);
  if (const RestRule* rule = find_rule(request)) {
    if (rule->effect_class == EffectClass::ReadOnly && !body.empty() && !parse_strict_object(body)) {
      return refused("the body is not one plain JSON object");
    }
    return verdict_of(rule->effect_class, request.method, std::string(rule->rule) + ": " + std::string(rule->reason));
  }
  if (!reads) return classify_change(request, body);
  const bool known_root = request.path.starts_with("/api/") || request.path == "/.well-known/databricks-config" ||
                          request.path == "/oidc/.well-known/oauth-authorization-server" ||
                          matches_path("/oidc/accounts/{}/.well-known/oauth-authorization-server", request.path);
  if (!known_root) return refused("the root of the path is not known");
  if (!body.empty() && !parse_strict_object(body)) return refused("a read carries a body that is not plain JSON");
  return verdict_of(EffectClass::ReadOnly, request.method, "R1: a read");
}

}  // namespace

bool matches_path(std::string_view pattern, std::string_view path) {
  const auto wanted = text::split(pattern, '/');
  const auto found = text::split(path, '/');
  std::size_t extra = 0;  // segments that {+} takes beyond its first
  const bool many = pattern.find("{+}") != std::string_view::npos;
  if (found.size() < wanted.size() || (!many && found.size() != wanted.size())) return false;
  if (many) extra = found.size() - wanted.size();
  for (std::size_t i = 0, j = 0; i < wanted.size(); ++i, ++j) {
    std::string_view segment = wanted[i];
    if (segment.starts_with("{+}")) {
      j += extra;
      segment.remove_prefix(3);
      if (!found[j].ends_with(segment)) return false;
    } else if (segment.starts_with("{}")) {
      segment.remove_prefix(2);
      if (!found[j].ends_with(segment) || found[j].size() == segment.size()) return false;
    } else if (segment != "*" && segment != found[j]) {
      return false;
    }
  }
  return true;
}

namespace {

Verdict judge_rest(const RestEffect& effect) {
  static constexpr std::array<std::string_view, 6> kMethods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  Request request{.method = text::to_upper(effect.method), .path = effect.path, .query = effect.query};
  if (const std::size_t question = request.path.find('?'); question != std::string::npos) {
    request.query += "&" + request.path.substr(question + 1);
    request.path.resize(question);
  }
  if (std::find(kMethods.begin(), kMethods.end(), request.method) == kMethods.end())
    return refused("the method is not known");
  if (request.path.size() > 1 && request.path.ends_with('/')) request.path.pop_back();
  if (!is_normal_path(request.path)) return refused("the path is not in plain form");
  if (overrides_method(request, effect.body)) return refused("the query or the body names another method");
  return classify_normal(request, effect.body);
}

}  // namespace

Verdict classify_rest(const RestEffect& effect) {
  Verdict verdict = judge_rest(effect);
  fill_act(verdict, effect);
  return verdict;
}

}  // namespace lakecode::safety
