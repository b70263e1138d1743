#pragma once
// TokenSource: puts the credentials of one profile on a request, and on no request to another origin.
// Implementations are thread-safe; one object serves all threads of a client.

#include <string>

#include "base/call_context.h"
#include "base/result.h"
#include "net/http_types.h"

namespace lakecode::auth {

class TokenSource {
 public:
  virtual ~TokenSource() = default;

  /// Sets Authorization, and what else the method needs, on `request`. May fetch or refresh a token within `ctx`.
  /// Errors: InvalidArgument when the request's origin is not exactly the profile's; Unauthenticated when the
  /// credentials are refused or gone; Unavailable, Cancelled, DeadlineExceeded from a refresh.
  virtual Result<void> authorize(net::HttpRequest& request, const CallContext& ctx) = 0;

  /// The method's name as in `auth_type`: "pat", "oauth-m2m", …
  [[nodiscard]] virtual std::string name() const = 0;
};

}  // namespace lakecode::auth
