#include "llm/exchange.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "llm/near_model.h"
#include "net/sse_parser.h"

namespace lakecode::llm {
namespace {

constexpr std::chrono::hours kLongestAnswer{1};
// After its last event a stream ends at once, and the connection is kept for the next turn; a server that leaves it
// open is not waited for.
constexpr std::chrono::milliseconds kFarewell{100};
// Between the reason to stop and the last event stands at most a count of tokens.
constexpr std::chrono::seconds kLastWord{5};
// Timers of the transport count whole milliseconds and may end that much before the deadline they were set from.
constexpr std::chrono::milliseconds kTimerSlack{20};

/// The bytes of an answer as they come: events for the decoder, or, where the server does not stream, one text. Which
/// of the two shows in the first byte: an event stream never begins with a bracket.
class AnswerReader {
 public:
  explicit AnswerReader(Decoder& decoder) : decoder_(decoder) {}

  /// False ends the transfer: `broken()` says why, or the answer is complete.
  bool take(std::string_view bytes) {
    if (!is_known_) {
      const std::size_t first = bytes.find_first_not_of(" \t\r\n");
      if (first == std::string_view::npos) return true;
      is_known_ = true;
      is_whole_ = bytes[first] == '{' || bytes[first] == '[' || bytes[first] == '<';
    }
    if (is_whole_) {
      whole_.append(bytes);
      return true;
    }
    const auto fed = parser_.feed(bytes, [this](const net::SseEvent& event) {
      if (broken_) return;
      if (auto taken = decoder_.take(event); !taken) broken_ = std::move(taken).error();
    });
    if (!fed && !broken_) broken_ = fed.error();
    return !broken_;
  }

  [[nodiscard]] const std::string& whole() const { return whole_; }
  [[nodiscard]] const std::optional<Error>& broken() const { return broken_; }

