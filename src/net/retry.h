#pragma once
// Retries by the rules of the Databricks API reference 2.3, made safer: a change without an idempotency token is never
// sent again once it may have reached the server.
//   Repeat::Safe: after 429, 503, and the transport errors Unavailable and DeadlineExceeded of one attempt.
//   Repeat::NotRepeatable: after 429 (the server says it did not act; a 503 was seen although it had), and when the
//   connection was never made (was_never_sent).
//   wait: Retry-After (seconds or HTTP date) capped at 60 s; else min(10, attempt) s plus jitter up to 0.75 s.
//   at most `max_attempts` tries. A wait that would outlast the context's deadline is not begun: the last outcome is
//   returned. A stop ends a wait at once.
// HttpResponse.attempts says how many tries it took. Thread rules are those of the client and of the random source.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/call_context.h"
#include "base/random.h"
#include "net/http_client.h"

namespace lakecode::net {

struct RetryPolicy {
  int max_attempts = 3;
  std::chrono::milliseconds base_wait{1'000};  ///< times the attempt number, tests shorten it
  std::chrono::milliseconds max_wait{10'000};
  std::chrono::milliseconds max_retry_after{60'000};
  std::chrono::milliseconds jitter{750};
};

/// Seconds or an HTTP date (RFC 9110 10.2.3, all three forms of 5.6.7) relative to `now`, zero for a past date; nullopt
/// when empty or malformed.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value, WallTime now);

Result<HttpResponse> send_with_retry(HttpClient& client, const HttpRequest& request, const RetryPolicy& policy,
                                     RandomSource& random, const CallContext& ctx);

/// The batch form: each request is retried by the same rules; results in request order. Those to be sent again go
/// together, after the longest of their waits, so that a limited server sees one pause and not many.
struct Batch {
  const std::vector<HttpRequest>& requests;
  std::size_t in_flight;  ///< at most so many at once
};
std::vector<Result<HttpResponse>> send_all_with_retry(HttpClient& client, const Batch& batch, const RetryPolicy& policy,
                                                      RandomSource& random, const CallContext& ctx);

}  // namespace lakecode::net
