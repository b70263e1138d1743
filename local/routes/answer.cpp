#include "local/routes/answer.h"

#include <utility>

#include "base/json.h"

namespace lakecode::local {
namespace {

struct WireError {
  ErrorCode code;
  int status;
  std::string_view error_code;
};

constexpr WireError kWireErrors[] = {
    {ErrorCode::InvalidArgument, 400, "INVALID_PARAMETER_VALUE"},
    {ErrorCode::Unauthenticated, 401, "UNAUTHENTICATED"},
    {ErrorCode::PermissionDenied, 403, "PERMISSION_DENIED"},
    {ErrorCode::NotFound, 404, "RESOURCE_DOES_NOT_EXIST"},
    {ErrorCode::AlreadyExists, 409, "RESOURCE_ALREADY_EXISTS"},
    {ErrorCode::FailedPrecondition, 400, "INVALID_STATE"},
    {ErrorCode::RateLimited, 429, "REQUEST_LIMIT_EXCEEDED"},
    {ErrorCode::Unavailable, 503, "TEMPORARILY_UNAVAILABLE"},
    {ErrorCode::DeadlineExceeded, 504, "DEADLINE_EXCEEDED"},
    {ErrorCode::Unsupported, 501, "NOT_IMPLEMENTED"},
    {ErrorCode::Cancelled, 499, "CANCELLED"},
};

}  // namespace

net::ServerResponse text_answer(std::string body) {
  net::ServerResponse response;
  response.headers.add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

net::ServerResponse json_answer(const JsonValue& body) {
  return text_answer(json::serialize(body));
}

net::ServerResponse error_answer(int status, std::string_view code, std::string_view message) {
  net::ServerResponse response = json_answer(JsonObject{{"error_code", code}, {"message", message}});
  response.status = status;
  return response;
}

net::ServerResponse bad_parameter(std::string_view message) {
  return error_answer(400, "INVALID_PARAMETER_VALUE", message);
}

// A refusal has no action; its subject is the error code that the platform gives, if it is not the usual one, and its
// http_status the status.
net::ServerResponse error_answer(const Error& error) {
  const bool refused = error.action.empty();
  const std::string message = refused ? error.reason : one_line(error);
  for (const WireError& wire : kWireErrors) {
    if (wire.code != error.code) continue;
    const bool own = refused && !error.subject.empty();
    return error_answer(error.http_status.value_or(wire.status),
                        own ? std::string_view(error.subject) : wire.error_code, message);
  }
  return error_answer(500, "INTERNAL_ERROR", message);
}

Error refusal(ErrorCode code, std::string error_code, std::string message) {
  return {.code = code, .action = "", .subject = std::move(error_code), .reason = std::move(message), .advice = ""};
}

Error refusal(ErrorCode code, std::string message) {
  return refusal(code, "", std::move(message));
}

}  // namespace lakecode::local
