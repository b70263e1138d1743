#pragma once
// Retries by the rules of the Databricks API reference 2.3, made safer: a change without an idempotency token is never
// sent again once it may have reached the server.
//   retried: 429 and 503 (any request: the server says it did not act, but see below), and for Repeat::Safe also
//   transport errors Unavailable / DeadlineExceeded of one attempt. A NotRepeatable request is retried only after 429,
//   or when the connection was never made (refused, not resolved).
//   wait: Retry-After (seconds or HTTP date) capped at 60 s; else min(10, attempt) s plus jitter up to 0.75 s.
//   at most `max_attempts` tries within the context's deadline; a stop ends a wait at once.

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

#include "base/call_context.h"
#include "base/random.h"
#include "net/http_client.h"

namespace lakecode::net {

struct RetryPolicy {
  int max_attempts = 3;
  std::chrono::milliseconds base_wait{1'000};       ///< times the attempt number, tests shorten it
  std::chrono::milliseconds max_wait{10'000};
  std::chrono::milliseconds max_retry_after{60'000};
  std::chrono::milliseconds jitter{750};
};

/// Seconds or an HTTP date (RFC 9110 10.2.3) relative to `now`; nullopt when absent or malformed.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value, WallTime now);

Result<HttpResponse> send_with_retry(HttpClient& client, const HttpRequest& request, const RetryPolicy& policy,
                                     RandomSource& random, const CallContext& ctx);

/// The batch form: each request is retried by the same rules; results in request order.
std::vector<Result<HttpResponse>> send_all_with_retry(HttpClient& client, const std::vector<HttpRequest>& requests,
                                                      std::size_t in_flight, const RetryPolicy& policy,
                                                      RandomSource& random, const CallContext& ctx);

}  // namespace lakecode::net
