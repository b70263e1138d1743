#include "config/file_errors.h"

namespace lakecode::config {

Error as_configuration_error(Error error) {
  const bool is_of_the_file = error.code == ErrorCode::PermissionDenied || error.code == ErrorCode::CorruptData ||
                              error.code == ErrorCode::NotFound || error.code == ErrorCode::InvalidArgument ||
                              error.code == ErrorCode::Internal;
  if (is_of_the_file) error.code = ErrorCode::InvalidArgument;
  if (error.advice.empty()) error.advice = "correct, move or remove it";
  return error;
}

}  // namespace lakecode::config
