#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/access_token.h"
#include "local/routes/answer.h"
#include "local/routes/audit.h"
#include "local/routes/authorization.h"
#include "local/routes/route.h"
#include "net/url.h"

namespace lakecode::local {
namespace {

bool is_version(std::string_view segment) {
  return segment == "2.0" || segment == "2.1" || segment == "2.2";
}

/// False when the pattern cannot fit: its text up to the first {} is not that of the path. Spares most patterns the
/// work of being taken apart.
bool may_fit(std::string_view pattern, std::string_view path) {
  constexpr std::string_view kVersioned = "/api/2.*/";
  if (pattern.starts_with(kVersioned) && path.starts_with("/api/2.")) {
    pattern.remove_prefix(kVersioned.size());
    path.remove_prefix(std::min(kVersioned.size(), path.size()));
  }
  return path.starts_with(pattern.substr(0, pattern.find('{')));
}

/// Fills `call` when `path` fits the pattern.
bool fits(const Route& route, const std::vector<std::string_view>& path, Call& call) {
  const std::vector<std::string_view> pattern = text::split(route.pattern, '/');
  const bool open_end = pattern.back() == "{*}";
  if (open_end ? path.size() < pattern.size() : path.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == "{*}") {
      std::string rest;
      for (std::size_t part = i; part < path.size(); ++part)
        rest += (part == i ? "" : "/") + net::decode_component(path[part]);
      if (rest.empty()) return false;
      call.captures.push_back(std::move(rest));
    } else if (pattern[i] == "{}") {
      if (path[i].empty()) return false;
      call.captures.push_back(net::decode_component(path[i]));
    } else if (pattern[i] == "2.*") {
      if (!is_version(path[i])) return false;
      call.version = path[i];
    } else if (pattern[i] != path[i]) {
      return false;
    }
  }
  return true;
}

net::ServerResponse run_route(Workspace& workspace, const Route& route, const Call& call) {
  const bool reads = route.method == "GET" || route.method == "HEAD";
  if (reads || route.locking == Locking::None) return route.run(workspace, call);
  const auto lock = workspace.changes->lock();
  return route.run(workspace, call);
}

}  // namespace

Result<std::optional<std::int64_t>> Call::int_query(std::string_view name) const {
  const auto value = request.query_value(name);
  if (!value || value->empty()) return std::optional<std::int64_t>();
  const auto number = text::parse_int(*value);
  if (!number)
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("Invalid value '{}' for {}: expected a whole number", *value, name));
  return std::optional<std::int64_t>(*number);
}

bool Call::flag_query(std::string_view name) const {
  return text::equals_ignore_case(text_query(name), "true");
}

std::string Call::text_query(std::string_view name) const {
  return request.query_value(name).value_or("");
}

std::vector<std::string> Call::all_query(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& parameter : request.query) {
    if (parameter.first == name) values.push_back(parameter.second);
  }
  return values;
}

Result<JsonBox> Call::body() const {
  if (text::trim(request.body).empty()) return JsonBox(JsonObject());
  auto parsed = json::parse(request.body, "the request body");
  if (!parsed) {
    return refusal(ErrorCode::InvalidArgument, "MALFORMED_REQUEST",
                   "Could not parse the request body as JSON: " + parsed.error().reason);
  }
  if (!parsed->is_object())
    return refusal(ErrorCode::InvalidArgument, "MALFORMED_REQUEST", "The request body must be a JSON object");
  return JsonBox(std::move(parsed).value());
}

net::ServerResponse dispatch(Workspace& workspace, std::span<const Route> routes, const net::ServerRequest& request) {
  const std::vector<std::string_view> path = text::split(request.path, '/');
  const std::optional<Caller> identity = identify(workspace, request);
  net::ServerResponse response;
  bool found = false;
  for (const Route& route : routes) {
    if (route.method != request.method || !may_fit(route.pattern, request.path)) continue;
    Call call{.request = request, .captures = {}, .version = "", .identity = identity.value_or(Caller())};
    if (!fits(route, path, call)) continue;
    found = route.access == Access::Open || identity.has_value();
    if (found) {
      auto refused = refuse_unauthorized(workspace, route, call);
      response = refused ? std::move(*refused) : run_route(workspace, route, call);
    }
    if (found) record_act(workspace, route, call, response);
    break;
  }
  if (!found && !identity) {
    response = error_answer(401, "UNAUTHENTICATED", "The request has no valid access token of this workspace.");
  } else if (!found) {
    response =
        error_answer(404, "ENDPOINT_NOT_FOUND", fmt::format("No API found for '{} {}'", request.method, request.path));
  }
  response.headers.set("X-Databricks-Org-Id", workspace.workspace_id);
  return response;
}

}  // namespace lakecode::local
