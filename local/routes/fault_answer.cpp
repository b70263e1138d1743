// A request under a fault plan: what the desk draws is answered here, in the platform's own shapes where it has one.

#include <algorithm>

#include <fmt/format.h>

#include "local/faults/fault_desk.h"
#include "local/routes/answer.h"
#include "local/routes/route.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kOwnRoutes = "/api/lakecode/";
// What a gateway or a single sign-on page puts in place of an answer.
constexpr std::string_view kLoginPage =
    "<!doctype html>\n<html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>\n";

bool is_change(const net::ServerRequest& request) {
  return request.method != "GET" && request.method != "HEAD";
}

net::ServerResponse rate_limited(const FaultRule& rule) {
  net::ServerResponse response =
      error_answer(429, "RESOURCE_EXHAUSTED", "Too many requests. Please wait a moment and try again.");
  response.headers.set("Retry-After", fmt::format("{}", rule.retry_after.count()));
  return response;
}

net::ServerResponse unavailable() {
  return error_answer(503, "TEMPORARILY_UNAVAILABLE",
                      "The service at this address is taking too long to process the request.");
}

net::ServerResponse login_page() {
  net::ServerResponse response;
  response.headers.set("Content-Type", "text/html; charset=utf-8");
  response.body = kLoginPage;
  return response;
}

/// One request on its way through a fault.
class FaultyExchange {
 public:
  FaultyExchange(Workspace& workspace, std::span<const Route> routes, const net::ServerRequest& request)
      : workspace_(workspace), routes_(routes), request_(request) {}

  net::ServerResponse answer(const FaultRule& rule) {
    switch (rule.kind) {
      case FaultKind::RateLimit:
        return rate_limited(rule);
      case FaultKind::UnavailableBefore:
        return unavailable();
      case FaultKind::ExpiredToken:
        return error_answer(403, "PERMISSION_DENIED", "Invalid access token.");
      case FaultKind::HtmlPage:
        return login_page();
      case FaultKind::UnavailableAfter:
        act();
        return unavailable();
      case FaultKind::Slow:
        workspace_.faults->wait(rule.delay);
        return act();
      case FaultKind::Cut:
        return cut(rule);
      case FaultKind::Stale:
        return stale(rule);
    }
    return act();
  }

  net::ServerResponse act() {
    if (is_change(request_)) workspace_.faults->before_change(workspace_.store);
    return dispatch(workspace_, routes_, request_);
  }

 private:
  net::ServerResponse cut(const FaultRule& rule) {
    net::ServerResponse response = act();
    response.cut_after = static_cast<std::size_t>(std::min<std::uint64_t>(rule.cut_at, response.body.size()));
    return response;
  }

  net::ServerResponse stale(const FaultRule& rule) {
    const std::shared_ptr<Store> past = is_change(request_) ? nullptr : workspace_.faults->take_past(rule.reads);
    if (past == nullptr) return act();
    Workspace before{.store = *past,
                     .clock = workspace_.clock,
                     .engine = workspace_.engine,
                     .statements = workspace_.statements,
                     .random = workspace_.random,
                     .files = workspace_.files,
                     .token = workspace_.token,
                     .origin = workspace_.origin,
                     .workspace_id = workspace_.workspace_id,
                     .metastore_id = workspace_.metastore_id};
    return dispatch(before, routes_, request_);
  }

  Workspace& workspace_;
  std::span<const Route> routes_;
  const net::ServerRequest& request_;
};

}  // namespace

net::ServerResponse dispatch_with_faults(Workspace& workspace, std::span<const Route> routes,
                                         const net::ServerRequest& request) {
  if (workspace.faults == nullptr || workspace.faults->idle() || request.path.starts_with(kOwnRoutes)) {
    return dispatch(workspace, routes, request);
  }
  FaultyExchange exchange(workspace, routes, request);
  const std::optional<FaultRule> rule = workspace.faults->draw(request.method, request.path);
  return rule ? exchange.answer(*rule) : exchange.act();
}

}  // namespace lakecode::local
