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

std::string place_in(std::string_view name, std::size_t line, std::size_t column) {
  return std::string(name) + ":" + std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace lakecode::config
