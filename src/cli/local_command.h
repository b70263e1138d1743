#pragma once
// `lakecode local`: the embedded workspace.

#include "cli/command.h"

namespace lakecode::cli {
extern const Command kLocalCommand;
}
