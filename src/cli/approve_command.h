#pragma once
// `lakecode approve`: the second person's signature under a request.

#include "cli/command.h"

namespace lakecode::cli {

extern const Command kApproveCommand;

}  // namespace lakecode::cli
