#include "llm/refusal.h"

#include <algorithm>

#include "base/json.h"
#include "base/redact.h"
#include "base/text.h"
#include "base/utf8.h"
#include "net/retry.h"

namespace lakecode::llm {
namespace {

constexpr std::size_t kMaxReasonBytes = 500;
// A cap that names a later time than this is no pause in a conversation: better to say so.
constexpr std::chrono::milliseconds kLongestWait{120'000};

/// What a body says went wrong.
struct Problem {
  std::string type;  ///< "overloaded_error", "RESOURCE_DOES_NOT_EXIST", "insufficient_quota", …
  std::string code;
  std::string message;
};

struct Meaning {
  std::string_view word;  ///< of type or code
  int status;
};

// Words that tell more than the status they come with, or come without one inside a stream.
constexpr Meaning kMeanings[] = {
    {"overloaded_error", 529},
    {"rate_limit_error", 429},
    {"rate_limit_exceeded", 429},
    {"request_limit_exceeded", 429},
    {"resource_exhausted", 429},
    {"authentication_error", 401},
    {"unauthenticated", 401},
    {"invalid_api_key", 401},
    {"permission_error", 403},
    {"permission_denied", 403},
    {"billing_error", 402},
    {"insufficient_quota", 402},
    {"enforced_spend_limit_reached", 402},
    {"not_found_error", 404},
    {"model_not_found", 404},
    {"resource_does_not_exist", 404},
    {"endpoint_not_found", 404},
    {"request_too_large", 413},
    {"context_length_exceeded", 413},
    {"timeout_error", 504},
    {"api_error", 500},
    {"server_error", 500},
    {"internal_error", 500},
    {"temporarily_unavailable", 503},
    {"invalid_request_error", 400},
    {"invalid_parameter_value", 400},
    {"bad_request", 400},
};

std::string one_line_text(std::string_view text) {
  std::string flat;
  for (const char c : utf8::sanitize(text.substr(0, 4 * kMaxReasonBytes))) {
    const bool blank = static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
    if (!blank) flat += c;
    if (blank && !flat.empty() && flat.back() != ' ') flat += ' ';
  }
  flat = Redactor().redact(text::trim(flat));
  while (flat.ends_with('.')) flat.pop_back();
  return flat.size() <= kMaxReasonBytes ? flat : utf8::sanitize(flat.substr(0, kMaxReasonBytes - 4)) + "…";
}

Problem read_problem(const JsonValue& body) {
  Problem problem;
  const JsonValue* inner = json::find(body, "error");
  if (inner != nullptr && inner->is_object()) {
    problem.type = json::string_at(*inner, "type");
    problem.code = json::string_at(*inner, "code");
    const std::string detail = json::string_at_path(*inner, {"details", "error_code"});
    if (!detail.empty()) problem.code = detail;
    problem.message = json::string_at(*inner, "message");
    return problem;
  }
  problem.code = json::string_at(body, "error_code");
  problem.message = json::string_at(body, "message");
  if (inner != nullptr && problem.message.empty()) problem.message = json::as_string(*inner).value_or("");
  if (problem.message.empty()) problem.message = json::string_at(body, "detail");
  return problem;
}

bool is_web_page(const net::HttpResponse& response) {
  const std::string type = text::to_lower(response.headers.find("Content-Type").value_or(""));
  return type.find("text/html") != std::string::npos || text::trim(response.body).starts_with('<');
}

/// The status that `problem` stands for; `status` where its words say nothing.
int meaning_of(const Problem& problem, int status) {
  for (const std::string& word : {text::to_lower(problem.code), text::to_lower(problem.type)}) {
    for (const Meaning& meaning : kMeanings) {
      if (meaning.word != word) continue;
      // A general word does not beat a telling status: Anthropic's 413 has a type of its own, a 404 may say
      // invalid_request_error, a 503 api_error.
      const bool general = meaning.status == 400 || meaning.status == 500;
      if (!general || status < 400) return meaning.status;
    }
  }
  return status;
}

bool says_context_is_full(const Problem& problem, int status) {
  if (status == 413) return true;
  if (status != 400 && status != 422) return false;
  for (const std::string_view words : {"prompt is too long", "context length", "context window", "exceed context limit",
                                       "maximum context", "too many tokens", "input is too long", "context size"}) {
    if (text::contains_ignore_case(problem.message, words)) return true;
  }
  return false;
}

struct PartWords {
  std::string_view words;
  Part part;
};

constexpr PartWords kPartWords[] = {
    {"stream_options", Part::StreamOptions},        {"temperature", Part::Temperature},
    {"cache_control", Part::CacheControl},          {"output_config", Part::AnswerSchema},
    {"response_format", Part::AnswerSchema},        {"json_schema", Part::AnswerSchema},
    {"max_completion_tokens", Part::MaxTokensName}, {"max_tokens' is not supported", Part::MaxTokensName},
    {"in `thinking` block", Part::Thinking},
};

Part refused_part(const Problem& problem, int status) {
  if (status != 400 && status != 422) return Part::None;
  for (const PartWords& row : kPartWords) {
    if (text::contains_ignore_case(problem.message, row.words)) return row.part;
  }
  return Part::None;
}

ErrorCode code_of(int status) {
  switch (status) {
    case 401:
      return ErrorCode::Unauthenticated;
    case 403:
      return ErrorCode::PermissionDenied;
    case 404:
      return ErrorCode::NotFound;
    case 402:
    case 429:
      return ErrorCode::RateLimited;
    case 501:
      return ErrorCode::Unsupported;
    default:
      break;
  }
  if (status == 408 || status == 409 || status >= 500) return ErrorCode::Unavailable;
  return status >= 400 ? ErrorCode::InvalidArgument : ErrorCode::CorruptData;
}

std::optional<std::chrono::milliseconds> asked_wait(const net::Headers& headers, WallTime now) {
  if (const auto exact = headers.find("retry-after-ms")) {
    const auto ms = text::parse_int(text::trim(*exact));
    if (ms && *ms >= 0 && *ms < 86'400'000) return std::chrono::milliseconds(*ms);
  }
  const auto header = headers.find("Retry-After");
  return header ? net::parse_retry_after(*header, now) : std::nullopt;
}

/// Whether the same request may pass later, by what the server says and else by its status.
bool may_help(const net::HttpResponse& response, int status, const Refusal& refusal, const Asked& asked) {
  if (status == 402) return false;
  if (refusal.wait && *refusal.wait > kLongestWait) return false;
  if (const auto said = response.headers.find("x-should-retry")) {
    if (*said == "true") return true;
    if (*said == "false") return false;
  }
  if (status == 429) return refusal.wait.has_value() || !asked.wait_is_named;
  return status == 408 || status == 409 || (status >= 500 && status != 501);
}

std::string advice_for(ErrorCode code, int status, const Asked& asked) {
  switch (code) {
    case ErrorCode::Unauthenticated:
      return asked.credential.empty() ? "give it a key" : "check " + asked.credential;
    case ErrorCode::PermissionDenied:
      return asked.credential.empty() ? "use a key with that right"
                                      : "use one that may, in place of " + asked.credential;
    case ErrorCode::NotFound:
      return "`lakecode models list` shows the models it has; choose one with --model";
    case ErrorCode::RateLimited:
      return status == 402 ? "raise the limit or add credit with the provider, or choose another with agent.provider"
                           : "try again later, or choose another model with --model";
    case ErrorCode::Unavailable:
      return "try again; if it stays, check " + asked.origin;
    default:
      return {};
  }
}

std::string default_reason(int status) {
  return "the server answered " + std::to_string(status);
}

Error web_page_error(const net::HttpResponse& response, const Asked& asked) {
  const bool sign_in = text::contains_ignore_case(std::string_view(response.body).substr(0, 65'536), "sign in") ||
                       text::contains_ignore_case(std::string_view(response.body).substr(0, 65'536), "log in") ||
                       text::contains_ignore_case(std::string_view(response.body).substr(0, 65'536), "login");
  return Error{.code = sign_in ? ErrorCode::Unauthenticated : ErrorCode::CorruptData,
               .reason = sign_in ? "a sign-in page came back in place of an answer"
                                 : "a web page came back in place of an answer",
               .advice = "check that " + asked.origin + " is the model server's address" +
                         (asked.credential.empty() ? "" : ", and " + asked.credential) +
                         "; a proxy may stand in between",
               .http_status = response.status};
}

/// Redirects of a POST are not followed: where one comes, it is to a sign-in, or the address is not the server's.
Error redirect_error(const net::HttpResponse& response, const Asked& asked) {
  const std::string target = one_line_text(response.headers.find("Location").value_or("another address"));
  const bool sign_in = text::contains_ignore_case(target, "login") || text::contains_ignore_case(target, "signin") ||
                       text::contains_ignore_case(target, "oauth") || text::contains_ignore_case(target, "oidc");
  return Error{.code = sign_in ? ErrorCode::Unauthenticated : ErrorCode::CorruptData,
               .reason = (sign_in ? "it redirects to a sign-in page, " : "it redirects to ") +
                         target.substr(0, target.find('?')),
               .advice = sign_in && !asked.credential.empty()
                             ? "check " + asked.credential
                             : "check that " + asked.origin + " is the model server's own address",
               .http_status = response.status};
}

}  // namespace

Refusal read_refusal(const net::HttpResponse& response, const Asked& asked, WallTime now) {
  Refusal refusal;
  const bool gateway = response.status >= 500 || response.status == 429;
  if (response.status / 100 == 3) {
    refusal.error = redirect_error(response, asked);
  } else if (is_web_page(response) && !gateway) {
    refusal.error = web_page_error(response, asked);
  } else {
    Problem problem;
    if (const auto parsed = json::parse(response.body, "error answer")) {
      problem = read_problem(*parsed);
    } else if (!is_web_page(response)) {
      problem.message = response.body;
    }
    const int status = meaning_of(problem, response.status);
    refusal.wait = asked_wait(response.headers, now);
    refusal.retry = may_help(response, status, refusal, asked);
    refusal.part = refused_part(problem, status);
    refusal.context_full = says_context_is_full(problem, status);
    refusal.error.code = code_of(status);
    refusal.error.reason = one_line_text(problem.message);
    if (refusal.error.reason.empty()) refusal.error.reason = default_reason(response.status);
    refusal.error.advice = advice_for(refusal.error.code, status, asked);
    refusal.error.http_status = response.status;
    if (refusal.wait) refusal.error.retry_after = std::chrono::ceil<std::chrono::seconds>(*refusal.wait);
    const std::string word = problem.code.empty() ? problem.type : problem.code;
    refusal.error.detail = "HTTP " + std::to_string(response.status) + (word.empty() ? "" : " " + one_line_text(word));
  }
  for (const std::string_view name : {"request-id", "x-request-id"}) {
    if (const auto id = response.headers.find(name)) refusal.error.detail += ", request id " + one_line_text(*id);
  }
  return refusal;
}

Error stream_error(const JsonValue& body) {
  const Problem problem = read_problem(body);
  const int status = meaning_of(problem, 0);
  Error error{.code = status == 0 ? ErrorCode::Unavailable : code_of(status),
              .reason = one_line_text(problem.message),
              .http_status = status == 0 ? 500 : status};
  if (error.reason.empty()) error.reason = "the server reported an error in the midst of its answer";
  return error;
}

Error broken_answer(std::string reason) {
  return Error{.code = ErrorCode::CorruptData,
               .reason = std::move(reason),
               .advice = "try again; if it stays, something on the way changes or cuts answers"};
}

}  // namespace lakecode::llm
