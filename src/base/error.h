#pragma once
// The one error type of lakecode. Four short texts make the one-line message a person reads:
// what failed (`action`), on what (`subject`), why (`reason`), what to do next (`advice`).
// Plain value, safe to copy between threads. Only cli/ and tui/ compose the line.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace lakecode {

enum class ErrorCode {
  Cancelled,         ///< the stop token asked, or the person interrupted
  InvalidArgument,   ///< wrong usage or configuration
  Unauthenticated,   ///< no credentials, or the platform refused them
  PermissionDenied,  ///< the platform knows us and says no
  NotFound,
  AlreadyExists,
  FailedPrecondition,  ///< the state does not allow it (a stopped warehouse, a stale plan)
  RateLimited,
  Unavailable,  ///< cannot be reached, or answers 5xx; may work later
  DeadlineExceeded,
  Unsupported,
  CorruptData,  ///< bytes that are not what they should be: torn file, HTML in place of JSON
  Internal,
};

struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string action;   ///< "read job", "open config"; an infinitive without a full stop
  std::string subject;  ///< "12345" after "read job"; a path, a URL without secrets; may be empty
  std::string reason;   ///< why, without a full stop
  std::string advice;   ///< what to do next; may be empty
  std::optional<int> http_status;
  std::optional<std::chrono::seconds> retry_after;
  std::string detail;  ///< the exchange behind it, redacted; shown with --verbose only
};

/// Upper-case name, for JSON: "NOT_FOUND".
std::string_view name_of(ErrorCode code);

/// True for RateLimited, Unavailable and DeadlineExceeded: the same call may pass later.
bool is_retryable(ErrorCode code);

/// The process exit code for an error (interfaces: 1, 2, 5, 9, 130). What a platform answered to a request
/// (`http_status`) is a failed operation, never wrong usage of this program.
/// A workflow outcome (denied, findings) is no error and has its own mapping.
int exit_code(const Error& error);

/// "cannot ACTION SUBJECT: REASON; ADVICE" on one line, empty parts left out.
/// The texts are as given: the screen door makes them inert.
std::string one_line(const Error& error);

}  // namespace lakecode
