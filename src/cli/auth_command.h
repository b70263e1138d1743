#pragma once
// `lakecode auth`: profiles, who the workspace takes us for, and storing a token.

#include "cli/command.h"

namespace lakecode::cli {

extern const Command kAuthCommand;

}  // namespace lakecode::cli
