#pragma once
// Turns an answer that is no success into one Error: all shapes a workspace and what stands in front of it may send.
// Pure. Texts of the server are redacted, made one line and cut.
// Source: API reference 2.1 (shapes) and 2.2 (codes); error handling of the official SDKs.

#include <string>

#include "base/error.h"
#include "net/http_types.h"

namespace lakecode::databricks {

/// What a call was about, for its errors.
struct Naming {
  std::string action;   ///< "read job"
  std::string subject;  ///< "12345", after the action "read job"
};

/// Who asked whom, for advice.
struct Origin {
  std::string host;
  std::string profile;  ///< may be empty
};

/// The error that `response`, of a status outside 2xx, stands for.
Error error_of_answer(const net::HttpResponse& response, const Naming& naming, const Origin& origin);

/// The error for a 2xx answer whose body is no JSON: a sign-in page, another web page, or bytes cut short.
/// `problem` says what the JSON parser met.
Error error_of_body(const net::HttpResponse& response, const std::string& problem, const Naming& naming,
                    const Origin& origin);

/// Advice for an error of `code` met at `origin`; "" when there is nothing to say.
std::string advice_for(ErrorCode code, const Origin& origin);

}  // namespace lakecode::databricks
