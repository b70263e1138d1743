#pragma once
// How all files of configuration are complained about: what cannot be read is wrong configuration (exit 2), whatever
// the system call said, and a mistake has a place. Pure.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace lakecode::config {

/// `error` as InvalidArgument, with advice when it has none. Cancelled and a full disk keep their code.
Error as_configuration_error(Error error);

/// "NAME:LINE:COLUMN", as editors and compilers write it.
std::string place_in(std::string_view name, std::size_t line, std::size_t column);

}  // namespace lakecode::config
