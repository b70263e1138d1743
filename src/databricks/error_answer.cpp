#include "databricks/error_answer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.h"
#include "base/redact.h"
#include "base/text.h"
#include "base/utf8.h"

namespace lakecode::databricks {
namespace {

constexpr std::size_t kMaxReasonBytes = 600;

/// What an answer says went wrong, before it is judged.
struct Problem {
  std::string code;  ///< upper case, "" when the shape has none
  std::string message;
  std::string request_id;
  std::optional<std::chrono::seconds> retry_after;
};

struct CodeRule {
  std::string_view name;
  ErrorCode code;
};

constexpr CodeRule kCodes[] = {
    {"UNAUTHENTICATED", ErrorCode::Unauthenticated},
    {"PERMISSION_DENIED", ErrorCode::PermissionDenied},
    {"RESOURCE_DOES_NOT_EXIST", ErrorCode::NotFound},
    {"NOT_FOUND", ErrorCode::NotFound},
    {"ENDPOINT_NOT_FOUND", ErrorCode::NotFound},
    {"CATALOG_DOES_NOT_EXIST", ErrorCode::NotFound},
    {"SCHEMA_DOES_NOT_EXIST", ErrorCode::NotFound},
    {"TABLE_DOES_NOT_EXIST", ErrorCode::NotFound},
    {"FEATURE_DISABLED", ErrorCode::Unsupported},
    {"NOT_IMPLEMENTED", ErrorCode::Unsupported},
    {"ALREADY_EXISTS", ErrorCode::AlreadyExists},
    {"RESOURCE_ALREADY_EXISTS", ErrorCode::AlreadyExists},
    {"ABORTED", ErrorCode::FailedPrecondition},
    {"RESOURCE_CONFLICT", ErrorCode::FailedPrecondition},
    {"INVALID_STATE", ErrorCode::FailedPrecondition},
    {"QUOTA_EXCEEDED", ErrorCode::FailedPrecondition},
    {"DIRECTORY_NOT_EMPTY", ErrorCode::FailedPrecondition},
    {"INVALID_PARAMETER_VALUE", ErrorCode::InvalidArgument},
    {"MALFORMED_REQUEST", ErrorCode::InvalidArgument},
    {"BAD_REQUEST", ErrorCode::InvalidArgument},
    {"RESOURCE_EXHAUSTED", ErrorCode::RateLimited},
    {"REQUEST_LIMIT_EXCEEDED", ErrorCode::RateLimited},
    {"TEMPORARILY_UNAVAILABLE", ErrorCode::Unavailable},
    {"WORKSPACE_TEMPORARILY_UNAVAILABLE", ErrorCode::Unavailable},
    {"SERVICE_UNDER_MAINTENANCE", ErrorCode::Unavailable},
    {"INTERNAL_ERROR", ErrorCode::Unavailable},
    {"DEADLINE_EXCEEDED", ErrorCode::DeadlineExceeded},
};

struct StatusRule {
  int status;
  ErrorCode code;
  std::string_view phrase;
};

constexpr StatusRule kStatuses[] = {
    {400, ErrorCode::InvalidArgument, "Bad Request"},       {401, ErrorCode::Unauthenticated, "Unauthorized"},
    {403, ErrorCode::PermissionDenied, "Forbidden"},        {404, ErrorCode::NotFound, "Not Found"},
    {408, ErrorCode::DeadlineExceeded, "Request Timeout"},  {409, ErrorCode::AlreadyExists, "Conflict"},
    {413, ErrorCode::InvalidArgument, "Content Too Large"}, {429, ErrorCode::RateLimited, "Too Many Requests"},
    {499, ErrorCode::Unavailable, "Client Closed Request"}, {500, ErrorCode::Unavailable, "Internal Server Error"},
    {501, ErrorCode::Unsupported, "Not Implemented"},       {502, ErrorCode::Unavailable, "Bad Gateway"},
    {503, ErrorCode::Unavailable, "Service Unavailable"},   {504, ErrorCode::DeadlineExceeded, "Gateway Timeout"},
};

const StatusRule* find_status(int status) {
  for (const StatusRule& rule : kStatuses) {
    if (rule.status == status) return &rule;
  }
  return nullptr;
}

/// One line of `text`: control characters and runs of blanks become one blank, secrets are masked, the end is cut.
std::string one_line_text(std::string_view text) {
  std::string flat;
  for (const char c : utf8::sanitize(text.substr(0, 4 * kMaxReasonBytes))) {
    const bool blank = static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
    if (!blank) flat += c;
    if (blank && !flat.empty() && flat.back() != ' ') flat += ' ';
  }
  flat = Redactor().redact(text::trim(flat));
  while (flat.ends_with('.')) flat.pop_back();
  if (flat.size() <= kMaxReasonBytes) return flat;
  return utf8::sanitize(flat.substr(0, kMaxReasonBytes - 4)) + "…";
}

void read_details(const JsonValue& body, Problem& problem) {
  for (const JsonValue& detail : json::array_at(body, "details")) {
    const std::string type = json::string_at(detail, "@type");
    if (type.ends_with("RequestInfo")) problem.request_id = json::string_at(detail, "request_id");
    std::string delay = json::string_at(detail, "retry_delay");
    if (!type.ends_with("RetryInfo") || !delay.ends_with('s')) continue;
    delay.pop_back();
    if (const auto seconds = text::parse_double(delay); seconds && *seconds >= 0 && *seconds < 86'400) {
      problem.retry_after = std::chrono::seconds(std::llround(*seconds));
    }
  }
}

std::string code_text(const JsonValue& body) {
  if (const auto name = json::optional_string_at(body, "error_code")) return text::to_upper(*name);
  if (const auto number = json::int_at(body, "error_code")) return std::to_string(*number);
  return {};
}

/// {"error_code", "message"}, API 1.2's {"error"}, and SCIM's {"detail", "scimType"}.
Problem read_json(const JsonValue& body) {
  Problem problem{
      .code = code_text(body), .message = json::string_at(body, "message"), .request_id = "", .retry_after = {}};
  if (const auto old = json::optional_string_at(body, "error")) {
    const std::string description = json::string_at(body, "error_description");
    problem.message = description.empty() ? *old : *old + ": " + description;
  }
  const std::string detail = json::string_at(body, "detail");
  const std::string scim_type = json::string_at(body, "scimType");
  if (!detail.empty() || !scim_type.empty()) problem.message = scim_type + (scim_type.empty() ? "" : " ") + detail;
  read_details(body, problem);
  return problem;
}

std::string between(std::string_view text, std::string_view open, std::string_view close) {
  const std::size_t begin = text::find_ignore_case(text, open);
  if (begin == std::string_view::npos) return {};
  const std::size_t from = text.find('>', begin);
  const std::size_t end = text::find_ignore_case(text, close, begin);
  if (from == std::string_view::npos || end == std::string_view::npos || end <= from) return {};
  return std::string(text.substr(from + 1, end - from - 1));
}

bool is_html(const net::HttpResponse& response) {
  const std::string type = text::to_lower(response.headers.find("Content-Type").value_or(""));
  return type.find("text/html") != std::string::npos || text::trim(response.body).starts_with('<');
}

/// "CODE: message", as account APIs send it.
bool read_plain(std::string_view body, Problem& problem) {
  const std::size_t colon = body.find(": ");
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view code = body.substr(0, colon);
  if (code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != std::string_view::npos) return false;
  problem.code = code;
  problem.message = body.substr(colon + 2);
  return true;
}

Problem read_problem(const net::HttpResponse& response) {
  Problem problem;
  const std::string_view body = text::trim(response.body);
  if (body.starts_with('{')) {
    if (const auto parsed = json::parse(body, "error answer"); parsed && parsed->is_object())
      problem = read_json(*parsed);
  } else if (is_html(response)) {
    problem.message = between(body, "<pre", "</pre>");
    if (problem.message.empty()) problem.message = between(body, "<title", "</title>");
  } else if (!body.empty() && !read_plain(body, problem)) {
    problem.message = body;
  }
  if (problem.request_id.empty()) problem.request_id = response.headers.find("X-Request-Id").value_or("");
  return problem;
}

/// The official clients read these texts as "not found" although the status is 400.
bool says_not_found(std::string_view message) {
  return text::contains_ignore_case(message, "does not exist") || text::contains_ignore_case(message, "doesn't exist");
}

ErrorCode judge(int status, const Problem& problem) {
  const bool vague = problem.code.empty() || problem.code == "INVALID_PARAMETER_VALUE" || problem.code == "BAD_REQUEST";
  if (status == 400 && vague && says_not_found(problem.message)) return ErrorCode::NotFound;
  for (const CodeRule& rule : kCodes) {
    if (rule.name == problem.code) return rule.code;
  }
  if (const StatusRule* rule = find_status(status)) return rule->code;
  if (status >= 500) return ErrorCode::Unavailable;
  return status >= 400 ? ErrorCode::InvalidArgument : ErrorCode::CorruptData;
}

std::string detail_of(const net::HttpResponse& response, const Problem& problem) {
  std::string detail = "HTTP " + std::to_string(response.status);
  if (!problem.code.empty()) detail += " " + one_line_text(problem.code);
  if (!problem.request_id.empty()) detail += ", request id " + one_line_text(problem.request_id);
  if (response.attempts > 1) detail += ", after " + std::to_string(response.attempts) + " attempts";
  return detail;
}

std::optional<std::chrono::seconds> retry_after_of(const net::HttpResponse& response, const Problem& problem) {
  const auto header = response.headers.find("Retry-After");
  if (!header) return problem.retry_after;
  const auto seconds = text::parse_int(text::trim(*header));
  if (!seconds || *seconds < 0 || *seconds > 86'400) return problem.retry_after;
  return std::chrono::seconds(*seconds);
}

std::string named_profile(const Origin& origin) {
  return origin.profile.empty() ? "" : " of profile " + origin.profile;
}

bool looks_like_sign_in(const net::HttpResponse& response) {
  if (text::contains_ignore_case(response.effective_url, "login") ||
      text::contains_ignore_case(response.effective_url, "private-link"))
    return true;
  for (const std::string_view word : {"sign in", "log in", "login", "single sign-on", "sso"}) {
    if (text::contains_ignore_case(std::string_view(response.body).substr(0, 65'536), word)) return true;
  }
  return false;
}

}  // namespace

std::string advice_for(ErrorCode code, const Origin& origin) {
  const std::string login =
      "`lakecode auth login" + (origin.profile.empty() ? "" : " --profile " + origin.profile) + "`";
  switch (code) {
    case ErrorCode::Unauthenticated:
      return "check the credentials" + named_profile(origin) + ", or run " + login;
    case ErrorCode::PermissionDenied:
      return "ask for the right, or use another identity than that" +
             (origin.profile.empty() ? " of this session" : named_profile(origin)) + " (" + login + ")";
    case ErrorCode::NotFound:
      return "check the name or id, and that " + origin.host + named_profile(origin) + " is the workspace you mean";
    case ErrorCode::RateLimited:
      return "try again in a while";
    case ErrorCode::Unavailable:
    case ErrorCode::DeadlineExceeded:
      return "try again; if it stays, check " + origin.host + " and the network";
    default:
      return {};
  }
}

Error error_of_answer(const net::HttpResponse& response, const Naming& naming, const Origin& origin) {
  const Problem problem = read_problem(response);
  Error error{.code = judge(response.status, problem), .action = naming.action, .subject = naming.subject};
  error.reason = one_line_text(problem.message);
  if (error.reason.empty()) {
    const StatusRule* rule = find_status(response.status);
    error.reason = "the workspace answered " + std::to_string(response.status) +
                   (rule == nullptr ? "" : " " + std::string(rule->phrase));
  }
  error.advice = advice_for(error.code, origin);
  error.http_status = response.status;
  error.retry_after = retry_after_of(response, problem);
  if (error.code == ErrorCode::RateLimited && error.retry_after) {
    error.advice = "try again in " + std::to_string(error.retry_after->count()) + " s";
  }
  error.detail = detail_of(response, problem);
  return error;
}

Error error_of_body(const net::HttpResponse& response, const std::string& problem, const Naming& naming,
                    const Origin& origin) {
  Error error{.code = ErrorCode::CorruptData, .action = naming.action, .subject = naming.subject};
  error.http_status = response.status;
  error.detail = detail_of(response, Problem{.code = "",
                                             .message = "",
                                             .request_id = response.headers.find("X-Request-Id").value_or(""),
                                             .retry_after = {}});
  if (!is_html(response)) {
    error.reason = "the answer is not complete JSON (" + one_line_text(problem) + ")";
    error.advice = "try again; if it stays, something between here and " + origin.host + " changes answers";
    return error;
  }
  if (text::contains_ignore_case(response.effective_url, "private-link-validation-error")) {
    error.code = ErrorCode::PermissionDenied;
    error.reason = "the workspace takes requests through its private link only";
    error.advice = "connect from the network that has the private endpoint of " + origin.host;
    return error;
  }
  const bool sign_in = looks_like_sign_in(response);
  error.code = sign_in ? ErrorCode::Unauthenticated : ErrorCode::CorruptData;
  error.reason = sign_in ? "a sign-in page came back in place of JSON" : "a web page came back in place of JSON";
  error.advice = "check that host" + named_profile(origin) + " is the workspace's own address (" + origin.host +
                 "), and whether a proxy asks for a sign-in; then run `lakecode auth login`";
  return error;
}

}  // namespace lakecode::databricks
