#pragma once
// Answers in the shapes of the Databricks REST API. Pure; every body is JSON.

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/route.h"
#include "net/http_server.h"

namespace lakecode::local {

net::ServerResponse json_answer(const JsonValue& body);
/// `body` is JSON text already, as the store keeps it.
net::ServerResponse text_answer(std::string body);
/// {"error_code": CODE, "message": MESSAGE} with `status`.
net::ServerResponse error_answer(int status, std::string_view code, std::string_view message);
/// 400 INVALID_PARAMETER_VALUE.
net::ServerResponse bad_parameter(std::string_view message);
/// An error of ours as the platform would tell it: by code to status and error_code.
net::ServerResponse error_answer(const Error& error);

/// What refuses a request: its message stands as it is, and `error_code` (when not empty) in place of the usual one of
/// `code`. Only for errors that end in error_answer.
Error refusal(ErrorCode code, std::string error_code, std::string message);
Error refusal(ErrorCode code, std::string message);

/// A route written as a function that may fail.
template <Result<net::ServerResponse> (*Run)(Workspace&, const Call&)>
net::ServerResponse answered(Workspace& workspace, const Call& call) {
  auto response = Run(workspace, call);
  return response ? std::move(*response) : error_answer(response.error());
}

}  // namespace lakecode::local
