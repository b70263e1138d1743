#include "net/retry.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace lakecode::net {
namespace {

using std::chrono::milliseconds;

// Far beyond any cap, and far below where milliseconds overflow.
constexpr long long kLongestSeconds = 366LL * 24 * 3600;
constexpr std::size_t kLongestHeader = 64;

struct TimeOfDay {
  long long hour = 0, minute = 0, second = 0;
};

std::optional<unsigned> month_number(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto found = std::find(kMonths.begin(), kMonths.end(), name);
  if (found == kMonths.end()) return std::nullopt;
  return static_cast<unsigned>(found - kMonths.begin()) + 1;
}

std::optional<long long> number_in(std::string_view digits, long long low, long long high) {
  const auto number = text::parse_int(digits);
  if (!number || *number < low || *number > high) return std::nullopt;
  return number;
}

std::optional<TimeOfDay> parse_time_of_day(std::string_view text) {
  const auto parts = text::split(text, ':');
  if (parts.size() != 3) return std::nullopt;
  const auto hour = number_in(parts[0], 0, 23), minute = number_in(parts[1], 0, 59),
             second = number_in(parts[2], 0, 60);
  if (!hour || !minute || !second) return std::nullopt;
  return TimeOfDay{*hour, *minute, *second};
}

/// A two-digit year more than 50 years ahead means the last century (RFC 9110 5.6.7).
std::optional<int> parse_year(std::string_view text, WallTime now) {
  const auto number = number_in(text, 0, 9999);
  if (!number || (text.size() != 2 && text.size() != 4)) return std::nullopt;
  const int year = static_cast<int>(*number);
  if (text.size() == 4) return year;
  const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
  const int this_year = static_cast<int>(today.year());
  const int candidate = this_year / 100 * 100 + year;
  return candidate > this_year + 50 ? candidate - 100 : candidate;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" ,-"), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"; the day name is not
/// checked.
std::optional<WallTime> parse_http_date(std::string_view text, WallTime now) {
  const auto words = words_of(text);
  const bool c_form = words.size() == 5 && month_number(words[1]);
  const bool gmt_form = words.size() == 6 && words[5] == "GMT";
  if (!c_form && !gmt_form) return std::nullopt;
  const auto day = number_in(c_form ? words[2] : words[1], 1, 31);
  const auto month = month_number(c_form ? words[1] : words[2]);
  const auto year = parse_year(c_form ? words[4] : words[3], now);
  const auto time = parse_time_of_day(c_form ? words[3] : words[4]);
  if (!day || !month || !year || !time) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(time->hour) + std::chrono::minutes(time->minute) +
         std::chrono::seconds(time->second);
}

bool may_send_again(const HttpRequest& request, const Result<HttpResponse>& outcome) {
  const bool safe = request.repeat == Repeat::Safe;
  if (outcome) return outcome->status == 429 || (safe && outcome->status == 503);
  if (!is_retryable(outcome.error().code)) return false;
  return safe || was_never_sent(outcome.error());
}

struct Rules {
  const RetryPolicy& policy;
  RandomSource& random;
  const CallContext& ctx;
};

milliseconds wait_before_next(const Result<HttpResponse>& outcome, int attempt, const Rules& rules) {
  if (outcome) {
    const auto header = outcome->headers.find("Retry-After");
    const auto asked = header ? parse_retry_after(*header, rules.ctx.clock->now()) : std::nullopt;
    if (asked) return std::min(*asked, rules.policy.max_retry_after);
  }
  const auto jitter = rules.random.below(static_cast<std::uint64_t>(rules.policy.jitter.count()) + 1);
  return std::min(rules.policy.base_wait * attempt, rules.policy.max_wait) + milliseconds(jitter);
}

/// Waits, when the time allows another try. False: keep the outcomes as they are. Cancelled on a stop.
Result<bool> pause(milliseconds wait, const CallContext& ctx) {
  if (ctx.stopped()) return ctx.check("wait for the next try").error();
  if (wait >= ctx.remaining()) return false;
  TRY_VOID(ctx.wait(wait, "wait for the next try"));
  return true;
}

struct Round {
  std::vector<std::size_t> indices;  ///< which requests go again
  milliseconds wait{0};
};

Round next_round(const std::vector<HttpRequest>& requests, const std::vector<Result<HttpResponse>>& outcomes,
                 int attempt, const Rules& rules) {
  Round round;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!may_send_again(requests[i], outcomes[i])) continue;
    round.indices.push_back(i);
    round.wait = std::max(round.wait, wait_before_next(outcomes[i], attempt, rules));
  }
  return round;
}

}  // namespace

std::optional<milliseconds> parse_retry_after(std::string_view value, WallTime now) {
  value = text::trim(value);
  if (value.empty() || value.size() > kLongestHeader) return std::nullopt;
  if (value.find_first_not_of("0123456789") == std::string_view::npos) {
    const long long seconds = text::parse_int(value).value_or(kLongestSeconds);
    return std::chrono::seconds(std::min(seconds, kLongestSeconds));
  }
  const auto date = parse_http_date(value, now);
  if (!date) return std::nullopt;
  return std::max(milliseconds::zero(), milliseconds(*date - now));
}

Result<HttpResponse> send_with_retry(HttpClient& client, const HttpRequest& request, const RetryPolicy& policy,
                                     RandomSource& random, const CallContext& ctx) {
  for (int attempt = 1;; ++attempt) {
    auto outcome = client.send(request, ctx);
    if (outcome) outcome->attempts = attempt;
    if (attempt >= policy.max_attempts || !may_send_again(request, outcome)) return outcome;
    TRY_ASSIGN(const bool again, pause(wait_before_next(outcome, attempt, {policy, random, ctx}), ctx));
    if (!again) return outcome;
  }
}

std::vector<Result<HttpResponse>> send_all_with_retry(HttpClient& client, const Batch& batch, const RetryPolicy& policy,
                                                      RandomSource& random, const CallContext& ctx) {
  auto outcomes = client.send_all(batch.requests, batch.in_flight, ctx);
  for (int attempt = 1; attempt < policy.max_attempts; ++attempt) {
    const auto round = next_round(batch.requests, outcomes, attempt, {policy, random, ctx});
    if (round.indices.empty()) break;
    const auto again = pause(round.wait, ctx);
    if (!again) {
      for (const std::size_t index : round.indices) outcomes[index] = again.error();
    }
    if (!again || !*again) break;
    std::vector<HttpRequest> retried;
    for (const std::size_t index : round.indices) retried.push_back(batch.requests[index]);
    auto fresh = client.send_all(retried, batch.in_flight, ctx);
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      if (fresh[i]) fresh[i]->attempts = attempt + 1;
      outcomes[round.indices[i]] = std::move(fresh[i]);
    }
  }
  return outcomes;
}

}  // namespace lakecode::net
