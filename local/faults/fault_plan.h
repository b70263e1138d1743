#pragma once
// A plan of faults as plain values, and its one file form (YAML or JSON):
//
//   seed: 7                       # of every probability; default 0
//   faults:
//     - fault: rate_limit         # 429 with Retry-After
//       path: /api/2.*/jobs/**    # one `*` stays inside a segment, `**` crosses them; default every path
//       method: GET               # default any
//       skip: 2                   # let the first two pass; default 0
//       times: 3                  # then at most three; default without end
//       probability: 0.5          # of those; default 1
//       retry_after: 1            # seconds
//
// Pure: the same plan fires on the same requests, counted by rule. Positions in errors are line and column of the file.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::local {

enum class FaultKind {
  RateLimit,          ///< 429 RESOURCE_EXHAUSTED, nothing was done
  UnavailableBefore,  ///< 503 TEMPORARILY_UNAVAILABLE, nothing was done
  UnavailableAfter,   ///< 503 although the act was done
  Slow,               ///< answered after `delay_ms`
  Cut,                ///< the body ends after `cut_at` bytes although more was promised
  ExpiredToken,       ///< 403 PERMISSION_DENIED "Invalid access token", as for a token past its end
  HtmlPage,           ///< 200 with a login page in place of JSON
  Stale,              ///< after a change, the next `reads` reads see the workspace as it was before
};

std::string_view name_of(FaultKind kind);  ///< as in the file: "rate_limit", "unavailable_before" …

struct FaultRule {
  FaultKind kind = FaultKind::RateLimit;
  std::string method;  ///< upper case; "" any
  std::string path = "**";
  std::uint64_t skip = 0;
  std::optional<std::uint64_t> times;
  double probability = 1;
  std::chrono::seconds retry_after{1};
  std::chrono::milliseconds delay{0};
  std::uint64_t cut_at = 0;
  std::uint64_t reads = 1;
};

struct FaultPlan {
  std::uint64_t seed = 0;
  std::vector<FaultRule> rules;
};

/// InvalidArgument with subject "NAME:LINE:COLUMN" and what is allowed there.
Result<FaultPlan> parse_fault_plan(std::string_view text, std::string_view name);

/// True when `path` fits the pattern. Linear in both.
bool fits_path(std::string_view pattern, std::string_view path);

/// Whether the `n`-th request (from 0) that fits `rule`, the `index`-th of `plan`, gets the fault.
bool fires(const FaultPlan& plan, std::size_t index, std::uint64_t n);

}  // namespace lakecode::local
