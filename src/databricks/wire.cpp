#include "databricks/wire.h"

#include <utility>

#include "base/json.h"
#include "base/log.h"
#include "databricks/client_state.h"
#include "net/retry.h"
#include "safety/classify.h"

namespace lakecode::databricks {
namespace {

constexpr std::size_t kMaxPages = 10'000;
constexpr std::string_view kStatementsPath = "/api/2.0/sql/statements";

/// An HTTP client taken from the pool for one call, given back at the end of the scope.
class Lease {
 public:
  using Pool = Guarded<std::vector<std::unique_ptr<net::HttpClient>>>;
  Lease(Pool& pool, const net::ClientOptions& options) : pool_(pool) {
    auto idle = pool_.lock();
    if (idle->empty()) {
      client_ = std::make_unique<net::HttpClient>(options);
    } else {
      client_ = std::move(idle->back());
      idle->pop_back();
    }
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() { pool_.lock()->push_back(std::move(client_)); }
  net::HttpClient& operator*() { return *client_; }

 private:
  Pool& pool_;
  std::unique_ptr<net::HttpClient> client_;
};

safety::RestEffect effect_of(const Call& call) {
  return {.method = call.body.empty() ? "GET" : "POST",
          .path = call.path,
          .query = net::encode_query(call.query),
          .body = call.body};
}

Error refusal(const Naming& naming, std::string reason) {
  return Error{.code = ErrorCode::Internal,
               .action = naming.action,
               .subject = naming.subject,
               .reason = std::move(reason),
               .advice = "this is a bug in lakecode: report it"};
}

Result<void> check_read(const safety::RestEffect& effect, const Naming& naming) {
  const safety::Verdict verdict = safety::classify_rest(effect);
  if (verdict.effect_class == safety::EffectClass::ReadOnly) return {};
  return refusal(naming,
                 "the request is " + std::string(safety::name_of(verdict.effect_class)) + " and was not approved");
}

/// The error of the transport, said in the words of the call; the host it concerns is always named.
Error name_error(Error error, const Naming& naming, const Origin& origin) {
  error.action = naming.action;
  error.subject = naming.subject;
  if (error.subject.find(origin.host) == std::string::npos) error.subject += " at " + origin.host;
  if (error.advice.empty()) error.advice = advice_for(error.code, origin);
  return error;
}

void log_exchange(const CallContext& ctx, const safety::RestEffect& effect, const Result<net::HttpResponse>& outcome) {
  if (ctx.log == nullptr) return;
  std::string line = effect.method + " " + effect.path + (effect.query.empty() ? "" : "?" + effect.query) + " -> ";
  if (outcome) {
    line += std::to_string(outcome->status) + ", " + std::to_string(outcome->body.size()) + " bytes";
    if (outcome->attempts > 1) line += ", attempt " + std::to_string(outcome->attempts);
    if (const auto id = outcome->headers.find("X-Request-Id")) line += ", request id " + *id;
  } else {
    line += std::string(name_of(outcome.error().code)) + " " + outcome.error().reason;
  }
  ctx.log->write("databricks", line);
}

}  // namespace

Origin Wire::origin() const {
  return {.host = state_.settings.host, .profile = state_.settings.profile};
}

LateCalls& Wire::late() {
  return state_.late;
}

Result<net::HttpRequest> Wire::make_request(const safety::RestEffect& effect, net::Repeat repeat,
                                            const CallContext& ctx) {
  net::HttpRequest request;
  request.method = effect.method;
  request.url = state_.settings.host + effect.path + (effect.query.empty() ? "" : "?" + effect.query);
  request.headers.set("Accept", "application/json");
  if (!effect.body.empty()) request.headers.set("Content-Type", "application/json");
  if (!state_.settings.workspace_id.empty())
    request.headers.set("X-Databricks-Workspace-Id", state_.settings.workspace_id);
  request.body = effect.body;
  request.repeat = repeat;
  request.timeout = state_.settings.request_timeout;
  TRY_VOID(state_.tokens.authorize(request, ctx));
  return request;
}

Result<Answer> Wire::read_answer(Result<net::HttpResponse> outcome, const safety::RestEffect& effect,
                                 const Naming& naming, const CallContext& ctx) {
  log_exchange(ctx, effect, outcome);
  if (!outcome) return name_error(std::move(outcome).error(), naming, origin());
  if (outcome->status < 200 || outcome->status > 299) return error_of_answer(*outcome, naming, origin());
  if (outcome->body.empty()) return Answer{.body = JsonBox(JsonObject()), .headers = std::move(outcome->headers)};
  auto body = json::parse(outcome->body, naming.subject);
  if (!body) return error_of_body(*outcome, body.error().reason, naming, origin());
  return Answer{.body = JsonBox(std::move(*body)), .headers = std::move(outcome->headers)};
}

Result<Answer> Wire::exchange(const safety::RestEffect& effect, net::Repeat repeat, const Naming& naming,
                              const CallContext& ctx) {
  TRY_VOID(ctx.check(naming.action));
  auto request = make_request(effect, repeat, ctx);
  if (!request) return std::move(request).error();
  Lease lease(state_.idle, state_.settings.http);
  return read_answer(net::send_with_retry(*lease, *request, state_.settings.retry, state_.random, ctx), effect, naming,
                     ctx);
}

Result<Answer> Wire::fetch(const Call& call, const CallContext& ctx) {
  const safety::RestEffect effect = effect_of(call);
  TRY_VOID(check_read(effect, call.naming));
  return exchange(effect, net::Repeat::Safe, call.naming, ctx);
}

Result<std::string> Wire::fetch_bytes(const Call& call, const net::Headers& headers, const CallContext& ctx) {
  const safety::RestEffect effect = effect_of(call);
  TRY_VOID(check_read(effect, call.naming));
  TRY_VOID(ctx.check(call.naming.action));
  TRY_ASSIGN(net::HttpRequest request, make_request(effect, net::Repeat::Safe, ctx));
  request.headers.set("Accept", "*/*");
  for (const auto& [name, value] : headers.list()) request.headers.set(name, value);
  Lease lease(state_.idle, state_.settings.http);
  auto outcome = net::send_with_retry(*lease, request, state_.settings.retry, state_.random, ctx);
  log_exchange(ctx, effect, outcome);
  if (!outcome) return name_error(std::move(outcome).error(), call.naming, origin());
  if (outcome->status < 200 || outcome->status > 299) return error_of_answer(*outcome, call.naming, origin());
  return std::move(outcome->body);
}

std::vector<Result<Answer>> Wire::fetch_all(const std::vector<Call>& calls, const CallContext& ctx) {
  std::vector<Result<Answer>> answers;
  std::vector<net::HttpRequest> requests;
  std::vector<std::size_t> places;  // of requests[i] in answers; refused calls have none
  answers.reserve(calls.size());
  for (const Call& call : calls) {
    const safety::RestEffect effect = effect_of(call);
    auto read = check_read(effect, call.naming);
    auto request =
        read ? make_request(effect, net::Repeat::Safe, ctx) : Result<net::HttpRequest>(std::move(read).error());
    answers.emplace_back(request ? refusal(call.naming, "no answer was stored") : request.error());
    if (!request) continue;
    places.push_back(answers.size() - 1);
    requests.push_back(std::move(*request));
  }
  Lease lease(state_.idle, state_.settings.http);
  auto outcomes = net::send_all_with_retry(*lease, {requests, state_.settings.in_flight}, state_.settings.retry,
                                           state_.random, ctx);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Call& call = calls[places[i]];
    answers[places[i]] = read_answer(std::move(outcomes[i]), effect_of(call), call.naming, ctx);
  }
  return answers;
}

Result<void> Wire::fetch_pages(Call call, const std::function<bool(const JsonValue&)>& on_page,
                               const CallContext& ctx) {
  const net::QueryParameters plain = call.query;
  std::string last_token;
  for (std::size_t page = 0; page < kMaxPages; ++page) {
    TRY_ASSIGN(const Answer answer, fetch(call, ctx));
    const bool more = on_page(*answer.body);
    const std::string token = json::string_at(*answer.body, "next_page_token");
    if (!more || token.empty()) return {};
    if (token == last_token) {
      return Error{.code = ErrorCode::CorruptData,
                   .action = call.naming.action,
                   .subject = call.naming.subject,
                   .reason = "the workspace sends the same page again and again",
                   .advice = "try again later"};
    }
    last_token = token;
    call.query = plain;
    call.query.emplace_back("page_token", token);
  }
  return Error{.code = ErrorCode::CorruptData,
               .action = call.naming.action,
               .subject = call.naming.subject,
               .reason = "the list did not end after " + std::to_string(kMaxPages) + " pages",
               .advice = "ask for less"};
}

Result<Answer> Wire::send(safety::Permit permit, const safety::RestEffect& request, net::Repeat repeat,
                          const Naming& naming, const CallContext& ctx) {
  const safety::EffectClass found = safety::classify_rest(request).effect_class;
  if (!permit.covers(request, found)) return refusal(naming, "the approval does not cover this request");
  return exchange(request, repeat, naming, ctx);
}

Result<Answer> Wire::submit_statement(safety::Permit permit, const safety::SqlEffect& effect, const std::string& body,
                                      const Naming& naming, const CallContext& ctx) {
  const safety::RestEffect request{.method = "POST", .path = std::string(kStatementsPath), .query = "", .body = body};
  const safety::EffectClass found = safety::classify_rest(request).effect_class;
  if (!permit.covers(effect, found)) return refusal(naming, "the approval does not cover this statement");
  TRY_ASSIGN(const JsonValue parsed, json::parse(body, "statement request"));
  if (json::string_at(parsed, "statement") != effect.text)
    return refusal(naming, "the request is not the approved statement");
  const bool reads = found == safety::EffectClass::ReadOnly;
  return exchange(request, reads ? net::Repeat::Safe : net::Repeat::NotRepeatable, naming, ctx);
}

Result<void> Wire::cancel_statement(const std::string& statement_id, const CallContext& ctx) {
  const Naming naming{.action = "cancel statement", .subject = statement_id};
  const safety::RestEffect request{
      .method = "POST",
      .path = std::string(kStatementsPath) + "/" + net::encode_component(statement_id) + "/cancel",
      .query = "",
      .body = ""};
  TRY_VOID(exchange(request, net::Repeat::Safe, naming, ctx));
  return {};
}

Result<std::string> Wire::fetch_link(const std::string& url, const net::Headers& headers, const Naming& naming,
                                     const CallContext& ctx) {
  TRY_ASSIGN(const net::Url target, net::parse_url(url));
  if (state_.settings.host.starts_with("https://") && target.scheme != "https") {
    return Error{.code = ErrorCode::CorruptData,
                 .action = naming.action,
                 .subject = naming.subject,
                 .reason = "the workspace gave a link without encryption",
                 .advice = "ask for inline results"};
  }
  net::HttpRequest request{.method = "GET", .url = url, .headers = headers};
  request.timeout = state_.settings.request_timeout;
  request.max_response_bytes = 256U << 20U;
  Lease lease(state_.idle, state_.settings.http);
  auto outcome = net::send_with_retry(*lease, request, state_.settings.retry, state_.random, ctx);
  // A presigned URL is a credential: only its origin may be logged.
  log_exchange(ctx, safety::RestEffect{.method = "GET", .path = target.origin() + "/…", .query = "", .body = ""},
               outcome);
  if (!outcome) return name_error(std::move(outcome).error(), naming, Origin{.host = target.origin(), .profile = ""});
  if (outcome->status < 200 || outcome->status > 299) {
    return error_of_answer(*outcome, naming, Origin{.host = target.origin(), .profile = ""});
  }
  return std::move(outcome->body);
}

}  // namespace lakecode::databricks
