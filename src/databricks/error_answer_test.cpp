#include "databricks/error_answer.h"

#include <gtest/gtest.h>

namespace lakecode::databricks {
namespace {

struct ShapeCase {
  const char* name;
  int status;
  std::string body;
  ErrorCode code;
  std::string reason;  ///< must be contained
};

const ShapeCase kShapes[] = {
    {"standard", 404, R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"No warehouse w1."})", ErrorCode::NotFound,
     "No warehouse w1"},
    {"missing job is a 400", 400, R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Job 5 does not exist."})",
     ErrorCode::NotFound, "Job 5"},
    {"missing run is a 400", 400,
     R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Run: 1 in job: 2 doesn't exist"})", ErrorCode::NotFound,
     "Run: 1"},
    {"other 400", 400, R"({"error_code":"INVALID_PARAMETER_VALUE","message":"limit too large"})",
     ErrorCode::InvalidArgument, "limit too large"},
    {"code beats status", 400, R"({"error_code":"PERMISSION_DENIED","message":"no"})", ErrorCode::PermissionDenied,
     "no"},
    {"numeric code", 500, R"({"error_code":13,"message":"boom"})", ErrorCode::Unavailable, "boom"},
    {"API 1.2", 400, R"({"error":"ContextNotFound"})", ErrorCode::InvalidArgument, "ContextNotFound"},
    {"SCIM", 404,
     R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"detail":"no user","scimType":"noTarget","status":"404"})",
     ErrorCode::NotFound, "noTarget no user"},
    {"plain text", 401, "UNAUTHENTICATED: token expired", ErrorCode::Unauthenticated, "token expired"},
    {"HTML pre", 502, "<html><pre>bad\n gateway</pre></html>", ErrorCode::Unavailable, "bad gateway"},
    {"HTML title", 403, "<html><title>Denied</title></html>", ErrorCode::PermissionDenied, "Denied"},
    {"empty", 503, "", ErrorCode::Unavailable, "503 Service Unavailable"},
    {"unknown status", 418, "", ErrorCode::InvalidArgument, "418"},
    {"broken JSON", 400, R"({"error_code":)", ErrorCode::InvalidArgument, "400"},
    {"unfollowed redirect", 302, "", ErrorCode::CorruptData, "302"},
};

TEST(ErrorAnswer, ReadsEveryShape) {
  for (const ShapeCase& c : kShapes) {
    const net::HttpResponse response{.status = c.status, .body = c.body};
    const Error error = error_of_answer(response, {"read job", "job 5"}, {"https://h", "PROD"});
    EXPECT_EQ(error.code, c.code) << c.name;
    EXPECT_NE(error.reason.find(c.reason), std::string::npos) << c.name << ": " << error.reason;
    EXPECT_EQ(error.http_status, c.status);
    EXPECT_EQ(error.action, "read job");
  }
}

TEST(ErrorAnswer, AdviceNamesTheProfileAndTheCommand) {
  for (const int status : {401, 403}) {
    const Error error = error_of_answer({.status = status}, {"read job", "job 5"}, {"https://h", "PROD"});
    EXPECT_NE(error.advice.find("lakecode auth login --profile PROD"), std::string::npos) << error.advice;
  }
}

TEST(ErrorAnswer, KeepsRequestIdAndWait) {
  const Error error =
      error_of_answer({.status = 429, .body = R"({"error_code":"RESOURCE_EXHAUSTED","message":"slow down","details":[
         {"@type":"type.googleapis.com/google.rpc.RequestInfo","request_id":"req-9"},
         {"@type":"type.googleapis.com/google.rpc.RetryInfo","retry_delay":"7s"}]})"},
                      {"list runs", ""}, {"https://h", ""});
  EXPECT_EQ(error.code, ErrorCode::RateLimited);
  EXPECT_EQ(error.retry_after, std::chrono::seconds(7));
  EXPECT_NE(error.detail.find("req-9"), std::string::npos);
}

TEST(ErrorAnswer, MasksSecretsAndStaysOneLine) {
  const Error error = error_of_answer(
      {.status = 400, .body = "{\"message\":\"bad\\r\\n\\u001b[31m token dapi0123456789abcdef0123456789abcdef\"}"},
      {"read", "x"}, {"https://h", ""});
  EXPECT_EQ(error.reason.find("dapi0123"), std::string::npos) << error.reason;
  EXPECT_EQ(error.reason.find('\x1b'), std::string::npos);
  EXPECT_EQ(error.reason.find('\n'), std::string::npos);
  const Error cut = error_of_answer({.status = 400, .body = "{\"message\":\"" + std::string(100'000, 'x') + "\"}"},
                                    {"read", "x"}, {"h", ""});
  EXPECT_LE(cut.reason.size(), 700U);
}

}  // namespace
}  // namespace lakecode::databricks
