#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/route.h"
#include "net/url.h"

namespace lakecode::local {
namespace {

Error bad_request(std::string_view name, std::string reason) {
  return {.code = ErrorCode::InvalidArgument,
          .action = "read parameter",
          .subject = std::string(name),
          .reason = std::move(reason),
          .advice = ""};
}

bool is_version(std::string_view segment) {
  return segment == "2.0" || segment == "2.1" || segment == "2.2";
}

/// Fills `call` when `path` fits the pattern.
bool fits(const Route& route, const std::vector<std::string_view>& path, Call& call) {
  const std::vector<std::string_view> pattern = text::split(route.pattern, '/');
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (pattern[i] == "{}") {
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

bool is_authorized(const Workspace& workspace, const net::ServerRequest& request) {
  const auto header = request.headers.find("Authorization");
  constexpr std::string_view kScheme = "Bearer ";
  if (!header || !text::equals_ignore_case(std::string_view(*header).substr(0, kScheme.size()), kScheme)) return false;
  return workspace.token.matches(text::trim(std::string_view(*header).substr(kScheme.size())));
}

}  // namespace

Result<std::optional<std::int64_t>> Call::int_query(std::string_view name) const {
  const auto value = request.query_value(name);
  if (!value || value->empty()) return std::optional<std::int64_t>();
  const auto number = text::parse_int(*value);
  if (!number) return bad_request(name, fmt::format("'{}' is no whole number", *value));
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
  if (!parsed) return bad_request("body", parsed.error().reason);
  if (!parsed->is_object()) return bad_request("body", "it is no JSON object");
  return JsonBox(std::move(parsed).value());
}

net::ServerResponse dispatch(Workspace& workspace, std::span<const Route> routes, const net::ServerRequest& request) {
  const std::vector<std::string_view> path = text::split(request.path, '/');
  const bool authorized = is_authorized(workspace, request);
  net::ServerResponse response;
  bool found = false;
  for (const Route& route : routes) {
    if (route.method != request.method) continue;
    Call call{.request = request, .captures = {}, .version = ""};
    if (!fits(route, path, call)) continue;
    found = route.access == Access::Open || authorized;
    if (found) response = route.run(workspace, call);
    break;
  }
  if (!found && !authorized) {
    response = error_answer(401, "UNAUTHENTICATED", "The request has no valid access token of this workspace.");
  } else if (!found) {
    response =
        error_answer(404, "ENDPOINT_NOT_FOUND", fmt::format("No API found for '{} {}'", request.method, request.path));
  }
  response.headers.set("X-Databricks-Org-Id", workspace.workspace_id);
  return response;
}

}  // namespace lakecode::local