 private:
  Decoder& decoder_;
  net::SseParser parser_;
  std::string whole_;
  std::optional<Error> broken_;
  bool is_known_ = false, is_whole_ = false;
};

std::string_view words_of(Part part) {
  switch (part) {
    case Part::Temperature:
      return "the server does not take a temperature";
    case Part::StreamOptions:
      return "the server does not take stream_options";
    case Part::CacheControl:
      return "the server does not take cache_control";
    case Part::AnswerSchema:
      return "the server does not take a schema for the answer";
    case Part::MaxTokensName:
      return "the server wants the other name of max_tokens";
    case Part::Thinking:
      return "the server does not take thinking of another model";
    case Part::None:
      break;
  }
  return "";
}

}  // namespace

/// How one try ended.
struct Exchange::Outcome {
  std::optional<Reply> reply;
  Refusal refusal;  ///< when there is no reply
  bool was_never_sent = false;
};

struct Exchange::Question {
  const Wire& wire;
  const Route& route;
  const Request& request;
};

Exchange::Exchange(ProviderSettings settings, BareLimit bare_limit)
    : settings_(std::move(settings)),
      asked_{.origin = origin_of(settings_.base_url),
             .credential = settings_.credential,
             .wait_is_named = bare_limit == BareLimit::IsSpendingCap},
      client_(settings_.http) {
  LAKECODE_CHECK(settings_.random != nullptr, "an exchange needs a source of randomness");
}

namespace {

/// One line a try for --verbose; neither headers nor bodies, which may hold secrets and rows.
void log_try(const net::HttpRequest& request, const Result<net::HttpResponse>& response, SteadyTime began,
             const CallContext& ctx) {
  if (ctx.log == nullptr) return;
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(ctx.clock->steady_now() - began);
  ctx.log->write("llm", request.method + " " + request.url + " (" + std::to_string(request.body.size()) +
                            " bytes): " + (response ? std::to_string(response->status) : response.error().reason) +
                            ", " + std::to_string(took.count()) + " ms");
}

}  // namespace

Result<net::HttpRequest> Exchange::make_request(const Route& route, std::string body, const CallContext& ctx) const {
  net::HttpRequest request{.method = body.empty() ? "GET" : "POST",
                           .url = settings_.base_url + route.path,
                           .headers = route.headers,
                           .body = std::move(body)};
  request.timeout = kLongestAnswer;
  request.idle_timeout = settings_.idle_timeout;
  if (!request.body.empty()) request.headers.set("Content-Type", "application/json");
  if (settings_.authorize) TRY_VOID(settings_.authorize(request, ctx));
  return request;
}

Exchange::Outcome Exchange::failed(Error error, const CallContext& ctx) const {
  Outcome outcome;
  outcome.was_never_sent = net::was_never_sent(error);
  const bool is_our_deadline = error.code == ErrorCode::DeadlineExceeded && ctx.remaining() <= kTimerSlack;
  const bool ended_by_us = error.code == ErrorCode::Cancelled || is_our_deadline || !ctx.check("ask the model");
  const bool is_transport = error.code == ErrorCode::Unavailable || error.code == ErrorCode::DeadlineExceeded ||
                            error.code == ErrorCode::CorruptData;
  const int status = error.http_status.value_or(0);
  outcome.refusal.retry = !ended_by_us && (status == 0 ? is_transport : status == 429 || status >= 500);
  outcome.refusal.context_full = status == 413;
  outcome.refusal.error = std::move(error);
  // A silent or broken server is no deadline of ours.
  if (!ended_by_us && outcome.refusal.error.code == ErrorCode::DeadlineExceeded) {
    outcome.refusal.error.code = ErrorCode::Unavailable;
  }
  return outcome;
}

Exchange::Outcome Exchange::judge(const net::HttpResponse& response, Decoder& decoder, const std::string& whole,
                                  const Error* broken, const CallContext& ctx) {
  if (broken != nullptr) return failed(*broken, ctx);
  if (!whole.empty()) {
    if (text::trim(whole).starts_with('<')) {
      net::HttpResponse page = response;
      page.body = whole;
      return Outcome{.reply = {}, .refusal = read_refusal(page, asked_, ctx.clock->now())};
    }
    if (auto taken = decoder.take_whole(whole); !taken) return failed(std::move(taken).error(), ctx);
  }
  if (!decoder.has_ending()) return failed(broken_answer("the answer ended before it was complete"), ctx);
  return Outcome{.reply = decoder.finish(), .refusal = {}};
}

Exchange::Outcome Exchange::ask_once(const Question& question, Sink& sink, const CallContext& ctx) {
  const std::string& model = question.request.model;
  const BodyOptions options{.capabilities = capabilities(model), .without = without_[model]};
  auto request = make_request(question.route, question.wire.body(question.request, options), ctx);
  if (!request) return Outcome{.reply = {}, .refusal = {.error = std::move(request).error()}};
  request->headers.set("Accept", "text/event-stream, application/json");
  const auto decoder = question.wire.decoder(sink);
  AnswerReader reader(*decoder);
  const auto on_bytes = [&reader, &decoder, &request](std::string_view bytes) {
    const bool goes_on = reader.take(bytes);
    if (decoder->has_ending()) request->idle_timeout = decoder->is_complete() ? kFarewell : kLastWord;
    return goes_on;
  };
  const SteadyTime began = ctx.clock->steady_now();
  const auto response = client_.stream(*request, on_bytes, ctx);
  log_try(*request, response, began, ctx);
  // All content is there once the reason to stop was told; a connection that breaks after it loses the count at most.
  if (decoder->has_ending() && !reader.broken()) return Outcome{.reply = decoder->finish(), .refusal = {}};
  if (!response) return failed(reader.broken() ? *reader.broken() : response.error(), ctx);
  if (response->status / 100 != 2) {
    return Outcome{.reply = {}, .refusal = read_refusal(*response, asked_, ctx.clock->now())};
  }
  return judge(*response, *decoder, reader.whole(), reader.broken() ? &*reader.broken() : nullptr, ctx);
}

bool Exchange::may_retry(const Outcome& outcome, int attempt) const {
  const int most = outcome.was_never_sent ? settings_.retry.max_connects : settings_.retry.max_attempts;
  return outcome.refusal.retry && attempt < most;
}

std::chrono::milliseconds Exchange::wait_before(int next_attempt, const Outcome& outcome) const {
  if (outcome.refusal.wait) return *outcome.refusal.wait;
  const RetryRules& rules = settings_.retry;
  const int doublings = std::min(next_attempt - 2, 16);
  const auto wait = std::min(rules.first_wait * (1 << doublings), rules.longest_wait);
  return wait * (750 + static_cast<int>(settings_.random->below(251))) / 1000;
}

Error Exchange::named(Error error, std::string_view action, const std::string& model, int attempts) const {
  error.action = action;
  error.subject = model.empty() ? asked_.origin : model + " at " + asked_.origin;
  if (attempts > 1) error.reason += " (tried " + std::to_string(attempts) + " times)";
  return error;
}

Result<Reply> Exchange::complete(const Wire& wire, const Route& route, const Request& request, Sink& sink,
                                 const CallContext& ctx) {
  const std::string_view action = "ask the model";
  for (int attempt = 1;;) {
    TRY_VOID(ctx.check(action));
    Outcome outcome = ask_once({.wire = wire, .route = route, .request = request}, sink, ctx);
    if (outcome.reply) {
      Reply reply = *std::move(outcome.reply);
      reply.attempts = attempt;
      if (reply.model.empty()) reply.model = request.model;
      if (reply.usage == Usage{}) {
        reply.usage = {.input = estimated_tokens(request), .output = estimated_tokens(reply.message)};
        reply.usage_is_estimated = true;
      }
      return reply;
    }
    TRY_VOID(ctx.check(action));
    const Refusal& refusal = outcome.refusal;
    if (refusal.context_full) {
      return Reply{.message = {.role = Role::Assistant, .blocks = {}},
                   .stop = StopReason::ContextFull,
                   .stop_detail = refusal.error.reason,
                   .usage = {},
                   .model = request.model,
                   .id = {},
                   .attempts = attempt};
    }
    if (refusal.part != Part::None && !without_[request.model].has(refusal.part)) {
      without_[request.model].add(refusal.part);  // no attempt of the budget: the server will take the next one
      sink.on_restart(attempt, 0, words_of(refusal.part));
      continue;
    }
    if (!may_retry(outcome, attempt)) return named(refusal.error, action, request.model, attempt);
    const auto wait = wait_before(++attempt, outcome);
    if (wait >= ctx.remaining()) return named(refusal.error, action, request.model, attempt - 1);
    sink.on_restart(attempt, wait.count(), refusal.error.reason);
    TRY_VOID(ctx.wait(wait, action));
  }
}

Result<JsonBox> Exchange::fetch(const Route& route, const std::string& body, const CallContext& ctx) {
  const std::string_view action = body.empty() ? "list models" : "count tokens";
  for (int attempt = 1;; ++attempt) {
    TRY_ASSIGN(const net::HttpRequest request, make_request(route, body, ctx));
    const SteadyTime began = ctx.clock->steady_now();
    const auto response = client_.send(request, ctx);
    log_try(request, response, began, ctx);
    Outcome outcome;
    if (!response) {
      outcome = failed(response.error(), ctx);
    } else if (response->status / 100 != 2 || text::trim(response->body).starts_with('<')) {
      outcome.refusal = read_refusal(*response, asked_, ctx.clock->now());
    } else {
      auto parsed = json::parse(response->body, "answer");
      if (parsed) return JsonBox(std::move(*parsed));
      outcome = failed(broken_answer("the answer is no JSON"), ctx);
    }
    TRY_VOID(ctx.check(action));
    const auto wait = wait_before(attempt + 1, outcome);
    if (!may_retry(outcome, attempt) || wait >= ctx.remaining()) {
      return named(outcome.refusal.error, action, "", attempt);
    }
    TRY_VOID(ctx.wait(wait, action));
  }
}

}  // namespace lakecode::llm
