#pragma once
// One rule for all files of configuration: what cannot be read is wrong configuration (exit 2), whatever the system
// call said. Pure.

#include "base/error.h"

namespace lakecode::config {

/// `error` as InvalidArgument, with advice when it has none. Cancelled and a full disk keep their code.
Error as_configuration_error(Error error);

}  // namespace lakecode::config
