#include "net/cassette_line.h"

#include <algorithm>
#include <array>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

namespace lakecode::net {
namespace {

/// Names a session elsewhere, or says how bytes were packed that we keep unpacked.
constexpr std::array<std::string_view, 8> kLeftOutHeaders = {
    "set-cookie",       "cookie",           "authorization",  "proxy-authorization",
    "www-authenticate", "content-encoding", "content-length", "transfer-encoding"};

constexpr std::array kCodes = {
    ErrorCode::Cancelled,   ErrorCode::InvalidArgument,  ErrorCode::Unauthenticated,    ErrorCode::PermissionDenied,
    ErrorCode::NotFound,    ErrorCode::AlreadyExists,    ErrorCode::FailedPrecondition, ErrorCode::RateLimited,
    ErrorCode::Unavailable, ErrorCode::DeadlineExceeded, ErrorCode::Unsupported,        ErrorCode::CorruptData,
    ErrorCode::Internal};

JsonValue bytes_to_json(const std::string& bytes) {
  if (utf8::is_valid(bytes)) return JsonValue(bytes);
  return JsonObject{{"base64", crypto::base64_encode(bytes)}};
}

std::string bytes_from_json(const JsonValue* value) {
  if (value == nullptr) return {};
  if (const auto text = json::as_string(*value)) return *text;
  return crypto::base64_decode(json::string_at(*value, "base64")).value_or("");
}

JsonObject error_to_json(const Error& error) {
  return {{"code", name_of(error.code)}, {"action", error.action}, {"subject", error.subject},
          {"reason", error.reason},      {"advice", error.advice}, {"detail", error.detail}};
}

Error error_from_json(const JsonValue& value) {
  Error error{.code = ErrorCode::Unavailable,
              .action = json::string_at(value, "action"),
              .subject = json::string_at(value, "subject"),
              .reason = json::string_at(value, "reason"),
              .advice = json::string_at(value, "advice"),
              .detail = json::string_at(value, "detail")};
  const std::string name = json::string_at(value, "code");
  const auto* found = std::find_if(kCodes.begin(), kCodes.end(), [&](ErrorCode code) { return name_of(code) == name; });
  if (found != kCodes.end()) error.code = *found;
  return error;
}

JsonObject response_to_json(const Recording& recording) {
  const HttpResponse& response = *recording.outcome;
  JsonArray headers, pieces;
  for (const auto& [name, value] : response.headers.list())
    headers.push_back(JsonArray{JsonValue(name), bytes_to_json(value)});
  for (const std::string& piece : recording.pieces) pieces.push_back(bytes_to_json(piece));
  JsonObject out{{"status", response.status}, {"headers", std::move(headers)}};
  if (response.effective_url != recording.url) out["url"] = response.effective_url;
  out["pieces"] = std::move(pieces);
  return out;
}

HttpResponse response_from_json(const JsonValue& value, Recording& recording) {
  HttpResponse response;
  response.status = static_cast<int>(json::int_at(value, "status").value_or(0));
  response.effective_url = json::optional_string_at(value, "url").value_or(recording.url);
  for (const JsonValue& pair : json::array_at(value, "headers")) {
    if (!pair.is_array() || pair.get_array().size() != 2) continue;
    response.headers.add(json::as_string(pair.get_array()[0]).value_or(""), bytes_from_json(&pair.get_array()[1]));
  }
  for (const JsonValue& piece : json::array_at(value, "pieces")) recording.pieces.push_back(bytes_from_json(&piece));
  return response;
}

/// What is around byte `at`.
std::string excerpt(std::string_view text, std::size_t at) {
  constexpr std::size_t kShown = 50;
  constexpr std::size_t kBefore = 10;
  const std::string_view part = text.substr(std::min(at > kBefore ? at - kBefore : 0, text.size()), kShown);
  return part.empty() ? "its end" : "\"" + utf8::sanitize(part) + "\"";
}

}  // namespace

Recording masked_request(const HttpRequest& request, const Redactor& redactor) {
  Recording recording;
  recording.method = request.method;
  recording.url = redactor.redact(request.url);
  recording.body = redactor.redact(request.body);
  return recording;
}

void mask_answer(Recording& recording, const Redactor& redactor) {
  if (!recording.outcome) {
    Error& error = recording.outcome.error();
    for (std::string* text : {&error.subject, &error.reason, &error.detail}) *text = redactor.redact(*text);
    return;
  }
  HttpResponse& response = *recording.outcome;
  response.effective_url = redactor.redact(response.effective_url);
  Headers kept;
  for (const auto& [name, value] : response.headers.list()) {
    if (std::find(kLeftOutHeaders.begin(), kLeftOutHeaders.end(), text::to_lower(name)) == kLeftOutHeaders.end())
      kept.add(name, redactor.redact(value));
  }
  response.headers = std::move(kept);
  // A secret may lie across two pieces: it is looked for in all of them together.
  std::string whole;
  for (const std::string& piece : recording.pieces) whole += piece;
  std::string masked = redactor.redact(whole);
  if (masked == whole) return;
  std::size_t at = 0;
  for (std::string& piece : recording.pieces) {
    const std::size_t length = std::min(piece.size(), masked.size() - at);
    piece = masked.substr(at, length);
    at += length;
  }
  if (!recording.pieces.empty()) recording.pieces.back() += masked.substr(at);
}

std::string render_recording(const Recording& recording) {
  JsonObject request{{"method", recording.method}, {"url", bytes_to_json(recording.url)}};
  request["body"] = bytes_to_json(recording.body);
  JsonObject line{{"n", recording.number}, {"at_ms", recording.at_ms}, {"request", std::move(request)}};
  if (recording.outcome) {
    line["response"] = response_to_json(recording);
  } else {
    line["error"] = error_to_json(recording.outcome.error());
    JsonArray pieces;
    for (const std::string& piece : recording.pieces) pieces.push_back(bytes_to_json(piece));
    line["pieces"] = std::move(pieces);
  }
  std::string text = json::serialize(line);
  return utf8::is_valid(text) ? text : utf8::sanitize(text);
}

Result<Recording> read_recording(const JsonValue& line) {
  Recording recording;
  recording.number = json::int_at(line, "n").value_or(-1);
  recording.at_ms = json::int_at(line, "at_ms").value_or(0);
  const JsonValue* request = json::find(line, "request");
  const JsonValue* response = json::find(line, "response");
  const JsonValue* error = json::find(line, "error");
  if (request == nullptr || (response == nullptr && error == nullptr) || recording.number < 0) {
    return Error{
        .code = ErrorCode::CorruptData, .action = "read recording", .subject = "", .reason = "it is no exchange"};
  }
  recording.method = json::string_at(*request, "method");
  recording.url = bytes_from_json(json::find(*request, "url"));
  recording.body = bytes_from_json(json::find(*request, "body"));
  if (response != nullptr) {
    recording.outcome = response_from_json(*response, recording);
  } else {
    recording.outcome = error_from_json(*error);
    for (const JsonValue& piece : json::array_at(line, "pieces")) recording.pieces.push_back(bytes_from_json(&piece));
  }
  return recording;
}

std::string describe_difference(const Recording& asked, const Recording& kept) {
  std::string name = "number " + std::to_string(kept.number) + ", " + kept.method + " " + kept.url;
  if (asked.method != kept.method || asked.url != kept.url) return name;
  const auto [a, b] = std::mismatch(asked.body.begin(), asked.body.end(), kept.body.begin(), kept.body.end());
  if (a == asked.body.end() && b == kept.body.end()) return name + ", which was played already";
  const auto at = static_cast<std::size_t>(a - asked.body.begin());
  return name + ", whose body differs from byte " + std::to_string(at) + " on: " + excerpt(asked.body, at) + " now, " +
         excerpt(kept.body, at) + " then";
}

}  // namespace lakecode::net
