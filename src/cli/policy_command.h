#pragma once
// `lakecode policy`: check, lint, test, explain, replay.

#include "cli/command.h"

namespace lakecode::cli {

extern const Command kPolicyCommand;

}  // namespace lakecode::cli
