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

net::ServerResponse error_answer(const Error& error) {
  for (const WireError& wire : kWireErrors) {
    if (wire.code == error.code) return error_answer(wire.status, wire.error_code, one_line(error));
  }
  return error_answer(500, "INTERNAL_ERROR", one_line(error));
}

}  // namespace lakecode::local
