#pragma once
// HTTP client on libcurl multi: keep-alive, HTTP/2 where offered, bounded parallel batches, streaming, cancellation.
// One client serves one thread at a time; make one a thread, or guard it. A stop ends a call within 100 ms, also while
// connecting or resolving (curl_multi_poll woken by a stop callback; CURLOPT_QUICK_EXIT so that a stuck resolver thread
// is left). Any HTTP answer, 4xx and 5xx included, is a value; Errors are transport failures:
//   InvalidArgument (bad URL, method or header), Unavailable (cannot resolve, refused, reset, TLS), DeadlineExceeded,
//   Cancelled, CorruptData (cut answer, over the size limit), FailedPrecondition (libcurl is not installed).
// Redirects are followed at most 5 times. Within the origin: GET and HEAD always, others on 307/308 as they are and on
// 303 as GET. Across origins: GET alone, never from https to http, and with no header of the request but Accept and
// Accept-Language, so without credentials, cookies and body. A redirect that is not followed is an answer like any
// other. The connection of a NotRepeatable request is always new: libcurl would silently send again on a kept one that
// broke.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "net/http_types.h"

namespace lakecode::net {

class Cassette;
class TrafficObserver;

struct ClientOptions {
  std::string user_agent = "lakecode";
  std::string ca_file;     ///< PEM bundle; empty: SSL_CERT_FILE handling is the caller's, then the system's
  std::string proxy;       ///< for https URLs, as in HTTPS_PROXY; empty: none. May hold a password
  std::string http_proxy;  ///< for http URLs, as in HTTP_PROXY; empty: none
  std::string no_proxy;    ///< as in NO_PROXY; loopback never goes through a proxy
  std::size_t max_connections_per_host = 32;
  std::shared_ptr<Cassette> cassette;         ///< records every exchange, or answers in place of the network
  std::shared_ptr<TrafficObserver> observer;  ///< told of every exchange that was sent
};

/// Proxy and CA settings from an environment map (HTTPS_PROXY, HTTP_PROXY, NO_PROXY and lower-case forms, which win as
/// in curl; SSL_CERT_FILE, then CURL_CA_BUNDLE). Nothing else of the environment reaches the client.
ClientOptions client_options_from_environment(const std::function<std::string(std::string_view)>& variable);

/// True when no byte of the request can have reached the server: not resolved, refused, no connection in time, TLS
/// failed. Then even a change may be sent again. False for errors that did not come from HttpClient.
bool was_never_sent(const Error& error);

class HttpClient {
 public:
  explicit HttpClient(ClientOptions options);
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  /// One exchange, no retry (see net/retry.h).
  Result<HttpResponse> send(const HttpRequest& request, const CallContext& ctx);

  /// All requests, at most `in_flight` (and max_connections_per_host) at a time; results in request order.
  /// A stop fills the rest with Cancelled, the deadline with DeadlineExceeded; what was complete stays.
  std::vector<Result<HttpResponse>> send_all(const std::vector<HttpRequest>& requests, std::size_t in_flight,
                                             const CallContext& ctx);

  /// Streams the body: `on_bytes` gets each piece as it arrives; returning false ends the call with Cancelled.
  /// The response's body stays empty unless status is not 2xx. `timeout` and `max_response_bytes` hold for the whole
  /// stream, `idle_timeout` for the silence between two pieces. `on_bytes` must not call this client. Used for
  /// server-sent events.
  Result<HttpResponse> stream(const HttpRequest& request, const std::function<bool(std::string_view)>& on_bytes,
                              const CallContext& ctx);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lakecode::net
