#pragma once
// `lakecode config`: settings and where each comes from, and trust in the project folder.

#include "cli/command.h"

namespace lakecode::cli {

extern const Command kConfigCommand;

}  // namespace lakecode::cli
