#include "base/error.h"

namespace lakecode {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::Cancelled:
      return "CANCELLED";
    case ErrorCode::InvalidArgument:
      return "INVALID_ARGUMENT";
    case ErrorCode::Unauthenticated:
      return "UNAUTHENTICATED";
    case ErrorCode::PermissionDenied:
      return "PERMISSION_DENIED";
    case ErrorCode::NotFound:
      return "NOT_FOUND";
    case ErrorCode::AlreadyExists:
      return "ALREADY_EXISTS";
    case ErrorCode::FailedPrecondition:
      return "FAILED_PRECONDITION";
    case ErrorCode::RateLimited:
      return "RATE_LIMITED";
    case ErrorCode::Unavailable:
      return "UNAVAILABLE";
    case ErrorCode::DeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case ErrorCode::Unsupported:
      return "UNSUPPORTED";
    case ErrorCode::CorruptData:
      return "CORRUPT_DATA";
    case ErrorCode::Internal:
      return "INTERNAL";
  }
  return "INTERNAL";
}

bool is_retryable(ErrorCode code) {
  return code == ErrorCode::RateLimited || code == ErrorCode::Unavailable || code == ErrorCode::DeadlineExceeded;
}

int exit_code(const Error& error) {
  switch (error.code) {
    case ErrorCode::Cancelled:
      return 130;
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unsupported:
      return error.http_status ? 1 : 2;
    case ErrorCode::Unauthenticated:
    case ErrorCode::PermissionDenied:
      return 5;
    case ErrorCode::CorruptData:
      return 1;  // a corrupt store of ours exits 9; that caller says so itself
    default:
      return 1;
  }
}

std::string one_line(const Error& error) {
  std::string line = "cannot " + error.action;
  if (!error.subject.empty()) line += " " + error.subject;
  if (!error.reason.empty()) line += ": " + error.reason;
  if (!error.advice.empty()) line += "; " + error.advice;
  return line;
}

}  // namespace lakecode
