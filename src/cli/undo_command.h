#pragma once

#include "cli/command.h"

namespace lakecode::cli {

extern const Command kUndoCommand;

}  // namespace lakecode::cli
