#pragma once
// HTTP client on libcurl multi: keep-alive, HTTP/2 where offered, bounded parallel batches, streaming, cancellation.
// One client serves one thread at a time; make one a thread, or guard it. A stop ends a call within 100 ms, also while
// connecting or resolving (curl_multi_poll woken by a stop callback; CURLOPT_QUICK_EXIT so that a stuck resolver thread is left).
// Any HTTP answer, 4xx and 5xx included, is a value; Errors are transport failures:
//   Unavailable (cannot resolve, refused, reset, TLS), DeadlineExceeded, Cancelled, CorruptData (cut answer, over the size limit).
// Redirects are followed at most 5 times; across origins without Authorization, cookies or body, and only for GET.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "net/http_types.h"

namespace lakecode::net {

struct ClientOptions {
  std::string user_agent = "lakecode";
  std::string ca_file;            ///< PEM bundle; empty: SSL_CERT_FILE handling is the caller's, then the system's
  std::string proxy;              ///< as in HTTPS_PROXY; empty: none
  std::string no_proxy;           ///< as in NO_PROXY; loopback never goes through a proxy
  std::size_t max_connections_per_host = 32;
};

/// Proxy and CA settings from an environment map (HTTPS_PROXY, HTTP_PROXY, NO_PROXY and lower-case forms, SSL_CERT_FILE,
/// CURL_CA_BUNDLE).
ClientOptions client_options_from_environment(const std::function<std::string(std::string_view)>& variable);

class HttpClient {
 public:
  explicit HttpClient(ClientOptions options);
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  /// One exchange, no retry (see net/retry.h).
  Result<HttpResponse> send(const HttpRequest& request, const CallContext& ctx);

  /// All requests, at most `in_flight` at a time; results in request order. A stop fills the rest with Cancelled.
  std::vector<Result<HttpResponse>> send_all(const std::vector<HttpRequest>& requests, std::size_t in_flight,
                                             const CallContext& ctx);

  /// Streams the body: `on_bytes` gets each piece as it arrives; returning false ends the call with Cancelled.
  /// The response's body stays empty unless status is not 2xx. Used for server-sent events.
  Result<HttpResponse> stream(const HttpRequest& request, const std::function<bool(std::string_view)>& on_bytes,
                              const CallContext& ctx);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lakecode::net
