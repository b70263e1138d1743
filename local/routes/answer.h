#pragma once
// Answers in the shapes of the Databricks REST API. Pure; every body is JSON.

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json_fwd.h"
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

}  // namespace lakecode::local
