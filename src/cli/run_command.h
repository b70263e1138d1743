#pragma once
// `lakecode run`: workflows for scripts and CI.

#include "cli/command.h"

namespace lakecode::cli {
extern const Command kRunCommand;
}
